"""A name without an address is a finding; a silent DNS is not."""

from launchready.check import Fail, Pass, Unknown
from launchready.observe.net.dns import RecordSet, State
from launchready.stages.s1_exposure.host_does_not_resolve import HostDoesNotResolve, Seen

HOST = "api.shop.test"


def seen(four: State, six: State, *addresses: str) -> Seen:
    return Seen(HOST, RecordSet(HOST, "A", four, addresses), RecordSet(HOST, "AAAA", six), f"dig {HOST} A")


EXAMPLES = (
    (seen(State.FOUND, State.NO_DATA, "192.0.2.1"), Pass),
    (seen(State.FOUND, State.TIMED_OUT, "192.0.2.1"), Pass),
    (seen(State.NXDOMAIN, State.NXDOMAIN), Fail),
    (seen(State.NO_DATA, State.NO_DATA), Fail),
    (seen(State.TIMED_OUT, State.TIMED_OUT), Unknown),
    (seen(State.NO_DATA, State.TIMED_OUT), Unknown),
    (seen(State.FAILED, State.NXDOMAIN), Unknown),
)


def test_an_address_of_version_6_alone_is_enough() -> None:
    only_six = Seen(
        HOST, RecordSet(HOST, "A", State.NO_DATA), RecordSet(HOST, "AAAA", State.FOUND, ("2001:db8::1",)), "dig"
    )

    assert isinstance(HostDoesNotResolve().judge(only_six), Pass)
