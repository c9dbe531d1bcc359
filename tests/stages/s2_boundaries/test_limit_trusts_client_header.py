"""Examples and traps of boundaries.limit-trusts-client-header."""

from launchready.observe.bursts import LoginBurst, Try
from launchready.stages.s2_boundaries.limit_trusts_client_header import LimitTrustsClientHeader, Seen
from launchready.verdict import Fail, Pass, Unknown

WRONG, LIMIT = Try(401, 20.0, limited=False), Try(429, 5.0, limited=True)


def header(status: int, name: str = "X-Forwarded-For") -> Try:
    return Try(status, 5.0, limited=status == 429, header=name)


def seen(*headers: Try, tries: tuple[Try, ...] = (WRONG, WRONG, LIMIT), after: bool = True) -> Seen:
    return Seen(LoginBurst("an account", True, True, tries, False, headers, after, "curl …", "curl …"))


EXAMPLES = (
    (seen(header(429), header(429, "X-Real-IP")), Pass),
    (seen(header(401), header(429, "X-Real-IP")), Fail),
    (seen(tries=(WRONG,) * 15, after=False), Unknown),
    (seen(header(0)), Unknown),
)


def test_a_limit_that_ended_by_itself_was_not_opened_by_a_header() -> None:
    assert isinstance(LimitTrustsClientHeader().judge(seen(header(401), after=False)), Unknown)


def test_an_edge_that_refuses_the_header_itself_did_not_open_the_limit() -> None:
    assert isinstance(LimitTrustsClientHeader().judge(seen(header(400), header(403, "X-Real-IP"))), Pass)
