"""Lists and searches as another customer and hunts the owner's canaries in the results."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.access.sights import LIST, NOBODY, OWNER, STRANGER, Gallery, Sights
from launchready.observe.world import World
from launchready.stages.s2_boundaries._telling import nothing_to_try, of_sights, operations, untried


@dataclass(frozen=True, slots=True)
class Seen:
    """What each asker saw of the planted objects."""

    gallery: Gallery


class ListShowsStrangers(Check[ApiSurface, Seen]):
    """A customer who opens their own list finds other customers' conversations, files or orders in it.

    What it does
        Makes objects as customer A with canaries in their texts, then asks each list and search as customer B. A list
        leaks when it shows A's canary although B may not read the object by its id. What B may read both ways is shared
        by design, a public listing for one, unless it is a conversation, a file, an order or the like.

    Why it is bad
        Nobody has to guess an id: the leak is on the first screen that a new customer sees.

    See it yourself
        Sign in with two accounts, make something in one, and open the list in the other.
    """

    title = "A list shows customers other customers' data"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("BND-9", "ABU-2", "MIN-4")
    refs = ("API1:2023", "API3:2023", "CWE-200")
    touch = Touch.WRITE
    faults = ("bnd-list-leak",)
    deadline_s = 200.0

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Shares the reads with the other checks of this stage."""
        return Seen(await world.ask(Sights(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a list shows B what B may not read by its id."""
        gallery = seen.gallery
        open_to_all = {(one.operation, one.collection) for one in gallery.seen_by(NOBODY, LIST)}
        leaks = tuple(
            one for one in gallery.seen_by(STRANGER, LIST) if (one.operation, one.collection) not in open_to_all
        )
        if leaks:
            places = operations(leaks)
            return Fail(
                f"customer B found what customer A owns in {', '.join(places)}",
                of_sights(leaks, "customer B"),
                tuple(one.curl for one in leaks[:3]),
                places,
            )
        told = gallery.controlled(STRANGER, LIST)
        silent = [one for one in told if one.status == 0]
        if silent:
            return Unknown(f"{silent[0].operation} was not answered: {silent[0].shown}")
        if told:
            control = gallery.controlled(OWNER, LIST)[0]
            return Pass(
                f"none of {len(told)} lists showed customer B a canary that it may not see{gallery.shared()}{_left(gallery)}",
                f"customer A's own list shows its canary: {control.operation} -> {control.status}",
            )
        if gallery.missing or gallery.blind(LIST):
            why = [
                *gallery.missing,
                *(f"{one.operation} does not show its owner the canary" for one in gallery.blind(LIST)),
            ]
            return Unknown(f"no list could be judged: {'; '.join(why)[:400]}")
        return nothing_to_try(gallery.barred, "the API names no list of objects that customers make")

    def remedy(self, seen: Seen) -> Remedy:
        """Filter by the session's user in the query."""
        places = operations(seen.gallery.seen_by(STRANGER, LIST))
        return Remedy(
            f"In {', '.join(places)}, select by the signed-in user in the query itself; filtering afterwards is forgotten "
            "in the next list.",
            Effort.HOURS,
            "select * from conversations where owner_id = :session_user_id order by created_at desc",
        )


def _left(gallery: Gallery) -> str:
    """The lists and kinds of which nothing is told beside those that could be judged."""
    told = {one.operation for one in gallery.controlled(STRANGER, LIST)}
    blind = [
        f"{one.operation} does not show its owner the canary"
        for one in gallery.blind(LIST)
        if one.operation not in told
    ]
    left = [*blind, *gallery.missing]
    told_not = f"; not told: {'; '.join(left)[:300]}" if left else ""
    return f"{untried(gallery.barred)}{told_not}"
