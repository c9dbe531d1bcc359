"""Examples and traps of boundaries.answer-tells-accounts."""

from dataclasses import replace

from launchready.observe.auth.existence import Pair
from launchready.stages.s2_boundaries.answer_tells_accounts import AnswerTellsAccounts, Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

ALIKE = Pair("sign-in", "POST /login", "401: wrong", "401: wrong", False, True, False, "curl …")
TELLS = replace(ALIKE, unknown="404: no such user", differs=True)
RESET = replace(ALIKE, place="reset", operation="POST /reset")

EXAMPLES = (
    (Seen((ALIKE,)), Pass),
    (Seen((ALIKE, RESET)), Pass),
    (Seen((ALIKE, replace(RESET, known="200: sent", unknown="404: unknown", differs=True))), Fail),
    (Seen((TELLS,)), Fail),
    (Seen((replace(ALIKE, refused=True),)), Unknown),
    (Seen((replace(ALIKE, steady=False),)), Unknown),
    (Seen(()), NotApplicable),
)


def test_a_limit_that_strikes_in_between_is_no_difference() -> None:
    assert isinstance(AnswerTellsAccounts().judge(Seen((replace(TELLS, refused=True),))), Unknown)
