"""Examples and traps of boundaries.cors-allows-everyone."""

from launchready.observe.auth.cors import BARE, COOKIE, PREFLIGHT
from launchready.observe.auth.origins import FOREIGN, OWN
from launchready.stages.s2_boundaries.cors_allows_everyone import CorsAllowsEveryone, Seen
from launchready.verdict import Fail, Pass, Unknown
from tests.stages.s2_boundaries.cors_words import EVIL, HOME, RIGHT, SHUT, word, words

ALL = word(FOREIGN, EVIL, "*")

EXAMPLES = (
    (Seen(words(RIGHT, SHUT)), Pass),
    (Seen(words(word(OWN, HOME, "*"), ALL)), Fail),
    (Seen(words(ALL, has_origins=False)), Fail),
    (Seen(words(RIGHT, word(FOREIGN, EVIL, EVIL))), Fail),
    (Seen(words(RIGHT, SHUT, word(FOREIGN, EVIL, EVIL, credentials=True, way=COOKIE), ALL)), Unknown),
    (Seen(words(word(FOREIGN, EVIL, "*", status=503), has_origins=False)), Unknown),
    (Seen(words(word(FOREIGN, EVIL, "*", private=False), has_origins=False, private="")), Unknown),
)


def test_what_anybody_may_have_may_be_open_to_every_website() -> None:
    public = word(FOREIGN, EVIL, "*", private=False, way=BARE)

    verdict = CorsAllowsEveryone().judge(Seen(words(RIGHT, SHUT, public)))

    assert isinstance(verdict, Pass)
    assert "which is public" in verdict.because


def test_a_refusal_that_is_open_to_all_belongs_to_nobody() -> None:
    refusals = (word(FOREIGN, EVIL, "*", status=401, way=BARE), word(FOREIGN, EVIL, "*", status=200, way=PREFLIGHT))

    assert isinstance(CorsAllowsEveryone().judge(Seen(words(RIGHT, SHUT, *refusals))), Pass)


def test_a_wildcard_beside_credentials_is_still_but_a_wildcard() -> None:
    verdict = CorsAllowsEveryone().judge(Seen(words(word(FOREIGN, EVIL, "*", credentials=True), has_origins=False)))

    assert isinstance(verdict, Fail)
    assert "by *" in verdict.because
