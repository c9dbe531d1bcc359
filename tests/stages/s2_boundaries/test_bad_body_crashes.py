"""Examples and traps of boundaries.bad-body-crashes."""

from launchready.observe.inputs.badinput import BODY
from launchready.stages.s2_boundaries.bad_body_crashes import BadBodyCrashes, Seen
from tests.stages.s2_boundaries.crashing import assert_traps_hold, examples

EXAMPLES = tuple((Seen(inputs), verdict) for inputs, verdict in examples(BODY))


def test_the_traps_hold() -> None:
    assert_traps_hold(lambda inputs: BadBodyCrashes().judge(Seen(inputs)), BODY)
