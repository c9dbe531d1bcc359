"""A permanent error is a finding where it holds whoever sends; what a macro decides is not."""

import pytest

from launchready.check import Fail, NotApplicable, Pass, Unknown
from launchready.observe.mail.spf import SpfOutcome, SpfResult
from launchready.observe.mail.spf_trial import SpfTried
from launchready.stages.s3_deploy.spf_breaks_at_receivers import Seen, SpfBreaksAtReceivers


def seen(outcome: SpfOutcome, far: SpfOutcome | None = None) -> Seen:
    return Seen(SpfTried("shop.test", outcome, far or outcome), "dig shop.test TXT")


def outcome(
    result: SpfResult, reason: str = "shop.test: -all", lookups: int = 1, voids: tuple[str, ...] = ()
) -> SpfOutcome:
    return SpfOutcome(result, reason, "", tuple(f"shop.test: include:s{at}.test" for at in range(lookups)), voids)


FAILS = outcome(SpfResult.FAIL)
MANY = outcome(SpfResult.PERMERROR, "shop.test: `include:s10.test` is look-up 11", 11)
SYNTAX = outcome(SpfResult.PERMERROR, "shop.test: `ipv4:1.2.3.4` is no mechanism that SPF knows", 0)
GONE = tuple(f"shop.test: a:gone{at}.test" for at in range(3))
VOID = outcome(SpfResult.PERMERROR, "shop.test: `a:gone2.test` is look-up 3 that finds nothing", 3, GONE)
MACRO = tuple(f"shop.test: exists:%{{i}}.{at}.vendor.test" for at in range(3))
STRANGERS = outcome(SpfResult.PERMERROR, "shop.test: `include:%{i}._spf.vendor.test`: it has no SPF record", 1)

EXAMPLES = (
    (seen(FAILS), Pass),
    (seen(outcome(SpfResult.SOFTFAIL, lookups=10)), Pass),
    (seen(outcome(SpfResult.NEUTRAL)), Pass),
    (seen(MANY, outcome(SpfResult.FAIL, lookups=14)), Fail),
    (seen(SYNTAX), Fail),
    (seen(VOID, outcome(SpfResult.FAIL, lookups=3, voids=GONE)), Fail),
    (seen(outcome(SpfResult.PERMERROR, "shop.test: `include:gone.test`: gone.test has no SPF record")), Fail),
    (
        seen(outcome(SpfResult.PERMERROR, "a macro's", 3, MACRO), outcome(SpfResult.FAIL, lookups=3, voids=MACRO)),
        Unknown,
    ),
    (seen(STRANGERS), Unknown),
    (seen(outcome(SpfResult.TEMPERROR, "TXT of shop.test: timed out")), Unknown),
    (seen(outcome(SpfResult.NONE, "shop.test has no SPF record")), NotApplicable),
    (seen(outcome(SpfResult.PERMERROR, "shop.test has 2 SPF records")), NotApplicable),
)


def test_the_count_is_told_past_the_limit() -> None:
    verdict = SpfBreaksAtReceivers().judge(seen(MANY, outcome(SpfResult.FAIL, lookups=14)))

    assert isinstance(verdict, Fail)
    assert "it takes 14 look-ups" in verdict.because


@pytest.mark.parametrize(("count", "told"), [(3, "3 look-ups"), (9, "9 look-ups, of 10 allowed")])
def test_a_record_near_the_limit_is_told(count: int, told: str) -> None:
    verdict = SpfBreaksAtReceivers().judge(seen(outcome(SpfResult.FAIL, lookups=count)))

    assert isinstance(verdict, Pass)
    assert verdict.because.endswith(told)
