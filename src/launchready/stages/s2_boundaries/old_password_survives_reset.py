"""Signs in with the old password after a reset."""

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import MailSurface
from launchready.observe.auth.reset import ResetSeen, ResetTrial
from launchready.observe.world import World
from launchready.stages.s2_boundaries._resets import control, in_the_way
from launchready.verdict import Evidence


class OldPasswordSurvivesReset(Check[MailSurface, ResetSeen]):
    """A customer whose password was stolen resets it, and the thief signs in with the stolen one as before.

    What it does
        Resets the password of an account made for it, and signs in with the one from before.

    Why it is bad
        The reset is what people do when somebody else is in. If it does not put them out, nothing does.

    See it yourself
        Reset your password, then sign in with the old one.
    """

    title = "The old password still signs in after a reset"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("BND-1",)
    refs = ("CWE-640", "CWE-613", "API2:2023")
    touch = Touch.WRITE
    faults = ("bnd-reset-keeps-password",)
    alone = True

    async def look(self, at: MailSurface, world: World) -> ResetSeen:
        """One reset, shared by the checks of it."""
        return await world.ask(ResetTrial(at.name))

    def judge(self, seen: ResetSeen) -> Verdict:
        """Fails where the old password signed in."""
        if unknown := in_the_way(seen):
            return unknown
        if seen.old_password is None:
            return Unknown("the old password was not tried")
        if seen.old_password:
            return Fail(
                "after a reset both passwords sign in",
                (Evidence(f"a sign-in with the old password, after {seen.way} had set another", "it was let in"),),
                (seen.wish_curl, seen.curl),
                (seen.way,),
            )
        return Pass("the old password was refused after the reset", control(seen))

    def remedy(self, seen: ResetSeen) -> Remedy:
        """One password."""
        del seen
        return Remedy(
            "Store one hash for each account and overwrite it; empty every cache of sign-ins when it changes.",
            Effort.HOURS,
        )
