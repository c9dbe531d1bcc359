"""Delivers an event that was rightly signed a day ago, and looks at the order."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Impact, NotApplicable, Remedy, Touch, Verdict
from launchready.declare.model import WebhookSurface
from launchready.observe.inputs.signing import Signer
from launchready.observe.inputs.webhook import STALE, Deliveries, Webhook
from launchready.observe.world import World
from launchready.stages.s2_boundaries._webhooks import VERIFY, judge


@dataclass(frozen=True, slots=True)
class Seen:
    """What was delivered, and what it did; nothing where the scheme signs no time."""

    deliveries: Deliveries | None


class WebhookAcceptsStale(Check[WebhookSurface, Seen]):
    """An event that somebody recorded long ago still counts, because the webhook does not look at the time that is signed.

    What it does
        Makes an order and delivers an event about it that was rightly signed a day ago; reads the order as its owner. A fresh
        event about another order shows that the webhook works. A scheme that signs no time (GitHub's, Shopify's) cannot
        have this fault.

    Why it is bad
        Events lie in logs, proxies and queues. The time is signed so that what leaks from there is worth nothing after five
        minutes; until each event's id is kept for ever, it is the only guard against a late second delivery.

    See it yourself
        Sign an event with a timestamp of yesterday, deliver it, and look at the order.
    """

    title = "The webhook believes events that are a day old"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("BND-11", "AUT-2")
    refs = ("API2:2023", "CWE-294", "A08:2025")
    touch = Touch.WRITE
    faults = ("bnd-webhook-stale",)
    deadline_s = 200.0

    async def look(self, at: WebhookSurface, world: World) -> Seen:
        """Delivers about an order made for it."""
        if at.signature and not Signer(at.signature, "").times:
            return Seen(None)
        return Seen(await world.ask(Webhook(at.name, STALE)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where the order changed."""
        if seen.deliveries is None:
            return NotApplicable("the declared scheme signs no time, so no event is too old for it")
        return judge(seen.deliveries, "stale timestamp")

    def remedy(self, seen: Seen) -> Remedy:
        """Look at the time."""
        del seen
        return Remedy(
            "Refuse an event whose signed time is more than five minutes away from now, and keep the server's clock right.",
            Effort.MINUTES,
            VERIFY,
        )
