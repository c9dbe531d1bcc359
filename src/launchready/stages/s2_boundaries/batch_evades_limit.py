"""Guesses a password many times in one GraphQL request, by a list of operations, where single tries are limited."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Impact, Remedy, Touch, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.limits.graphql_bursts import BATCH, GuessesInOne, ManyInOne
from launchready.observe.world import World
from launchready.stages.s2_boundaries._in_one import judged


@dataclass(frozen=True, slots=True)
class Seen:
    """The guesses and what came of them."""

    many: ManyInOne


class BatchEvadesLimit(Check[ApiSurface, Seen]):
    """The limit on sign-ins counts requests, and one GraphQL request carries a list of as many sign-ins as one likes.

    What it does
        Where customers sign in by GraphQL: finds out how many wrong passwords meet the limit, then sends a few more as a
        list of operations in one request, the right one last, on an account made for it. It fails where that last one signs
        in, and where the right password is refused after as many wrong ones that come one by one.

    Why it is bad
        Servers that take lists of operations take them by default; a thousand guesses a request make any limit on requests
        worthless.

    See it yourself
        Send `[{"query": "mutation …"}, {"query": "mutation …"}]` with more wrong passwords than your limit allows and the right
        one last.
    """

    title = "One GraphQL request guesses many passwords in a list of operations"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("BND-4", "BND-10")
    refs = ("API4:2023", "CWE-307", "CWE-799")
    touch = Touch.WRITE
    faults = ("bnd-graphql-batching",)
    alone = True
    deadline_s = 120.0

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Shares the single tries with the check of the limit itself."""
        return Seen(await world.ask(GuessesInOne(at.name, BATCH)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where the last of the list signed in."""
        return judged(seen.many, "a list of operations")

    def remedy(self, seen: Seen) -> Remedy:
        """Count in the resolver."""
        del seen
        return Remedy(
            "Count tries where they are made, in the resolver of the sign-in, by account and by address, not requests at the "
            "door. Switch lists of operations off where no client of yours sends them, or allow a few at most.",
            Effort.HOURS,
            "signIn: (_, { input }, { limits, ip }) => { limits.take(`login:${input.email}`); limits.take(`login:${ip}`); … }",
        )
