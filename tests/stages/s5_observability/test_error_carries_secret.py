from dataclasses import replace

from launchready.observe.ops.tracker import FollowedError, Spilled
from launchready.stages.s5_observability.error_carries_secret import Seen
from launchready.verdict import Fail, Pass, Unknown

CLEAN = FollowedError(
    mark="lrcaaaaaaaaaaaaaaaabbbbbbbb",
    trigger="POST https://api.shop.example/test-error as admin -> 500, 90 characters",
    status=500,
    trigger_curl="curl -X POST https://api.shop.example/test-error",
    readable=True,
    events="GET https://errors.shop.example/api/events -> 200, 900 characters",
    events_curl="curl https://errors.shop.example/api/events",
    arrived=True,
    seconds=0.2,
    event='{"message": "lrcaaaaaaaaaaaaaaaabbbbbbbb"}',
    carried=("the header X-Api-Key", "the session of admin"),
    spilled=(),
)
SPILLED = Spilled("the header X-Api-Key", '"x-api-key": "lrsk_live_…"', "as it stands")

EXAMPLES = (
    (Seen(CLEAN), Pass),
    (Seen(replace(CLEAN, spilled=(SPILLED,))), Fail),
    (Seen(replace(CLEAN, arrived=False, event="")), Unknown),
    (Seen(replace(CLEAN, carried=())), Unknown),
)
