"""The CORS rules of the Fetch standard: what a browser makes of each pair of headers."""

import pytest

from launchready.observe.auth.fetch import may_read, may_send
from launchready.observe.http import Answer, Request

ORIGIN = "https://shop.example"
ACAO, ACAC = "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials"
TRUE = (ACAC, "true")


def answer(*headers: tuple[str, str], status: int = 200) -> Answer:
    return Answer(Request("https://api.shop.example/me"), status, headers, "", 1.0)


@pytest.mark.parametrize(
    ("headers", "plain", "with_cookies"),
    [
        ((), False, False),
        (((ACAO, ORIGIN),), True, False),
        (((ACAO, ORIGIN), TRUE), True, True),
        (((ACAO, "*"),), True, False),
        (((ACAO, "*"), TRUE), True, False),
        (((ACAO, ORIGIN), (ACAC, "True")), True, False),
        (((ACAO, ORIGIN), TRUE, TRUE), True, False),
        (((ACAO, ORIGIN), (ACAO, ORIGIN), TRUE), False, False),
        (((ACAO, f"{ORIGIN}, https://www.shop.example"), TRUE), False, False),
        (((ACAO, f"{ORIGIN}/"), TRUE), False, False),
        (((ACAO, ORIGIN.upper()), TRUE), False, False),
        (((ACAO, "http://shop.example"), TRUE), False, False),
        (((ACAO.lower(), ORIGIN), (ACAC.lower(), "true")), True, True),
    ],
)
def test_a_page_reads_what_both_headers_allow(
    headers: tuple[tuple[str, str], ...], *, plain: bool, with_cookies: bool
) -> None:
    assert may_read(answer(*headers), ORIGIN, credentials=False) is plain
    assert may_read(answer(*headers), ORIGIN, credentials=True) is with_cookies


def lists(methods: str, headers: str = "") -> tuple[tuple[str, str], ...]:
    return (("Access-Control-Allow-Methods", methods), ("Access-Control-Allow-Headers", headers))


@pytest.mark.parametrize(
    ("headers", "status", "plain", "with_cookies"),
    [
        (((ACAO, ORIGIN), TRUE, *lists("GET, DELETE", "Authorization")), 204, True, True),
        (((ACAO, ORIGIN), TRUE, *lists("GET", "Authorization")), 204, False, False),
        (((ACAO, ORIGIN), TRUE, *lists("*", "authorization")), 204, True, False),
        (((ACAO, "*"), *lists("*", "*")), 204, False, False),
        (((ACAO, "*"), *lists("*", "*, authorization")), 204, True, False),
        (((ACAO, ORIGIN), TRUE, *lists("DELETE", "authorization")), 401, False, False),
        (((ACAO, ORIGIN), TRUE, *lists("delete", "authorization")), 200, False, False),
    ],
)
def test_a_preflight_gives_leave_by_method_and_header(
    headers: tuple[tuple[str, str], ...], status: int, *, plain: bool, with_cookies: bool
) -> None:
    told = answer(*headers, status=status)

    assert may_send(told, ORIGIN, "DELETE", ("Authorization",), credentials=False) is plain
    assert may_send(told, ORIGIN, "DELETE", ("Authorization",), credentials=True) is with_cookies
