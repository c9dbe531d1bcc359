"""Examples and traps of boundaries.cors-reflects-origin."""

from launchready.observe.cors import FOREIGN, OWN, PREFIX, SUFFIX, Word, Words
from launchready.stages.s2_boundaries.cors_reflects_origin import CorsReflectsOrigin, Seen
from launchready.verdict import Fail, Pass, Unknown

EVIL, HOME = "https://evil.example", "https://shop.example"


def word(kind: str, origin: str, allowed: str = "", *, credentials: bool = False, status: int = 200) -> Word:
    return Word(kind, origin, "GET", "GET /me", status, allowed, credentials, "curl …")


def seen(*words: Word, has_origins: bool = True) -> Seen:
    return Seen(Words(words, has_origins))


RIGHT = word(OWN, HOME, HOME, credentials=True)

EXAMPLES = (
    (seen(RIGHT, word(FOREIGN, EVIL)), Pass),
    (seen(word(FOREIGN, EVIL), has_origins=False), Pass),
    (seen(RIGHT, word(FOREIGN, EVIL, EVIL, credentials=True)), Fail),
    (seen(RIGHT, word(SUFFIX, "https://evilshop.example", "https://evilshop.example", credentials=True)), Fail),
    (seen(word(OWN, HOME, "*"), word(FOREIGN, EVIL, "*")), Fail),
    (seen(word(OWN, HOME), word(FOREIGN, EVIL)), Unknown),
    (seen(word(OWN, HOME, status=0), word(FOREIGN, EVIL, status=0)), Unknown),
)


def test_an_api_that_always_names_its_own_website_lets_nobody_else_in() -> None:
    fixed = (
        RIGHT,
        word(FOREIGN, EVIL, HOME, credentials=True),
        word(PREFIX, "https://shop.example.evil.example", HOME),
    )

    assert isinstance(CorsReflectsOrigin().judge(seen(*fixed)), Pass)
