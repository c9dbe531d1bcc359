"""Floods a webhook with events that nobody signed, and looks whether anything stops it."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Remedy, Touch, Verdict
from launchready.declare.model import WebhookSurface
from launchready.observe.limits.floods import Events, Flood
from launchready.observe.world import World
from launchready.stages.s2_boundaries._limits import bounded, first_is, promised, statuses
from launchready.verdict import Evidence

ANSWERS = range(200, 500)
GONE = (404, 405, 410)


@dataclass(frozen=True, slots=True)
class Seen:
    """The events and what came of them."""

    flood: Flood


class WebhookHasNoLimit(Check[WebhookSurface, Seen]):
    """Anybody can keep your webhook busy without end, and your payment provider's events wait behind.

    What it does
        Delivers a hundred unsigned events in a row (or a few more than the bound that launch.toml promises) and looks for a
        limit. Where the declaration lets it, a rightly signed event first shows that the webhook works; else that the first
        unsigned one is answered by it.

    Why it is bad
        The address of a webhook is no secret, and each delivery costs you a signature, a parse, a line of log and often a
        connection to the database. Payment events that are not taken in time are sent again, later and fewer.

    See it yourself
        Post to the webhook a hundred times and see whether the answer ever changes.
    """

    title = "The webhook can be flooded"
    impact = Impact.SHOULD_FIX
    rows = ("BND-4",)
    refs = ("API4:2023", "CWE-770")
    touch = Touch.WRITE
    faults = ("bnd-webhook-unlimited",)
    alone = True
    deadline_s = 240.0

    async def look(self, at: WebhookSurface, world: World) -> Seen:
        """Shares the rightly signed event with the checks of signatures."""
        return Seen(await world.ask(Events(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where every event was answered alike."""
        flood, burst = seen.flood, seen.flood.burst
        right = range(0) if burst.tries and burst.tries[0].status in GONE else ANSWERS
        lost = first_is(burst, right)
        if lost is not None:
            return lost
        control = flood.first or f"the first one was answered by the webhook itself: {burst.tries[0].status}"
        if verdict := bounded(burst, control):
            return verdict
        return Fail(
            f"{len(burst.tries)} unsigned events in a row were all answered{promised(burst)}",
            (Evidence(f"{len(burst.tries)} events without a signature", f"{statuses(burst)} in {burst.seconds:g} s"),),
            (flood.curl,),
            (flood.operation,),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """A count before all work."""
        del seen
        return Remedy(
            "Count deliveries by the client's address (a few hundred a minute, far above what your provider sends) before the "
            "signature is looked at, answer 429 with Retry-After, and limit the size of the body.",
            Effort.HOURS,
            "limits.take(f'webhook:{peer_address}', per_minute=300)",
        )
