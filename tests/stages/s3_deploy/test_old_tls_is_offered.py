"""An old version that is taken is a finding, whatever else is spoken; no pass without a current one at each address."""

from launchready.check import Fail, Pass, Unknown
from launchready.observe.net.offers import Offer, Shake
from launchready.stages.s3_deploy.old_tls_is_offered import OldTlsIsOffered, Seen

COMMANDS = (("TLSv1", "openssl -tls1"), ("TLSv1.1", "openssl -tls1_1"))


def offers(
    one: Shake, one_one: Shake, two: Shake, three: Shake, ssl2: Shake = Shake.REJECTED, *, at: str = "192.0.2.1"
) -> tuple[Offer, ...]:
    shakes = {
        "TLSv1.2": two,
        "TLSv1.3": three,
        "SSLv2": ssl2,
        "SSLv3": Shake.REJECTED,
        "TLSv1": one,
        "TLSv1.1": one_one,
    }
    return tuple(Offer(version, shake, "", at) for version, shake in shakes.items())


def seen(*offered: tuple[Offer, ...]) -> Seen:
    return Seen("shop.test", tuple(one for each in offered for one in each), COMMANDS)


NO, YES, LATE = Shake.REJECTED, Shake.DONE, Shake.TIMED_OUT
TODAY = offers(NO, NO, YES, YES)
OF_OLD = offers(NO, YES, YES, YES, at="192.0.2.2")
NO_IPV6 = (Offer("TLSv1.2", Shake.NO_WAY, "Network is unreachable", "2001:db8::1"),)
CLOSED = (Offer("TLSv1.2", Shake.UNREACHABLE, "Connection refused", "192.0.2.3"),)

EXAMPLES = (
    (seen(TODAY), Pass),
    (seen(offers(NO, NO, NO, YES)), Pass),
    (seen(offers(NO, NO, YES, YES, ssl2=LATE)), Pass),
    (seen(TODAY, NO_IPV6), Pass),
    (seen(offers(NO, YES, YES, YES)), Fail),
    (seen(offers(YES, YES, NO, NO)), Fail),
    (seen(offers(YES, LATE, LATE, LATE)), Fail),
    (seen(offers(NO, NO, YES, YES, ssl2=YES)), Fail),
    (seen(TODAY, OF_OLD), Fail),
    (seen(offers(NO, NO, NO, NO)), Unknown),
    (seen(offers(LATE, LATE, LATE, LATE)), Unknown),
    (seen(offers(NO, LATE, YES, YES)), Unknown),
    (seen(TODAY, CLOSED), Unknown),
    (seen(NO_IPV6), Unknown),
    (seen(), Unknown),
)


def test_only_the_commands_of_what_was_taken_are_shown() -> None:
    verdict = OldTlsIsOffered().judge(seen(TODAY, OF_OLD))

    assert isinstance(verdict, Fail)
    assert verdict.reproduce == ("openssl -tls1_1",)
    assert "192.0.2.2" in verdict.evidence[0].what


def test_an_address_that_this_machine_cannot_reach_by_ipv6_is_told() -> None:
    verdict = OldTlsIsOffered().judge(seen(TODAY, NO_IPV6))

    assert isinstance(verdict, Pass)
    assert "not tested, this machine has no IPv6: 2001:db8::1" in verdict.because
