"""Examples and traps of boundaries.cors-reflects-origin."""

from launchready.observe.auth.cors import CHANGE, PREFLIGHT
from launchready.observe.auth.origins import FOREIGN, OWN
from launchready.stages.s2_boundaries.cors_reflects_origin import CorsReflectsOrigin, Seen
from launchready.verdict import Fail, Pass, Unknown
from tests.stages.s2_boundaries.cors_words import EVIL, HOME, RIGHT, SHUT, word, words

REFLECTED = word(FOREIGN, EVIL, EVIL, credentials=True)

EXAMPLES = (
    (Seen(words(RIGHT, SHUT)), Pass),
    (Seen(words(SHUT, has_origins=False)), Pass),
    (Seen(words(RIGHT, REFLECTED)), Fail),
    (Seen(words(word(OWN, HOME, "*"), word(FOREIGN, EVIL, "*", credentials=True))), Pass),
    (Seen(words(word(OWN, HOME), SHUT)), Unknown),
    (Seen(words(word(OWN, HOME, status=0), word(FOREIGN, EVIL, status=0))), Unknown),
    (Seen(words(RIGHT, word(FOREIGN, EVIL, status=429))), Unknown),
    (Seen(words(SHUT, has_origins=False, private="")), Unknown),
    (Seen(words(word(FOREIGN, EVIL, EVIL, credentials=True, private=False), has_origins=False, private="")), Unknown),
)


def test_an_api_that_always_names_its_own_website_lets_nobody_else_in() -> None:
    fixed = (RIGHT, word(FOREIGN, EVIL, HOME, credentials=True))

    assert isinstance(CorsReflectsOrigin().judge(Seen(words(*fixed))), Pass)


def test_an_api_that_refuses_strange_origins_outright_passes() -> None:
    assert isinstance(CorsReflectsOrigin().judge(Seen(words(RIGHT, word(FOREIGN, EVIL, status=403)))), Pass)


def test_an_error_or_a_public_answer_that_is_open_is_no_finding() -> None:
    beside = word(FOREIGN, EVIL, EVIL, credentials=True, status=404, private=False)

    assert isinstance(CorsReflectsOrigin().judge(Seen(words(RIGHT, SHUT, beside))), Pass)


def test_leave_to_ask_is_no_leave_to_read() -> None:
    asked = word(FOREIGN, EVIL, EVIL, credentials=True, way=PREFLIGHT)

    assert isinstance(CorsReflectsOrigin().judge(Seen(words(RIGHT, SHUT, asked))), Pass)


def test_leave_to_change_counts_where_the_session_is_a_cookie() -> None:
    change = word(FOREIGN, EVIL, EVIL, credentials=True, way=CHANGE)
    check = CorsReflectsOrigin()

    assert isinstance(check.judge(Seen(words(RIGHT, SHUT, change, by_cookie=True))), Fail)
    assert isinstance(check.judge(Seen(words(RIGHT, SHUT, change))), Pass)


def test_the_finding_shows_what_the_page_reads_and_how_the_session_travels() -> None:
    header = CorsReflectsOrigin().judge(Seen(words(RIGHT, REFLECTED)))
    cookie = CorsReflectsOrigin().judge(Seen(words(RIGHT, REFLECTED, by_cookie=True)))

    assert isinstance(header, Fail)
    assert isinstance(cookie, Fail)
    assert "a@shop.example" in header.evidence[0].shown
    assert "in a header that no strange page has" in header.evidence[0].shown
    assert "in a header" not in cookie.evidence[0].shown
