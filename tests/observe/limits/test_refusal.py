"""Who refused: by marks, by the form of the body, by an edge's own page, and never by a guess."""

import pytest

from launchready.observe.http import Answer, Request
from launchready.observe.limits.refusal import By, Form, form_of, turned_away, who

REQUEST = Request("https://shop.example/login", "POST")
JSON = ("Content-Type", "application/json")
ID = ("X-Request-Id", "req_1")


def answer(status: int, body: str = "", *headers: tuple[str, str]) -> Answer:
    return Answer(REQUEST, status, headers, body, 5.0)


WRONG = answer(401, '{"error": "no"}', JSON, ID, ("Cache-Control", "no-store"))
POWERED, VIA = ("X-Powered-By", "Express"), ("Via", "1.1 Caddy")
POWERFUL = answer(401, '{"error": "no"}', JSON, POWERED)
PASSED = answer(401, '{"error": "no"}', JSON, ID, VIA)
SERVED = answer(401, '{"error": "no"}', JSON, ("Server", "uvicorn"))
BARE = answer(401, '{"error": "no"}', JSON)
REDIRECT = answer(308, "", ("Location", "https://shop.example/"), ("Server", "Caddy"))


def said(refusal: Answer, *apps: Answer, edges: tuple[Answer, ...] = (REDIRECT,)) -> By:
    return who(refusal, tuple(form_of(one) for one in apps), tuple(form_of(one) for one in edges)).by


@pytest.mark.parametrize(
    ("refusal", "app", "by"),
    [
        (answer(429, '{"error": "slow"}', JSON, ID), WRONG, By.APP),
        (answer(429, "Too many requests", ID), WRONG, By.UNCLEAR),  # an edge may write request ids as well
        (
            answer(429, "Too many requests", POWERED),
            POWERFUL,
            By.APP,
        ),  # the app's middleware speaks otherwise than the app
        (
            answer(429, "", ("Retry-After", "60")),
            WRONG,
            By.UNCLEAR,
        ),  # a layer of the app before the one that writes ids?
        (answer(429, "", ("Retry-After", "60")), PASSED, By.EDGE),
        (answer(429, '{"error": "slow"}', JSON, ID, VIA), PASSED, By.APP),
        (answer(429, "", ("Server", "Caddy")), SERVED, By.EDGE),
        (answer(429, '{"error": "slow"}', JSON, ("Server", "uvicorn")), SERVED, By.APP),
        (answer(429, '{"error": "slow"}', JSON), WRONG, By.UNCLEAR),  # the app's words without its request id
        (answer(429, '{"error": "slow"}', JSON), BARE, By.APP),
        (answer(429, "Too many requests", ("Content-Type", "text/html")), BARE, By.UNCLEAR),
        (answer(429, "", ("Strict-Transport-Security", "max-age=1")), BARE, By.UNCLEAR),
        (answer(429, "error code: 1015", ("Server", "cloudflare")), BARE, By.EDGE),
        (answer(403, "<html>Just a moment</html>", ("cf-mitigated", "challenge")), WRONG, By.EDGE),
        (answer(503, "<html><hr><center>nginx/1.27</center></html>"), BARE, By.EDGE),
        (answer(405, "", ("x-amzn-waf-action", "captcha")), BARE, By.EDGE),
    ],
)
def test_a_refusal_is_known_by_what_it_is_made_of(refusal: Answer, app: Answer, by: By) -> None:
    assert by == said(refusal, app)


def test_a_mark_that_the_edge_puts_on_all_it_answers_is_none_of_the_apps() -> None:
    edge = answer(308, "", ("Location", "https://shop.example/"), ID)

    assert said(answer(429, "", ID), WRONG, edges=(edge,)) is By.UNCLEAR


def test_only_what_all_answers_of_the_app_carry_is_its_mark() -> None:
    assert form_of(WRONG).marks == {"x-request-id"}
    assert said(answer(429, ""), WRONG, BARE) is By.UNCLEAR


@pytest.mark.parametrize(
    ("reply", "turned"),
    [
        (answer(429), True),
        (answer(403), True),
        (answer(503), True),
        (answer(401), False),
        (answer(500), False),
        (answer(200, "error code: 1015"), False),
        (answer(202, "", ("x-amzn-waf-action", "challenge")), True),
    ],
)
def test_who_is_turned_away(reply: Answer, *, turned: bool) -> None:
    assert turned is turned_away(reply, frozenset({401}))


def test_a_status_that_is_the_usual_answer_turns_nobody_away() -> None:
    assert not turned_away(answer(403, '{"error": "no"}'), frozenset({403}))


def test_a_form_reads_well() -> None:
    assert form_of(WRONG).line() == "401, JSON {error} with x-request-id"
    assert form_of(answer(429, "<title>Slow down</title>")).body == 'a page "Slow down"'
    assert form_of(answer(429)) == Form(429, "nothing", frozenset())
