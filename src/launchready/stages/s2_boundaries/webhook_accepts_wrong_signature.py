"""Delivers payment events with wrong signatures, and looks at the order."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Impact, Remedy, Touch, Verdict
from launchready.declare.model import WebhookSurface
from launchready.observe.inputs.webhook import WRONG, Deliveries, Webhook
from launchready.observe.world import World
from launchready.stages.s2_boundaries._webhooks import VERIFY, judge


@dataclass(frozen=True, slots=True)
class Seen:
    """What was delivered, and what it did."""

    deliveries: Deliveries


class WebhookAcceptsWrongSignature(Check[WebhookSurface, Seen]):
    """Anybody can mark their own order as paid, because the webhook asks for a signature and does not compare it.

    What it does
        Makes an order and delivers the declared event about it signed with another key, with the signature of another event,
        with a signature of zeros, with an empty one, with the scheme in capitals, with two wrong signatures, and as plain text;
        reads the order as its owner after each. An event about another order, rightly signed, shows that the webhook works.

    Why it is bad
        A signature that is not compared is a lock that any key opens.

    See it yourself
        Send the event with a signature of zeros, and look at the order.
    """

    title = "The webhook believes events with a wrong signature"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("BND-11", "AUT-2")
    refs = ("API2:2023", "CWE-347", "A08:2025")
    touch = Touch.WRITE
    faults = ("bnd-webhook-wrong-signature",)
    deadline_s = 200.0

    async def look(self, at: WebhookSurface, world: World) -> Seen:
        """Delivers about an order made for it."""
        return Seen(await world.ask(Webhook(at.name, WRONG)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where the order changed."""
        return judge(seen.deliveries, "wrong signature")

    def remedy(self, seen: Seen) -> Remedy:
        """Verify first."""
        del seen
        return Remedy(
            "Compute the signature over the raw body with the shared secret and compare it in constant time.",
            Effort.HOURS,
            VERIFY,
        )
