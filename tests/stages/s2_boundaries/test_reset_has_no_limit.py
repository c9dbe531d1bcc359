"""Examples and traps of boundaries.reset-has-no-limit."""

from launchready.observe.limits.burst import Try
from launchready.observe.limits.floods import Flood, Wishes
from launchready.stages.s2_boundaries.reset_has_no_limit import ResetHasNoLimit, Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown
from tests.stages.s2_boundaries.bursts_seen import LIMIT, burst, tries


def seen(*told: Try, messages: int = 0, mailbox: bool = True) -> Seen:
    return Seen(Wishes(Flood("POST /reset", "nobody", burst(*told), "curl …"), mailbox, messages))


EXAMPLES = (
    (seen(*tries(5, 202), LIMIT, messages=5), Pass),
    (seen(*tries(15, 202), messages=15), Fail),
    (seen(*tries(15, 202), messages=3), Pass),
    (seen(*tries(15, 202)), Unknown),
    (seen(*tries(15, 202), mailbox=False), Unknown),
    (seen(*tries(15, 422)), Unknown),
    (seen(*tries(14, 202), *tries(1, 400)), Unknown),
    (Seen(None), NotApplicable),
)


def test_a_product_that_answers_alike_and_mails_three_times_has_a_limit() -> None:
    verdict = ResetHasNoLimit().judge(seen(*tries(15, 202), messages=3))

    assert isinstance(verdict, Pass)
    assert "3 were mailed" in verdict.because
