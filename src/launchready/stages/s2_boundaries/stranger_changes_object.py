"""Changes one customer's objects as another customer, and lets the owner look."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.access.hostile import Acts, Changes
from launchready.observe.access.sights import NOBODY, OWNER, STRANGER
from launchready.observe.world import World
from launchready.stages.s2_boundaries._telling import OWNERSHIP, nothing_to_try, of_acts, operations, untried


@dataclass(frozen=True, slots=True)
class Seen:
    """The attempts and what the owner saw after each."""

    acts: Acts


class StrangerChangesObject(Check[ApiSurface, Seen]):
    """Any customer can rewrite another customer's conversations, files or orders by changing an id.

    What it does
        Makes an object as customer A, sends an update with a fresh canary as customer B, and reads the object again as A.
        Only A seeing B's canary in A's own object counts: an answer of 200 or 204 proves nothing. The same update by A
        shows that it can work at all.

    Why it is bad
        A stranger can forge what your customer said, ordered or published, and nobody can tell afterwards who did.

        What every customer's list shows and what names no owner may be the work of all of them: launch.toml says so in [roles].

    See it yourself
        Send the update of an object of yours with a second account's session, and read the object with the first.
    """

    title = "One customer can change another's data by its id"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("BND-9", "MIN-4", "AUT-2")
    refs = ("API1:2023", "CWE-639", "A01:2025")
    touch = Touch.WRITE
    hostile = True
    faults = ("abu-conversation-open", "bnd-write-conversation")
    deadline_s = 200.0

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Tries on objects made for it."""
        return Seen(await world.ask(Changes(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where the owner saw a stranger's canary, unless nobody's worked as well; that is told elsewhere."""
        acts = seen.acts
        by_nobody = {one.operation for one in acts.by(NOBODY) if one.done}
        done = tuple(one for one in acts.by(STRANGER) if one.done and one.operation not in by_nobody)
        if done:
            places = operations(done)
            return Fail(
                f"customer B changed what customer A owns by {', '.join(places)}",
                of_acts(done, "customer B"),
                tuple(one.curl for one in done[:3]),
                places,
            )
        if acts.unsaid:
            return Unknown("; ".join(acts.unsaid)[:600])
        if acts.missing:
            return Unknown(f"not every update could be tried: {'; '.join(acts.missing)[:400]}")
        own = acts.by(OWNER)
        idle = [one.operation for one in own if not one.done]
        if idle:
            return Unknown(f"the owner's own update had no effect, so nothing is proved: {', '.join(idle)}")
        silent = [one for one in acts.by(STRANGER) if one.status == 0]
        if silent:
            return Unknown(f"{silent[0].operation} was not answered")
        if not own:
            return nothing_to_try(acts.barred, "the API names no operation that changes an object of a customer's")
        return Pass(
            f"none of {len(acts.by(STRANGER))} attempts by customer B showed in customer A's objects{untried(acts.barred)}",
            f"the same update by its owner did: {own[0].operation} -> {own[0].status}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Compare the owner before writing."""
        places = operations(tuple(one for one in seen.acts.by(STRANGER) if one.done))
        return Remedy(
            f"In {', '.join(places)}, look the object up by its id and its owner together before anything is written, and "
            "answer 404 where they do not fit.",
            Effort.HOURS,
            OWNERSHIP,
        )
