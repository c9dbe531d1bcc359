"""Examples and traps of boundaries.webhook-accepts-replay."""

from launchready.observe.webhook import Deliveries, Delivery
from launchready.stages.s2_boundaries.webhook_accepts_replay import Seen, WebhookAcceptsReplay
from launchready.verdict import Fail, Pass, Unknown


def delivery(how: str, status: int, *, effect: bool) -> Delivery:
    return Delivery(how, status, effect, '{"state": "paid", "received": 49.0}', "curl …")


LATE = delivery("rightly signed, but a day old", 401, effect=False)
FIRST = delivery("rightly signed", 200, effect=True)
AGAIN = "a second time, byte for byte"

EXAMPLES = (
    (Seen(Deliveries((LATE, delivery(AGAIN, 409, effect=False)), FIRST)), Pass),
    (Seen(Deliveries((LATE, delivery(AGAIN, 200, effect=True)), FIRST)), Fail),
    (Seen(Deliveries((delivery("rightly signed, but a day old", 200, effect=True),), FIRST)), Fail),
    (
        Seen(Deliveries((LATE, delivery(AGAIN, 409, effect=False)), delivery("rightly signed", 401, effect=False))),
        Unknown,
    ),
    (Seen(Deliveries((LATE, delivery(AGAIN, 200, effect=False)), FIRST)), Unknown),
)


def test_a_200_for_a_known_event_is_not_called_a_finding() -> None:
    verdict = WebhookAcceptsReplay().judge(Seen(Deliveries((LATE, delivery(AGAIN, 200, effect=False)), FIRST)))

    assert isinstance(verdict, Unknown)
    assert "cannot be seen" in verdict.because
