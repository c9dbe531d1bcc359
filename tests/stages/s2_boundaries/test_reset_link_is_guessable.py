"""Examples and traps of boundaries.reset-link-is-guessable."""

from dataclasses import replace

from launchready.stages.s2_boundaries.reset_link_is_guessable import ResetLinkIsGuessable
from launchready.verdict import Fail, Pass, Unknown
from tests.observe.reset_examples import SHORT, SOUND, STRONG

EXAMPLES = (
    (SOUND, Pass),
    (replace(SOUND, strength=SHORT, wrong_codes=5, after_wrong_codes=True), Pass),
    (replace(SOUND, strength=SHORT, wrong_codes=10, after_wrong_codes=False), Pass),
    (replace(SOUND, strength=SHORT, wrong_codes=10, after_wrong_codes=True), Fail),
    (replace(SOUND, strength=replace(STRONG, patterns=("the time at which it was made",))), Fail),
    (replace(SOUND, made_up=True), Fail),
    (replace(SOUND, made_up=None), Unknown),
    (replace(SOUND, works=False), Unknown),
    (replace(SOUND, strength=SHORT), Unknown),
    (replace(SOUND, arrived=0, way="", works=False, strength=None), Unknown),
)


def test_a_pattern_is_a_finding_also_where_the_reset_could_not_be_finished() -> None:
    counted = replace(SOUND, works=False, strength=replace(STRONG, patterns=("a number that is counted up (+1)",)))

    assert isinstance(ResetLinkIsGuessable().judge(counted), Fail)
