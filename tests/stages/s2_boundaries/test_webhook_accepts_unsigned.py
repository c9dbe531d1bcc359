"""Examples and traps of boundaries.webhook-accepts-unsigned."""

from launchready.observe.inputs.webhook import Deliveries, Delivery
from launchready.stages.s2_boundaries.webhook_accepts_unsigned import Seen, WebhookAcceptsUnsigned
from launchready.verdict import Fail, Pass, Unknown


def delivery(how: str, status: int, *, effect: bool) -> Delivery:
    return Delivery(how, status, effect, '{"state": "paid"}', "curl …", str(status))


def blind(tried: int, reference: int, control: int = 200) -> Seen:
    """Nothing but answers: to the right event, to this one, and to another wrong one."""
    right, none, other = (delivery(how, status, effect=False) for how, status in hows(control, tried, reference))
    return Seen(Deliveries((none,), right, "the event names no {order}", other))


def hows(*statuses: int) -> list[tuple[str, int]]:
    return list(zip(("rightly signed", "without a signature", "to compare with"), statuses, strict=True))


RIGHT = delivery("rightly signed", 200, effect=True)
REFUSED = delivery("without a signature", 401, effect=False)

EXAMPLES = (
    (Seen(Deliveries((REFUSED,), RIGHT)), Pass),
    (Seen(Deliveries((delivery("without a signature", 200, effect=True),), RIGHT)), Fail),
    (Seen(Deliveries((REFUSED,), delivery("rightly signed", 200, effect=False))), Unknown),
    (Seen(Deliveries((delivery("without a signature", 0, effect=False),), RIGHT)), Unknown),
    (Seen(Deliveries((delivery("without a signature", 429, effect=False),), RIGHT)), Unknown),
    (blind(401, 401), Pass),
    (blind(200, 401), Fail),
    (blind(200, 200), Unknown),
    (blind(401, 401, control=404), Unknown),
)


def test_a_200_that_changed_nothing_was_not_believed() -> None:
    polite = delivery("without a signature", 200, effect=False)

    assert isinstance(WebhookAcceptsUnsigned().judge(Seen(Deliveries((polite,), RIGHT))), Pass)


def test_a_500_that_changed_the_order_was_believed() -> None:
    crashed = delivery("without a signature", 500, effect=True)

    assert isinstance(WebhookAcceptsUnsigned().judge(Seen(Deliveries((crashed,), RIGHT))), Fail)
