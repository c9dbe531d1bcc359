"""Delivers an event twice, byte for byte, and looks at the order."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import WebhookSurface
from launchready.observe.inputs.webhook import REPLAY, Deliveries, Webhook
from launchready.observe.world import World
from launchready.stages.s2_boundaries._webhooks import UNCLEAR, VERIFY, accepted, judge


@dataclass(frozen=True, slots=True)
class Seen:
    """What was delivered, and what it did."""

    deliveries: Deliveries


class WebhookAcceptsReplay(Check[WebhookSurface, Seen]):
    """Whoever recorded one payment event can send it again and be credited again.

    What it does
        Makes an order and delivers a rightly signed event, then the same bytes again; reads the order as its owner after each.
        Only a change of the order counts: many products rightly answer 200 to an event that they know already. Another event
        about the same order shows whether the order would have shown it.

    Why it is bad
        Events pass through logs, proxies and retries. Each of them becomes money if it counts twice.

    See it yourself
        Send a recorded event a second time, and look at the order.
    """

    title = "The webhook counts an event a second time"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("BND-11", "AUT-2")
    refs = ("API2:2023", "CWE-294", "A08:2025")
    touch = Touch.WRITE
    faults = ("bnd-webhook-replay",)
    deadline_s = 200.0

    async def look(self, at: WebhookSurface, world: World) -> Seen:
        """Delivers about an order made for it."""
        return Seen(await world.ask(Webhook(at.name, REPLAY)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where the order changed again; passes where a refusal, the order or the answer shows that it did not count."""
        deliveries = seen.deliveries
        again, other, control = deliveries.tried[-1], deliveries.other, deliveries.control
        if deliveries.blind:
            return self._by_answers(deliveries)
        verdict = judge(deliveries, "replay")
        if not isinstance(verdict, Pass) or not accepted(again):
            return verdict
        if other is not None and (other.effect or (accepted(other) and other.answer != again.answer)):
            how = "changed the order" if other.effect else "was answered otherwise"
            return Pass(
                f"the second delivery changed nothing ({again.status})",
                f"the first did ({control.status}), and another event about the same order {how}",
            )
        return Unknown(
            f"the second delivery was answered {again.status} and the order shows no effect of it, nor of another event; "
            "whether it counted twice elsewhere cannot be seen: answer 409 to a known event, or show in the order what was "
            "received"
        )

    def _by_answers(self, deliveries: Deliveries) -> Verdict:
        again, other, control = deliveries.tried[-1], deliveries.other, deliveries.control
        if not accepted(control) or again.status in UNCLEAR:
            return Unknown(f"the events were answered {control.status} and {again.status}; {deliveries.blind}")
        if not accepted(again) or (other is not None and accepted(other) and other.answer != again.answer):
            return Pass(
                f"the second delivery was answered {again.status}, otherwise than the first",
                f"the first was taken: {control.status}",
            )
        return Unknown(f"the second delivery was answered like the first ({again.status}), and {deliveries.blind}")

    def remedy(self, seen: Seen) -> Remedy:
        """Verify first."""
        del seen
        return Remedy(
            "Keep each event's id under a unique key, in the same transaction as its effect, and count it once.",
            Effort.HOURS,
            VERIFY,
        )
