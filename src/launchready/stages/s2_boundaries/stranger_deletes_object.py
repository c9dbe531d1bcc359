"""Deletes one customer's objects as another customer, and lets the owner look."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.access.hostile import Acts, Deletes
from launchready.observe.access.sights import NOBODY, OWNER, STRANGER
from launchready.observe.world import World
from launchready.stages.s2_boundaries._telling import nothing_to_try, of_acts, operations, untried


@dataclass(frozen=True, slots=True)
class Seen:
    """The attempts and what the owner saw after each."""

    acts: Acts


class StrangerDeletesObject(Check[ApiSurface, Seen]):
    """Any customer can delete another customer's conversations or files by changing an id.

    What it does
        Makes an object for this probe alone, proves that its owner reads it, deletes it as customer B, and looks as the
        owner whether it is gone. At last the owner deletes it, which shows that the operation works.

    Why it is bad
        One script with a list of ids empties your customers' accounts in a minute.

    See it yourself
        Send the DELETE of an object of yours with a second account's session, and read the object with the first.
    """

    title = "One customer can delete another's data by its id"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("BND-9", "MIN-4", "AUT-2")
    refs = ("API1:2023", "CWE-639", "A01:2025")
    touch = Touch.WRITE
    hostile = True
    faults = ("bnd-delete-file",)
    deadline_s = 200.0

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Tries on objects made for it."""
        return Seen(await world.ask(Deletes(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where the object was gone after B's attempt."""
        acts = seen.acts
        done = tuple(one for one in acts.by(STRANGER) if one.done)
        if done:
            places = operations(done)
            return Fail(
                f"customer B deleted what customer A owned by {', '.join(places)}",
                of_acts(done, "customer B"),
                tuple(one.curl for one in done[:3]),
                places,
            )
        if acts.unsaid:
            return Unknown("; ".join(acts.unsaid)[:600])
        if acts.missing:
            return Unknown(f"not every deletion could be tried: {'; '.join(acts.missing)[:400]}")
        own = acts.by(OWNER)
        idle = [one.operation for one in own if not one.done]
        if idle:
            return Unknown(f"the owner's own deletion had no effect, so nothing is proved: {', '.join(idle)}")
        silent = [one for one in acts.by(STRANGER) if one.status == 0]
        if silent:
            return Unknown(f"{silent[0].operation} was not answered")
        if not own:
            if acts.by(NOBODY):
                return Unknown(
                    "nobody in particular could delete the object before its owner tried; that is told elsewhere"
                )
            return nothing_to_try(acts.barred, "the API names no operation that deletes an object of a customer's")
        return Pass(
            f"none of {len(acts.by(STRANGER))} attempts by customer B deleted an object of customer A's{untried(acts.barred)}",
            f"its owner's did: {own[0].operation} -> {own[0].status}, then {own[0].owner_reads}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Delete by id and owner together."""
        places = operations(tuple(one for one in seen.acts.by(STRANGER) if one.done))
        return Remedy(
            f"In {', '.join(places)}, delete by the object's id and its owner together, and answer 404 where nothing fits.",
            Effort.HOURS,
            "delete from files where id = :id and owner_id = :session_user_id",
        )
