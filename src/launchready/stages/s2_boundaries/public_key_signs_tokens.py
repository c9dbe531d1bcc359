"""Signs a token with the published public key as if that were a secret."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.auth.jwt import HASHES
from launchready.observe.auth.token import Forgeries, Tokens
from launchready.observe.world import World
from launchready.stages.s2_boundaries._tokens import judge_signed


@dataclass(frozen=True, slots=True)
class Seen:
    """What the API made of forged tokens."""

    forgeries: Forgeries


class PublicKeySignsTokens(Check[ApiSurface, Seen]):
    """Anybody can sign tokens with your public key, because the API takes it for a shared secret when the token says so.

    What it does
        Looks for the public keys at the token's issuer and at the usual places (`/.well-known/jwks.json`, …), signs the
        claims of customer A's token by HS256 with each text of the key, and asks for A's profile. Only an answer with A's
        own data counts.

    Why it is bad
        The public key is for everybody to have; with it, everybody is any user.

    See it yourself
        Make a PEM file of the published key, sign your own claims with it by HS256, and ask for your profile.
    """

    title = "The public key signs tokens that the API believes"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("BND-1", "MIN-4")
    refs = ("API2:2023", "CWE-347", "RFC 8725")
    touch = Touch.WRITE
    faults = ("bnd-jwt-confusion",)
    alone = True

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Shares the forgeries with the other checks of tokens."""
        return Seen(await world.ask(Tokens(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where such a token brought A's data."""
        forged = seen.forgeries
        verdict = judge_signed(forged, forged.by_public_key, "tokens signed with the public key")
        if isinstance(verdict, Fail | NotApplicable):
            return verdict
        if forged.kind in HASHES:
            return NotApplicable(f"tokens are signed with {forged.kind}: there is no public key that could be confused")
        if forged.right and not forged.published:
            return Unknown(
                f"tokens are signed with {forged.kind}, and no public key was found at the issuer or at the usual places"
            )
        return verdict

    def remedy(self, seen: Seen) -> Remedy:
        """Name the algorithm."""
        return Remedy(
            "Name the one algorithm that you sign with when you verify; never take it from the token's header.",
            Effort.MINUTES,
            f'jwt.decode(token, public_key, algorithms=["{seen.forgeries.kind or "RS256"}"])',
        )
