"""Examples and traps of boundaries.bad-id-crashes."""

from launchready.observe.inputs.badinput import ID
from launchready.stages.s2_boundaries.bad_id_crashes import BadIdCrashes, Seen
from tests.stages.s2_boundaries.crashing import assert_traps_hold, examples

EXAMPLES = tuple((Seen(inputs), verdict) for inputs, verdict in examples(ID))


def test_the_traps_hold() -> None:
    assert_traps_hold(lambda inputs: BadIdCrashes().judge(Seen(inputs)), ID)
