"""Puts another customer's id behind an own one in paths with two ids, and hunts the effect."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.access.reaches import Reaches, SecondIds
from launchready.observe.access.sights import OWNER, STRANGER
from launchready.observe.world import World
from launchready.stages.s2_boundaries._telling import not_proved, nothing_to_try, of_reaches, operations, untried


@dataclass(frozen=True, slots=True)
class Seen:
    """The attempts and their effects."""

    reaches: Reaches


class StrangerUsesSecondId(Check[ApiSurface, Seen]):
    """Any customer can open another customer's data by putting its id behind an id of their own.

    What it does
        Takes operations whose request names two objects, such as `/users/{user_id}/orders/{order_id}`, and sends them as
        customer B with B's own first id and customer A's second one: reads, updates and deletions. It counts when A's
        canary comes back, or when A sees the effect. The same by A, with A's own first id, shows that it can work at all.

    Why it is bad
        The check of the first id looks like protection, so nobody misses the one of the second.

    See it yourself
        Open an object of yours, note its id, sign in with a second account and put the id into a path of that account's.
    """

    title = "One customer can open another's data behind an id of their own"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("BND-9", "MIN-4", "AUT-2")
    refs = ("API1:2023", "CWE-639", "A01:2025")
    touch = Touch.WRITE
    hostile = True
    faults = ("bnd-nested-id",)
    deadline_s = 200.0

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Tries on objects made for it."""
        return Seen(await world.ask(SecondIds(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where B had an effect on what A owns, or read it."""
        reaches = seen.reaches
        done = reaches.proved(STRANGER)
        if done:
            places = operations(done)
            return Fail(
                f"customer B reached what customer A owns behind an id of B's own by {', '.join(places)}",
                of_reaches(done, "customer B"),
                tuple(one.curl for one in done[:3]),
                places,
            )
        unknown = not_proved(reaches)
        if unknown is not None:
            return unknown
        if not reaches.by(STRANGER):
            return nothing_to_try(
                reaches.barred, "the API names no operation on a customer's object that takes two ids"
            )
        control = reaches.by(OWNER)[0]
        return Pass(
            f"none of {len(reaches.by(STRANGER))} requests of customer B with an own first id reached customer A's object"
            f"{untried(reaches.barred)}",
            f"customer A's own request did: {control.operation} -> {control.status}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Look the second up inside the first."""
        places = operations(seen.reaches.proved(STRANGER))
        return Remedy(
            f"In {', '.join(places)}, look the second object up inside the first one, by both ids and the owner together.",
            Effort.HOURS,
            "select * from orders where id = :order_id and user_id = :user_id and user_id = :session_user_id",
        )
