"""Examples and traps of boundaries.webhook-has-no-limit."""

from launchready.observe.limits.burst import Try
from launchready.observe.limits.floods import Flood
from launchready.stages.s2_boundaries.webhook_has_no_limit import Seen, WebhookHasNoLimit
from launchready.verdict import Fail, Pass, Unknown
from tests.stages.s2_boundaries.bursts_seen import LIMIT, LOST, burst, tries


def seen(*told: Try, works: str = "a rightly signed event was answered 200", seconds: float = 2.0) -> Seen:
    return Seen(Flood("POST /hooks", "nobody", burst(*told, seconds=seconds), "curl …", first=works))


EXAMPLES = (
    (seen(*tries(60, 401), LIMIT), Pass),
    (seen(*tries(60, 401), LIMIT, works=""), Pass),
    (seen(*tries(100, 401)), Fail),
    (seen(*tries(100, 404)), Unknown),
    (seen(*tries(100, 500)), Unknown),
    (seen(*tries(99, 401), LOST), Unknown),
    (seen(*tries(100, 401), seconds=80.0), Unknown),
)


def test_a_webhook_that_takes_every_event_politely_is_flooded_as_well() -> None:
    assert isinstance(WebhookHasNoLimit().judge(seen(*tries(100))), Fail)
