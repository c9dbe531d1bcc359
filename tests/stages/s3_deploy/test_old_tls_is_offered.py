"""An old version that is taken is a finding, whatever else is spoken; no pass without a current one."""

from launchready.check import Fail, Pass, Unknown
from launchready.observe.net.tls import NEVER_TESTED, Offer, Shake
from launchready.stages.s3_deploy.old_tls_is_offered import OldTlsIsOffered, Seen


def seen(one: Shake, one_one: Shake, two: Shake, three: Shake) -> Seen:
    versions = ("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")
    offers = tuple(Offer(version, shake) for version, shake in zip(versions, (one, one_one, two, three), strict=True))
    return Seen("shop.test", "192.0.2.1", offers, ("openssl -tls1", "openssl -tls1_1"))


NO, YES, LATE, UNTRIED = Shake.REJECTED, Shake.DONE, Shake.TIMED_OUT, Shake.NOT_TESTED

EXAMPLES = (
    (seen(NO, NO, YES, YES), Pass),
    (seen(NO, NO, NO, YES), Pass),
    (seen(NO, YES, YES, YES), Fail),
    (seen(YES, YES, NO, NO), Fail),
    (seen(YES, LATE, LATE, LATE), Fail),
    (seen(NO, NO, NO, NO), Unknown),
    (seen(LATE, LATE, LATE, LATE), Unknown),
    (seen(UNTRIED, UNTRIED, YES, YES), Unknown),
    (seen(NO, LATE, YES, YES), Unknown),
)


def test_the_pass_says_what_was_not_tested() -> None:
    verdict = OldTlsIsOffered().judge(seen(NO, NO, YES, YES))

    assert isinstance(verdict, Pass)
    assert NEVER_TESTED in verdict.because


def test_only_the_commands_of_what_was_taken_are_shown() -> None:
    verdict = OldTlsIsOffered().judge(seen(NO, YES, YES, YES))

    assert isinstance(verdict, Fail)
    assert verdict.reproduce == ("openssl -tls1_1",)
