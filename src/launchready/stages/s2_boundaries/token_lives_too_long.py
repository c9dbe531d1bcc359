"""Reads how long a token lives."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.auth.token_times import DAY, Lifetime, LifetimeOf
from launchready.observe.world import World
from launchready.verdict import Evidence

LONGEST_DAYS = 31


@dataclass(frozen=True, slots=True)
class Seen:
    """How long a token lives."""

    lifetime: Lifetime


class TokenLivesTooLong(Check[ApiSurface, Seen]):
    """A token that leaks once opens the account for months, or for ever.

    What it does
        Reads the end (`exp`) that customer A's token names, after showing that the API believes the token. A token without
        an end, or one that lives longer than 31 days, is a finding. Where tokens say nothing, the sign-in's `expires_in`
        counts.

    Why it is bad
        Tokens end up in logs, in browsers' stores and in support tickets. Their end is the only thing that takes them back.

    See it yourself
        Decode the middle part of your token (`cut -d. -f2 | base64 -d`) and read `exp`.
    """

    title = "Access tokens live too long"
    impact = Impact.SHOULD_FIX
    rows = ("BND-1",)
    refs = ("API2:2023", "CWE-613", "RFC 9700")
    touch = Touch.WRITE
    faults = ("bnd-jwt-forever",)
    alone = True

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """One sign-in."""
        return Seen(await world.ask(LifetimeOf(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a believed token names no end, or a distant one."""
        life = seen.lifetime
        if not life.kind and life.told is None:
            return NotApplicable("sessions are no JSON Web Tokens, and the sign-in does not say how long they live")
        if not life.control:
            return Unknown(f"{life.operation} does not tell whose token it was asked with, so nothing is proved")
        seconds = life.seconds if life.kind else life.told
        if seconds is None and life.is_reference:
            return Unknown(
                "the token holds the number of a session and nothing of its user: when that session ends is kept by the "
                "server, and is not told"
            )
        if seconds is None:
            return self._fail(life, "names no end (`exp`)")
        if seconds > LONGEST_DAYS * DAY:
            return self._fail(life, f"lives {seconds / DAY:.0f} days")
        return Pass(f"the token lives {words(seconds)}", f"it is one that {life.operation} believes")

    def _fail(self, life: Lifetime, what: str) -> Fail:
        return Fail(
            f"the token that the sign-in gives {what}",
            (Evidence(f"the token with which {life.operation} brings the user's own data", what),),
            (life.curl, 'echo "$TOKEN" | cut -d. -f2 | base64 -d'),
            ("access token",),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Short tokens, renewed."""
        del seen
        return Remedy(
            "Let access tokens end within the hour, and renew them with a refresh token that the server can revoke.",
            Effort.HOURS,
            'claims |= {"iat": now, "exp": now + 3600}',
        )


def words(seconds: float) -> str:
    """A time as a person says it."""
    if seconds < 2 * 3600:
        return f"{seconds / 60:.0f} minutes"
    return f"{seconds / 3600:.0f} hours" if seconds < 2 * DAY else f"{seconds / DAY:.0f} days"
