"""Names one customer's objects in the bodies and headers of another customer's requests, and hunts the effect."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.access.reaches import BodyReaches, Reaches
from launchready.observe.access.sights import NOBODY, OWNER, STRANGER
from launchready.observe.world import World
from launchready.stages.s2_boundaries._telling import not_proved, nothing_to_try, of_reaches, operations, untried


@dataclass(frozen=True, slots=True)
class Seen:
    """The attempts and their effects."""

    reaches: Reaches


class StrangerReachesObjectByBodyId(Check[ApiSurface, Seen]):
    """Any customer can reach another customer's data by putting its id into the body of a request.

    What it does
        Finds operations that name an object in their body or in a header: reads such as `POST /orders/get`, updates and
        deletions, and creations that refer to another object, an export of a conversation for one. Sends each as customer
        B with the id of customer A's object. It counts when A's canary comes back to B, in the answer or in what B made of
        it, or when A sees B's canary in A's own. The same by A shows that it can work at all.

    Why it is bad
        Ids in paths are checked by habit, ids in bodies are forgotten: one foreign key opens the door that every other
        operation keeps shut.

    See it yourself
        Repeat the request with a second account's session and the first account's id in the body.
    """

    title = "One customer can reach another's data by its id in a body"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("BND-9", "MIN-4", "AUT-2")
    refs = ("API1:2023", "CWE-639", "A01:2025")
    touch = Touch.WRITE
    hostile = True
    faults = ("bnd-id-in-body", "abu-cross-tenant-file")
    deadline_s = 200.0

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Tries on objects made for it."""
        return Seen(await world.ask(BodyReaches(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a stranger's request had an effect on what A owns, or showed it."""
        reaches = seen.reaches
        done, open_to_all = reaches.proved(STRANGER), reaches.proved(NOBODY)
        if done or open_to_all:
            places = operations((*done, *open_to_all))
            return Fail(
                f"{'customer B' if done else 'nobody in particular'} reached what customer A owns by an id in the body of "
                f"{', '.join(places)}",
                (*of_reaches(done, "customer B"), *of_reaches(open_to_all, "nobody signed in"))[:3],
                tuple(one.curl for one in (*done, *open_to_all) if one.curl)[:3],
                places,
            )
        unknown = not_proved(reaches)
        if unknown is not None:
            return unknown
        if not reaches.by(STRANGER):
            return nothing_to_try(
                reaches.barred,
                "the API names no operation that takes the id of a customer's object in a body or a header",
            )
        control = reaches.by(OWNER)[0]
        return Pass(
            f"none of {len(reaches.by(STRANGER))} requests of customer B with an id of customer A's in them had an effect"
            f"{untried(reaches.barred)}",
            f"the same request by customer A did: {control.operation} ({control.place}) -> {control.status}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Check what a body refers to."""
        reaches = seen.reaches
        places = operations((*reaches.proved(STRANGER), *reaches.proved(NOBODY)))
        return Remedy(
            f"In {', '.join(places)}, look up whatever the body refers to by its id and its owner together, as for an id in "
            "the path, and answer 404 where they do not fit.",
            Effort.HOURS,
            """conversation = db.get(Conversation, body.conversation_id)
if conversation is None or conversation.owner_id != session.user_id:
    raise NotFound
""",
        )
