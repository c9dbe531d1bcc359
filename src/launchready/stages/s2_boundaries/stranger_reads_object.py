"""Reads one customer's objects by their ids as another customer and hunts the owner's canaries."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.access.sights import ITEM, NOBODY, OWNER, STRANGER, Gallery, Sights
from launchready.observe.world import World
from launchready.stages.s2_boundaries._telling import OWNERSHIP, nothing_to_try, of_sights, operations, untried


@dataclass(frozen=True, slots=True)
class Seen:
    """What each asker saw of the planted objects."""

    gallery: Gallery


class StrangerReadsObject(Check[ApiSurface, Seen]):
    """Any customer can read another customer's conversations, files or orders by changing an id.

    What it does
        Makes an object of each kind as customer A, with a canary in each text, proves that A reads it back, then asks
        for the same ids as customer B and as nobody. What a public list shows as well is shared by design,
        unless it is a conversation, a file, an order or the like.

    Why it is bad
        It is the most common serious flaw of APIs: ids travel in links, logs and screenshots, and one changed id shows
        a stranger's private data.

    See it yourself
        Copy the address of an object of yours, sign in with a second account and open the same address.
    """

    title = "One customer can read another's data by its id"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("BND-9", "MIN-4", "ABU-2", "AUT-2")
    refs = ("API1:2023", "CWE-639", "A01:2025")
    touch = Touch.WRITE
    faults = ("bnd-read-conversation", "bnd-read-file", "bnd-read-order", "bnd-read-output")
    deadline_s = 200.0

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Shares the reads with the other checks of this stage."""
        return Seen(await world.ask(Sights(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a canary of A's came back to B and not to nobody; that would be a worse finding, told elsewhere."""
        gallery = seen.gallery
        open_to_all = {(one.operation, one.collection) for one in gallery.seen_by(NOBODY, ITEM)}
        leaks = tuple(
            one for one in gallery.seen_by(STRANGER, ITEM) if (one.operation, one.collection) not in open_to_all
        )
        if leaks:
            places = operations(leaks)
            return Fail(
                f"customer B read what customer A owns by {', '.join(places)}",
                of_sights(leaks, "customer B"),
                tuple(one.curl for one in leaks[:3]),
                places,
            )
        told = gallery.controlled(STRANGER, ITEM)
        if gallery.missing:
            return Unknown(f"not every kind of object could be made: {'; '.join(gallery.missing)[:400]}")
        blind = {one.collection for one in gallery.blind(ITEM)} - {one.collection for one in told}
        if blind:
            return Unknown(
                f"the owner's own canary did not come back from {', '.join(sorted(blind))}, so nothing is proved"
            )
        silent = [one for one in told if one.status == 0]
        if silent:
            return Unknown(f"{silent[0].operation} was not answered: {silent[0].shown}")
        if not told:
            return nothing_to_try(
                gallery.barred, "the API names no operation that reads an object of a customer's by its id"
            )
        control = next(one for one in gallery.controlled(OWNER, ITEM))
        return Pass(
            f"none of {len(told)} reads by id showed customer B a canary of customer A's{gallery.shared()}{untried(gallery.barred)}",
            f"customer A read its own canary back: {control.operation} -> {control.status}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Compare the owner in the query itself."""
        places = operations(seen.gallery.seen_by(STRANGER, ITEM))
        return Remedy(
            f"In {', '.join(places)}, look the object up by its id and its owner together, and answer 404 where they do "
            "not fit. Do it in the query or in one shared function, not in each handler.",
            Effort.HOURS,
            OWNERSHIP,
        )
