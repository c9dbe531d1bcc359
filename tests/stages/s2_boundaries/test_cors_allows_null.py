"""Examples and traps of boundaries.cors-allows-null."""

from launchready.observe.cors import FOREIGN, NULL, OWN, Word, Words
from launchready.stages.s2_boundaries.cors_allows_null import CorsAllowsNull, Seen
from launchready.verdict import Fail, Pass, Unknown

HOME = "https://shop.example"


def word(kind: str, origin: str, allowed: str = "", status: int = 200) -> Word:
    return Word(kind, origin, "GET", "GET /me", status, allowed, bool(allowed), "curl …")


def seen(*words: Word) -> Seen:
    return Seen(Words((word(OWN, HOME, HOME), *words), has_origins=True))


EXAMPLES = (
    (seen(word(NULL, "null")), Pass),
    (seen(word(NULL, "null", "null")), Fail),
    (seen(word(NULL, "null", status=0)), Unknown),
    (seen(word(NULL, "null", "null"), word(FOREIGN, "https://evil.example", "https://evil.example")), Unknown),
)


def test_the_word_null_for_somebody_elses_origin_is_not_asked_about() -> None:
    assert isinstance(CorsAllowsNull().judge(seen(word(NULL, "null", HOME))), Pass)
