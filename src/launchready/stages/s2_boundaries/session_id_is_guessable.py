"""Compares what several sessions are named by."""

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.auth.session_ids import SIGN_INS, Named, SessionIds, SessionIdsSeen
from launchready.observe.world import World
from launchready.verdict import Evidence

FEWEST = 2


class SessionIdIsGuessable(Check[ApiSurface, SessionIdsSeen]):
    """Anybody can become a signed-in customer by guessing the next session.

    What it does
        Signs in four times with an account made for it and compares the tokens and cookies: counted up, made of the time or
        of the address, or with fewer than 64 bits that change. Only those count that bring the account's own data by
        themselves. JSON Web Tokens are left to the checks of their signature.

    Why it is bad
        A session needs no password. If it can be guessed, every account that is in use is open.

    See it yourself
        Sign in a few times and lay the tokens or cookies side by side.
    """

    title = "The names of sessions can be guessed"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("BND-1",)
    refs = ("CWE-330", "CWE-334", "API2:2023", "ASVS 5.0 7.2.3")
    touch = Touch.WRITE
    faults = ("bnd-session-guessable",)
    alone = True

    async def look(self, at: ApiSurface, world: World) -> SessionIdsSeen:
        """Four sign-ins."""
        return await world.ask(SessionIds(at.name))

    def judge(self, seen: SessionIdsSeen) -> Verdict:
        """Fails where they follow a pattern or are short."""
        if not seen.control:
            return Unknown(f"none of the sessions brought the user's own data, so nothing is proved: {seen.line}")
        opaque = [one for one in seen.named if not one.signed]
        if not opaque:
            return NotApplicable("sessions are JSON Web Tokens, which nobody guesses without their key")
        bad = [(one, why) for one in opaque if (why := _why(one))]
        if bad:
            return Fail(
                "; ".join(f"the {one.carrier}: {why}" for one, why in bad),
                tuple(Evidence(f"the {one.carrier} of {one.strength.samples} sign-ins", why) for one, why in bad),
                (f"for i in $(seq {SIGN_INS}); do {seen.curl}; done  # with a session of each sign-in",),
                tuple(one.carrier for one, _ in bad),
            )
        if lonely := [one for one in opaque if one.strength.samples < FEWEST]:
            return Unknown(f"each sign-in gave the same {lonely[0].carrier}, so nothing can be compared")
        return Pass(
            "; ".join(f"the {one.carrier}: {one.strength.words}, no pattern" for one in opaque),
            "a session of them brought the user's own data",
        )

    def remedy(self, seen: SessionIdsSeen) -> Remedy:
        """Random bytes."""
        del seen
        return Remedy(
            "Name each session by 32 random bytes of the system's generator, and store their hash.",
            Effort.MINUTES,
            "session_id = secrets.token_urlsafe(32)",
        )


def _why(one: Named) -> str:
    if one.strength.patterns:
        return one.strength.patterns[0]
    if one.strength.samples >= FEWEST and one.strength.is_short:
        return f"too short: {one.strength.words}"
    return ""
