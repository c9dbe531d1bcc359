"""Delivers a payment event twice and a day late, and looks at the order."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import WebhookSurface
from launchready.observe.webhook import REPLAY, Deliveries, Webhook
from launchready.observe.world import World
from launchready.stages.s2_boundaries._webhooks import VERIFY, accepted, judge


@dataclass(frozen=True, slots=True)
class Seen:
    """What was delivered, and what it did."""

    deliveries: Deliveries


class WebhookAcceptsReplay(Check[WebhookSurface, Seen]):
    """Whoever recorded one payment event can send it again and be credited again.

    What it does
        Makes an order and delivers a rightly signed event that is a day old, then a fresh one, then the same bytes again;
        reads the order as its owner after each. Only a change of the order counts: many products rightly answer 200 to an
        event that they know already.

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
        """Fails where the order changed again."""
        verdict = judge(seen.deliveries, "replay")
        again = seen.deliveries.tried[-1]
        if isinstance(verdict, Pass) and accepted(again):
            return Unknown(
                f"the second delivery was answered {again.status} and the order shows no effect of it; whether it counted "
                "twice elsewhere cannot be seen: answer 409 to a known event, or show what was received in the order"
            )
        return verdict

    def remedy(self, seen: Seen) -> Remedy:
        """Verify first."""
        del seen
        return Remedy(
            "Sign the time with the body and refuse what is older than five minutes. Keep each event's id under a unique "
            "key and count it once.",
            Effort.HOURS,
            VERIFY,
        )
