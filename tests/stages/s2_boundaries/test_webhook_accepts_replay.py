"""Examples and traps of boundaries.webhook-accepts-replay."""

from launchready.observe.inputs.webhook import Deliveries, Delivery
from launchready.stages.s2_boundaries.webhook_accepts_replay import Seen, WebhookAcceptsReplay
from launchready.verdict import Fail, Pass, Unknown

AGAIN = "a second time, byte for byte"
BLIND = "the event names no {order}"


def delivery(how: str, status: int, *, effect: bool, answer: str = "") -> Delivery:
    return Delivery(how, status, effect, '{"state": "paid", "received": 49.0}', "curl …", answer or str(status))


FIRST = delivery("rightly signed", 200, effect=True)
COUNTED = delivery("another event", 200, effect=True)
UNMOVED = delivery("another event", 200, effect=False)
POLITE = delivery(AGAIN, 200, effect=False)


def seen(again: Delivery, first: Delivery = FIRST, other: Delivery | None = UNMOVED, blind: str = "") -> Seen:
    return Seen(Deliveries((again,), first, blind, other=other))


EXAMPLES = (
    (seen(delivery(AGAIN, 409, effect=False)), Pass),
    (seen(POLITE, other=COUNTED), Pass),
    (seen(delivery(AGAIN, 200, effect=False, answer="known")), Pass),
    (seen(delivery(AGAIN, 200, effect=True)), Fail),
    (seen(delivery(AGAIN, 409, effect=False), delivery("rightly signed", 401, effect=False)), Unknown),
    (seen(POLITE), Unknown),
    (seen(delivery(AGAIN, 429, effect=False)), Unknown),
    (seen(delivery(AGAIN, 409, effect=False), delivery("rightly signed", 200, effect=False), blind=BLIND), Pass),
    (seen(POLITE, delivery("rightly signed", 200, effect=False), blind=BLIND), Unknown),
    (seen(POLITE, delivery("rightly signed", 404, effect=False), blind=BLIND), Unknown),
)


def test_a_200_for_a_known_event_is_not_called_a_finding() -> None:
    verdict = WebhookAcceptsReplay().judge(seen(POLITE))

    assert isinstance(verdict, Unknown)
    assert "cannot be seen" in verdict.because
