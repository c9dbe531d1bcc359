"""Uses genuine tokens that were made for something else."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Impact, Remedy, Touch, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.auth.token_times import Misfits, OutOfPlace
from launchready.observe.world import World
from launchready.stages.s2_boundaries._tokens import judge_misfits


@dataclass(frozen=True, slots=True)
class Seen:
    """What the API made of tokens for something else."""

    misfits: Misfits


class TokenOfAnotherAudienceWorks(Check[ApiSurface, Seen]):
    """A token that you hand out for something small opens the whole account, because the API does not ask what it is for.

    What it does
        Asks for the profile of a test account with tokens that are not for that: the one that launch.toml gives
        (`principal.NAME.foreign_token`: of another service or environment), the refresh token that a sign-in gives, an
        identity token for another audience, and, where the signing key could be guessed, one made for another audience.
        Only an answer with the account's own data counts.

    Why it is bad
        Links in mails, partners, a staging system and refresh stores hold such tokens, and guard them like the small
        thing they are for.

    See it yourself
        Ask for your profile with a token of staging, of a download link, or with your refresh token.
    """

    title = "The API believes tokens that were made for something else"
    impact = Impact.COSTS_TRUST
    rows = ("BND-1",)
    refs = ("API2:2023", "CWE-287", "RFC 7519#section-4.1.3", "RFC 8725")
    touch = Touch.WRITE
    faults = ("bnd-jwt-audience",)
    alone = True

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """A handful of reads."""
        return Seen(await world.ask(OutOfPlace(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where such a token brought its user's data."""
        return judge_misfits(seen.misfits, "token for something else", "foreign_token")

    def remedy(self, seen: Seen) -> Remedy:
        """Name the audience."""
        del seen
        return Remedy(
            "Write into each kind of token what it is for (`aud`, and `typ` for refresh tokens), and demand exactly that "
            "where it is used. Sign with another key in each environment.",
            Effort.MINUTES,
            'jwt.decode(token, key, algorithms=["HS256"], audience="api", options={"require": ["exp", "aud"]})',
        )
