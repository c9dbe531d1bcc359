"""Takes the signature off a token and asks the API whether it still believes it."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Impact, Remedy, Touch, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.auth.token import Forgeries, Tokens
from launchready.observe.world import World
from launchready.stages.s2_boundaries._tokens import judge_forged


@dataclass(frozen=True, slots=True)
class Seen:
    """What the API made of forged tokens."""

    forgeries: Forgeries


class TokenWithoutSignatureWorks(Check[ApiSurface, Seen]):
    """Anybody can write their own token and be any user, because the API does not check who signed it.

    What it does
        Takes customer A's token apart and sends the same claims with `alg` none and no signature, in four spellings, with
        the signature cut off, with another one, and with a claim added under the old one; where tokens are signed on an
        elliptic curve, with a signature of zeros too. Only an answer with A's own data counts.

    Why it is bad
        It opens every account, the admin's first, and leaves no trace of a sign-in.

    See it yourself
        Replace the token's header by {"alg":"none"}, drop what follows the last dot, and ask for your profile with it.
    """

    title = "The API believes tokens that nobody signed"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("BND-1", "MIN-4")
    refs = ("API2:2023", "CWE-347", "RFC 8725")
    touch = Touch.WRITE
    faults = ("bnd-jwt-none", "bnd-jwt-unverified")
    alone = True

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Shares the forgeries with the check of weak keys."""
        return Seen(await world.ask(Tokens(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a forged token brought A's data."""
        return judge_forged(seen.forgeries, seen.forgeries.tried, "tokens without a right signature")

    def remedy(self, seen: Seen) -> Remedy:
        """Name the algorithm."""
        del seen
        return Remedy(
            "Verify every token with a library, and name the one algorithm that you sign with; never take it from the token.",
            Effort.MINUTES,
            'jwt.decode(token, key, algorithms=["HS256"], audience="api", options={"require": ["exp", "sub"]})',
        )
