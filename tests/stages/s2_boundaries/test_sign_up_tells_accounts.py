"""Examples and traps of boundaries.sign-up-tells-accounts."""

from dataclasses import replace

from launchready.observe.auth.existence import Pair
from launchready.stages.s2_boundaries.sign_up_tells_accounts import Seen, SignUpTellsAccounts
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

ALIKE = Pair("sign-up", "POST /signup", "202: look", "202: look", False, True, False, "curl …")
TELLS = replace(ALIKE, known="409: taken", unknown="201: made", differs=True)

EXAMPLES = (
    (Seen((ALIKE,)), Pass),
    (Seen((TELLS,)), Fail),
    (Seen((replace(ALIKE, refused=True),)), Unknown),
    (Seen((replace(ALIKE, steady=False),)), Unknown),
    (Seen(()), NotApplicable),
)


def test_the_finding_shows_both_answers() -> None:
    verdict = SignUpTellsAccounts().judge(Seen((TELLS,)))

    assert isinstance(verdict, Fail)
    assert [one.shown for one in verdict.evidence] == ["409: taken", "201: made"]
