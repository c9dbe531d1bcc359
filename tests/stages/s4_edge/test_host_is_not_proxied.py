from launchready.observe.net.dns import RecordSet, State
from launchready.stages.s4_edge.host_is_not_proxied import Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

HOST = "api.shop.example"


def seen(
    *addresses: str,
    edge: tuple[str, ...] = ("198.51.100.0/24", "2001:db8:1::/48"),
    origin: tuple[str, ...] = ("192.0.2.9",),
    state: State = State.NO_DATA,
    environment: str = "production",
    ours: bool = True,
) -> Seen:
    four = tuple(one for one in addresses if ":" not in one)
    six = tuple(one for one in addresses if ":" in one)
    return Seen(
        HOST,
        ours,
        environment,
        edge,
        origin,
        RecordSet(HOST, "A", State.FOUND if four else state, four),
        RecordSet(HOST, "AAAA", State.FOUND if six else State.NO_DATA, six),
        f"dig A {HOST}",
    )


EXAMPLES = (
    (seen("198.51.100.7"), Pass),
    (seen("198.51.100.7", "2001:db8:1::7"), Pass),
    (seen("192.0.2.9"), Fail),
    (seen("203.0.113.5"), Fail),
    (seen("198.51.100.7", "2001:db8:2::9"), Fail),
    (seen(state=State.NXDOMAIN), Unknown),
    (seen("198.51.100.7", edge=()), Unknown),
    (seen("2001:db8:1::7", state=State.TIMED_OUT), Unknown),
    (seen("198.51.100.7", origin=("198.51.100.7",)), Unknown),
    (seen("192.0.2.9", environment="staging"), NotApplicable),
    (seen("203.0.113.5", ours=False), NotApplicable),
)
