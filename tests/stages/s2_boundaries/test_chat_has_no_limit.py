"""Examples and traps of boundaries.chat-has-no-limit."""

from launchready.observe.limits.burst import Try
from launchready.observe.limits.bursts import ChatBurst
from launchready.stages.s2_boundaries.chat_has_no_limit import ChatHasNoLimit, Seen
from launchready.verdict import Fail, Pass, Unknown
from tests.stages.s2_boundaries.bursts_seen import LIMIT, burst, tries


def seen(*told: Try, seconds: float = 0.9) -> Seen:
    return Seen(ChatBurst("an account made for this", burst(*told, seconds=seconds), "curl …"), 0.002, "EUR")


EXAMPLES = (
    (seen(*tries(20, 201), LIMIT), Pass),
    (seen(*tries(30, 201)), Fail),
    (seen(Try(503, 9.0, limited=False)), Unknown),
    (seen(*tries(10, 201), Try(500, 9.0, limited=False)), Unknown),
    (seen(*tries(10, 201), Try(400, 9.0, limited=False)), Unknown),
    (seen(), Unknown),
    (seen(*tries(30, 201), seconds=75.0), Unknown),
)


def test_a_limit_that_stood_before_the_first_answer_proves_nothing() -> None:
    assert isinstance(ChatHasNoLimit().judge(seen(LIMIT)), Unknown)


def test_a_finding_says_what_a_night_of_it_costs() -> None:
    verdict = ChatHasNoLimit().judge(seen(*tries(30, 201)))

    assert isinstance(verdict, Fail)
    assert "1,920 EUR" in verdict.evidence[0].shown
