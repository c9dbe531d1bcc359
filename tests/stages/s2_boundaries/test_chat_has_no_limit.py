"""Examples and traps of boundaries.chat-has-no-limit."""

from launchready.observe.bursts import ChatBurst, Try
from launchready.stages.s2_boundaries.chat_has_no_limit import ChatHasNoLimit, Seen
from launchready.verdict import Fail, Pass, Unknown

SAID, LIMIT = Try(201, 30.0, limited=False), Try(429, 3.0, limited=True)


def seen(*tries: Try) -> Seen:
    return Seen(ChatBurst("an account made for this", tries, "curl …"), 0.002, "EUR")


EXAMPLES = (
    (seen(*(SAID,) * 20, LIMIT), Pass),
    (seen(*(SAID,) * 30), Fail),
    (seen(Try(503, 9.0, limited=False)), Unknown),
    (seen(*(SAID,) * 10, Try(500, 9.0, limited=False)), Unknown),
    (seen(), Unknown),
)


def test_a_limit_that_stood_before_the_first_answer_proves_nothing() -> None:
    assert isinstance(ChatHasNoLimit().judge(seen(LIMIT)), Unknown)


def test_a_finding_says_what_a_night_of_it_costs() -> None:
    verdict = ChatHasNoLimit().judge(seen(*(SAID,) * 30))

    assert isinstance(verdict, Fail)
    assert "1,920 EUR" in verdict.evidence[0].shown
