"""Uses tokens whose time is over, or has not begun."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Impact, Remedy, Touch, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.auth.token_times import Misfits, OutOfTime
from launchready.observe.world import World
from launchready.stages.s2_boundaries._tokens import judge_misfits


@dataclass(frozen=True, slots=True)
class Seen:
    """What the API made of tokens of another time."""

    misfits: Misfits


class TokenWorksOutOfItsTime(Check[ApiSurface, Seen]):
    """A token that was stolen once works for ever, because the API does not look at when it ends.

    What it does
        Asks for the profile of a test account with the expired token that launch.toml gives for it
        (`principal.NAME.expired_token`): one with the issuer, audience, subject and algorithm of a fresh one. Where the
        signing key could be guessed, it makes an expired token and one that has not begun (`nbf`) by itself. Only an
        answer with the account's own data counts. Without either, nothing is claimed.

    Why it is bad
        Tokens end up in logs, histories and backups; their end is what makes that bearable.

    See it yourself
        Keep a token, wait until its `exp` is over, and ask for your profile with it.
    """

    title = "The API believes tokens whose time is over"
    impact = Impact.COSTS_TRUST
    rows = ("BND-1",)
    refs = ("API2:2023", "CWE-613", "RFC 7519#section-4.1.4")
    touch = Touch.WRITE
    faults = ("bnd-jwt-expired",)
    alone = True

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """A handful of reads."""
        return Seen(await world.ask(OutOfTime(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where such a token brought its user's data."""
        return judge_misfits(seen.misfits, "token out of its time", "expired_token")

    def remedy(self, seen: Seen) -> Remedy:
        """Let the library look."""
        del seen
        return Remedy(
            "Have the library verify `exp` and `nbf`, demand that `exp` is there, and allow a minute of difference at most.",
            Effort.MINUTES,
            'jwt.decode(token, key, algorithms=["HS256"], leeway=30, options={"require": ["exp"], "verify_exp": True})',
        )
