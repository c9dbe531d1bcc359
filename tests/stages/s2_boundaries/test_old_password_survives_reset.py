"""Examples and traps of boundaries.old-password-survives-reset."""

from dataclasses import replace

from launchready.stages.s2_boundaries.old_password_survives_reset import OldPasswordSurvivesReset
from launchready.verdict import Fail, Pass, Unknown
from tests.observe.reset_examples import SOUND

EXAMPLES = (
    (SOUND, Pass),
    (replace(SOUND, old_password=True), Fail),
    (replace(SOUND, old_password=None), Unknown),
    (replace(SOUND, works=False), Unknown),
)


def test_without_a_reset_that_worked_a_refusal_says_nothing() -> None:
    assert isinstance(OldPasswordSurvivesReset().judge(replace(SOUND, works=False, old_password=False)), Unknown)
