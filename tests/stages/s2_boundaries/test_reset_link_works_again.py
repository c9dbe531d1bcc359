"""Examples and traps of boundaries.reset-link-works-again."""

from dataclasses import replace

from launchready.stages.s2_boundaries.reset_link_works_again import ResetLinkWorksAgain
from launchready.verdict import Fail, Pass, Unknown
from tests.observe.reset_examples import SOUND

EXAMPLES = (
    (SOUND, Pass),
    (replace(SOUND, older=None), Pass),
    (replace(SOUND, again=True), Fail),
    (replace(SOUND, older=True), Fail),
    (replace(SOUND, arrived=0, way="", works=False), Unknown),
    (replace(SOUND, way="", works=False), Unknown),
    (replace(SOUND, again=None), Unknown),
    (replace(SOUND, works=False, again=None, older=None), Unknown),
)


def test_an_older_link_that_was_not_there_is_not_claimed_to_be_refused() -> None:
    verdict = ResetLinkWorksAgain().judge(replace(SOUND, older=None))

    assert isinstance(verdict, Pass)
    assert "older" not in verdict.because
