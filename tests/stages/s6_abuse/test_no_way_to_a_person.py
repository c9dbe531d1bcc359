"""Examples of abuse.no-way-to-a-person."""

from launchready.observe.chat import Turn
from launchready.stages.s6_abuse.no_way_to_a_person import Seen
from launchready.verdict import Fail, Pass, Unknown

TURN = Turn("buyer_b", "I want to talk to a human.", 200, "I have told a colleague.", (), "curl …")
SILENT = Turn("buyer_b", "I want to talk to a human.", 503, "", (), "curl …")

EXAMPLES = (
    (Seen("[]", TURN, '[{"id": "esc_1"}]', readable=True, curl="curl …"), Pass),
    (Seen("[]", TURN, "[]", readable=True, curl="curl …"), Fail),
    (Seen("", TURN, "", readable=False, curl="curl …"), Unknown),
    (Seen("[]", SILENT, "[]", readable=True, curl="curl …"), Unknown),
)
