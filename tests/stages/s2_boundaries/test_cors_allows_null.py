"""Examples and traps of boundaries.cors-allows-null."""

from launchready.observe.auth.origins import FOREIGN, NULL
from launchready.stages.s2_boundaries.cors_allows_null import CorsAllowsNull, Seen
from launchready.verdict import Fail, Pass, Unknown
from tests.stages.s2_boundaries.cors_words import EVIL, HOME, RIGHT, SHUT, word, words

REFLECTED = word(FOREIGN, EVIL, EVIL, credentials=True)

EXAMPLES = (
    (Seen(words(RIGHT, word(NULL, "null"))), Pass),
    (Seen(words(RIGHT, SHUT, word(NULL, "null", "null", credentials=True))), Fail),
    (Seen(words(RIGHT, SHUT, word(NULL, "null", "null"))), Fail),
    (Seen(words(RIGHT, word(NULL, "null", status=0))), Unknown),
    (Seen(words(RIGHT, word(NULL, "null", "null"), REFLECTED)), Unknown),
)


def test_the_word_null_for_somebody_elses_origin_is_not_asked_about() -> None:
    assert isinstance(CorsAllowsNull().judge(Seen(words(RIGHT, word(NULL, "null", HOME)))), Pass)


def test_a_wildcard_is_another_finding_and_stays_waivable() -> None:
    assert isinstance(CorsAllowsNull().judge(Seen(words(word(NULL, "null", "*"), has_origins=False))), Pass)
