"""Examples and traps of boundaries.webhook-accepts-stale."""

from launchready.observe.inputs.webhook import Deliveries, Delivery
from launchready.stages.s2_boundaries.webhook_accepts_stale import Seen, WebhookAcceptsStale
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

LATE = "rightly signed, but a day ago"


def delivery(how: str, status: int, *, effect: bool) -> Delivery:
    return Delivery(how, status, effect, '{"state": "paid"}', "curl …", str(status))


RIGHT = delivery("rightly signed", 200, effect=True)

EXAMPLES = (
    (Seen(Deliveries((delivery(LATE, 401, effect=False),), RIGHT)), Pass),
    (Seen(Deliveries((delivery(LATE, 200, effect=True),), RIGHT)), Fail),
    (Seen(Deliveries((delivery(LATE, 401, effect=False),), delivery("rightly signed", 401, effect=False))), Unknown),
    (Seen(Deliveries((delivery(LATE, 0, effect=False),), RIGHT)), Unknown),
    (Seen(None), NotApplicable),
)


def test_a_200_that_changed_nothing_was_not_believed() -> None:
    polite = Seen(Deliveries((delivery(LATE, 200, effect=False),), RIGHT))

    assert isinstance(WebhookAcceptsStale().judge(polite), Pass)
