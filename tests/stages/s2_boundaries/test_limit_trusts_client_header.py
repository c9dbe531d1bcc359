"""Examples and traps of boundaries.limit-trusts-client-header."""

from launchready.observe.limits.burst import Try
from launchready.stages.s2_boundaries.limit_trusts_client_header import LimitTrustsClientHeader, Seen
from launchready.verdict import Fail, Pass, Unknown
from tests.stages.s2_boundaries.bursts_seen import LIMIT, login, tries


def header(status: int, name: str = "X-Forwarded-For") -> Try:
    return Try(status, 5.0, limited=status == 429, header=name)


def seen(*headers: Try, told: tuple[Try, ...] = (*tries(2, 401), LIMIT), after: bool = True) -> Seen:
    return Seen(login(*told, works_after=False, headers=headers, limited_after=after))


EXAMPLES = (
    (seen(header(429), header(429, "X-Real-IP")), Pass),
    (seen(header(401), header(429, "X-Real-IP")), Fail),
    (seen(told=tries(15, 401), after=False), Unknown),
    (seen(header(0)), Unknown),
    (seen(header(401), told=(LIMIT,)), Unknown),
)


def test_a_limit_that_ended_by_itself_was_not_opened_by_a_header() -> None:
    assert isinstance(LimitTrustsClientHeader().judge(seen(header(401), after=False)), Unknown)


def test_an_edge_that_refuses_the_header_itself_did_not_open_the_limit() -> None:
    assert isinstance(LimitTrustsClientHeader().judge(seen(header(400), header(403, "X-Real-IP"))), Pass)
