"""Examples and traps of boundaries.time-tells-accounts."""

from dataclasses import replace

from launchready.observe.auth.timing import Times
from launchready.stages.s2_boundaries.time_tells_accounts import Seen, TimeTellsAccounts
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

HASHED = (31.0, 29.5, 30.2, 33.0, 28.9, 30.1, 29.9, 35.2, 30.0, 31.7, 29.0, 30.6)
QUICK = (4.0, 3.5, 4.2, 3.0, 3.9, 4.1, 3.8, 9.2, 4.0, 3.7, 4.4, 3.6)
EQUAL = Times("sign-in", "POST /login", HASHED, tuple(reversed(HASHED)), False, "curl …")

EXAMPLES = (
    (Seen((EQUAL,)), Pass),
    (Seen((replace(EQUAL, unknown=QUICK),)), Fail),
    (Seen((replace(EQUAL, known=QUICK, unknown=HASHED),)), Fail),
    (Seen((EQUAL, replace(EQUAL, known=HASHED[:3], unknown=QUICK[:3], refused=True))), Unknown),
    (Seen((replace(EQUAL, known=(), unknown=(), refused=True),)), Unknown),
    (Seen(()), NotApplicable),
)


def test_a_small_difference_that_is_real_is_no_finding() -> None:
    quicker = tuple(one - 6 for one in HASHED)

    assert isinstance(TimeTellsAccounts().judge(Seen((replace(EQUAL, unknown=quicker),))), Pass)


def test_a_difference_in_one_half_alone_is_a_hiccup() -> None:
    slow_start = (*(90.0 for _ in range(6)), *HASHED[6:])

    assert isinstance(TimeTellsAccounts().judge(Seen((replace(EQUAL, known=slow_start),))), Pass)
