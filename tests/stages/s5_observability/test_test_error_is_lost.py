from dataclasses import replace

from launchready.observe.ops.tracker import FollowedError
from launchready.stages.s5_observability.test_error_is_lost import Seen
from launchready.verdict import Fail, Pass, Unknown

ARRIVED = FollowedError(
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

EXAMPLES = (
    (Seen(ARRIVED), Pass),
    (Seen(replace(ARRIVED, arrived=False)), Fail),
    (Seen(replace(ARRIVED, arrived=False, status=200)), Fail),
    (Seen(replace(ARRIVED, arrived=False, status=403)), Unknown),
    (Seen(replace(ARRIVED, arrived=False, status=0)), Unknown),
    (Seen(replace(ARRIVED, arrived=False, readable=False)), Unknown),
)
