"""Examples and traps of boundaries.cors-trusts-lookalike."""

from launchready.observe.auth.origins import ENDS, FOREIGN, PLAIN, SUBDOMAIN, TAKEABLE
from launchready.stages.s2_boundaries.cors_trusts_lookalike import CorsTrustsLookalike, Seen
from launchready.verdict import Fail, Pass, Unknown
from tests.stages.s2_boundaries.cors_words import EVIL, RIGHT, SHUT, word, words

LIKE, HTTP, BELOW = "https://evilshop.example", "http://shop.example", "https://lr1.shop.example"
TRUSTED_BELOW = word(SUBDOMAIN, BELOW, BELOW, credentials=True)
FREE = "https://old.shop.example"

EXAMPLES = (
    (Seen(words(RIGHT, SHUT, word(ENDS, LIKE), word(PLAIN, HTTP))), Pass),
    (Seen(words(RIGHT, SHUT, word(ENDS, LIKE, LIKE, credentials=True))), Fail),
    (Seen(words(RIGHT, SHUT, word(ENDS, LIKE, LIKE))), Fail),
    (Seen(words(RIGHT, SHUT, word(PLAIN, HTTP, HTTP, credentials=True))), Fail),
    (Seen(words(RIGHT, SHUT, word(ENDS, LIKE), TRUSTED_BELOW, word(TAKEABLE, FREE, FREE, credentials=True))), Fail),
    (
        Seen(words(RIGHT, word(FOREIGN, EVIL, EVIL, credentials=True), word(ENDS, LIKE, LIKE, credentials=True))),
        Unknown,
    ),
    (Seen(words(RIGHT, SHUT, word(ENDS, LIKE, status=0))), Unknown),
)


def test_trust_in_names_below_ones_own_is_no_finding_while_none_can_be_taken() -> None:
    verdict = CorsTrustsLookalike().judge(Seen(words(RIGHT, SHUT, word(ENDS, LIKE), TRUSTED_BELOW)))

    assert isinstance(verdict, Pass)
    assert "of the 4 known ones none could be taken" in verdict.because


def test_a_wildcard_compares_nothing_and_is_another_finding() -> None:
    open_to_all = words(word(FOREIGN, EVIL, "*"), word(ENDS, LIKE, "*"), has_origins=False)

    assert isinstance(CorsTrustsLookalike().judge(Seen(open_to_all)), Pass)
