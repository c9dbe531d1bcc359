"""Examples and traps of boundaries.webhook-accepts-wrong-signature."""

from launchready.observe.inputs.webhook import Deliveries, Delivery
from launchready.stages.s2_boundaries.webhook_accepts_wrong_signature import Seen, WebhookAcceptsWrongSignature
from launchready.verdict import Fail, Pass, Unknown


def delivery(how: str, status: int, *, effect: bool) -> Delivery:
    return Delivery(how, status, effect, '{"state": "paid"}', "curl …")


RIGHT = delivery("rightly signed", 200, effect=True)
REFUSED = delivery("signed with another key", 401, effect=False)

EXAMPLES = (
    (Seen(Deliveries((REFUSED,), RIGHT)), Pass),
    (Seen(Deliveries((delivery("signed with another key", 200, effect=True),), RIGHT)), Fail),
    (Seen(Deliveries((REFUSED,), delivery("rightly signed", 200, effect=False))), Unknown),
    (Seen(Deliveries((delivery("signed with another key", 0, effect=False),), RIGHT)), Unknown),
)


def test_a_200_that_changed_nothing_was_not_believed() -> None:
    polite = delivery("signed with another key", 200, effect=False)

    assert isinstance(WebhookAcceptsWrongSignature().judge(Seen(Deliveries((polite,), RIGHT))), Pass)


def test_a_500_that_changed_the_order_was_believed() -> None:
    crashed = delivery("signed with another key", 500, effect=True)

    assert isinstance(WebhookAcceptsWrongSignature().judge(Seen(Deliveries((crashed,), RIGHT))), Fail)
