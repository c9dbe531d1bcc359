"""Guesses a password many times in one GraphQL operation, by aliases, where single tries are limited."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Impact, Remedy, Touch, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.limits.graphql_bursts import ALIASES, GuessesInOne, ManyInOne
from launchready.observe.world import World
from launchready.stages.s2_boundaries._in_one import judged


@dataclass(frozen=True, slots=True)
class Seen:
    """The guesses and what came of them."""

    many: ManyInOne


class AliasesEvadeLimit(Check[ApiSurface, Seen]):
    """The limit on sign-ins counts requests, and one GraphQL request tries as many passwords as it has aliases.

    What it does
        Where customers sign in by GraphQL: finds out how many wrong passwords meet the limit, then sends a few more in one
        operation by aliases, the right one last, on an account made for it. It fails where that last one signs in, and where
        the right password is refused after as many wrong ones that come one by one.

    Why it is bad
        A thousand guesses a request make any limit on requests worthless, and gateways see one harmless call.

    See it yourself
        Write `mutation { a: signIn(…) { token } b: signIn(…) { token } }` with more wrong passwords than your limit allows and
        the right one last.
    """

    title = "One GraphQL request guesses many passwords by aliases"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("BND-4", "BND-10")
    refs = ("API4:2023", "CWE-307", "CWE-799")
    touch = Touch.WRITE
    faults = ("bnd-graphql-aliases",)
    alone = True
    deadline_s = 120.0

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Shares the single tries with the check of the limit itself."""
        return Seen(await world.ask(GuessesInOne(at.name, ALIASES)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where the last alias signed in."""
        return judged(seen.many, "aliases")

    def remedy(self, seen: Seen) -> Remedy:
        """Count in the resolver."""
        del seen
        return Remedy(
            "Count tries where they are made, in the resolver of the sign-in, by account and by address, not requests at the "
            "door. Besides, refuse operations that ask the same field of the mutation more than once.",
            Effort.HOURS,
            "signIn: (_, { input }, { limits, ip }) => { limits.take(`login:${input.email}`); limits.take(`login:${ip}`); … }",
        )
