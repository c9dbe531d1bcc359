"""Delivers a payment event without a signature, and looks at the order."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Impact, Remedy, Touch, Verdict
from launchready.declare.model import WebhookSurface
from launchready.observe.inputs.webhook import UNSIGNED, Deliveries, Webhook
from launchready.observe.world import World
from launchready.stages.s2_boundaries._webhooks import VERIFY, judge


@dataclass(frozen=True, slots=True)
class Seen:
    """What was delivered, and what it did."""

    deliveries: Deliveries


class WebhookAcceptsUnsigned(Check[WebhookSurface, Seen]):
    """Anybody can mark their own order as paid, because the webhook believes events that nobody signed.

    What it does
        Makes an order, delivers the declared event about it without a signature, and reads the order as its owner. An event
        about another order, rightly signed, shows that the webhook works. Where no order can be read, the answers are
        compared: that to the right event, to this one and to another wrong one.

    Why it is bad
        The address of a webhook is no secret, and the event's form is in the payment provider's documents: whoever knows
        both buys for nothing.

    See it yourself
        Send the event with curl and no signature, and look at the order.
    """

    title = "The webhook believes events without a signature"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("BND-11", "AUT-2")
    refs = ("API2:2023", "CWE-345", "A08:2025")
    touch = Touch.WRITE
    faults = ("bnd-webhook-unsigned",)
    deadline_s = 200.0

    async def look(self, at: WebhookSurface, world: World) -> Seen:
        """Delivers about an order made for it."""
        return Seen(await world.ask(Webhook(at.name, UNSIGNED)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where the order changed."""
        return judge(seen.deliveries, "unsigned")

    def remedy(self, seen: Seen) -> Remedy:
        """Verify first."""
        del seen
        return Remedy(
            "Verify the signature over the raw body before anything else is read, and refuse an event without one.",
            Effort.HOURS,
            VERIFY,
        )
