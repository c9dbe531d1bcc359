"""Leaves a password reset unused for longer than it may live, and uses it then."""

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import MailSurface
from launchready.observe.auth.expiry import Aged, LeftAlone, aged, mail_of
from launchready.observe.world import World
from launchready.verdict import Evidence


class UnusedResetLinkLivesOn(Check[MailSurface, Aged]):
    """Whoever reads an old mailbox, a backup of it or a browser's history gets into the account, months later.

    What it does
        Asks for a reset of an account made for it early in the run, leaves it alone for longer than `reset_life` in launch.toml
        says, and uses it then: does it set a password that signs in? A run waits a minute and a half at most; try longer ones
        on a copy of the product that is set to less.

    Why it is bad
        A reset opens an account without its password. Mailboxes are kept for years and shared; a link that never ends is a
        spare key that lies in each of them.

    See it yourself
        Ask for a reset, wait until it should be over, then open its link.
    """

    title = "The link or code of a password reset works after its time"
    impact = Impact.COSTS_TRUST
    rows = ("BND-1",)
    refs = ("CWE-640", "CWE-613", "ASVS 5.0 6.4.1", "API2:2023")
    touch = Touch.WRITE
    faults = ("bnd-reset-endless",)
    alone = True
    deadline_s = 180.0

    async def prepare(self, at: MailSurface, world: World) -> None:
        """Asks for the reset, so that its time runs while others look."""
        mail_of(world, at.name)
        await world.ask(LeftAlone(at.name))

    async def look(self, at: MailSurface, world: World) -> Aged:
        """Waits for what is left of its time, and uses it."""
        return await aged(world, at.name)

    def judge(self, seen: Aged) -> Verdict:
        """Fails where it set a password."""
        if seen.sets:
            return Fail(
                f"a reset that may be used for {seen.life} seconds set a password after {seen.age:.0f}",
                (
                    Evidence(
                        f"sent to {seen.way} after {seen.age:.0f} seconds: {seen.told}", "the new password signs in"
                    ),
                ),
                (seen.curl,),
                (seen.way,),
            )
        if not seen.young:
            return Unknown(f"no reset set a password by {seen.way} while it was young either, so nothing is proved")
        if seen.sets is None:
            return Unknown(f"after it was sent, neither the old nor the new password signed in: {seen.told}")
        return Pass(
            f"after {seen.age:.0f} seconds it set no password", "one that was used at once did, and it signed in"
        )

    def remedy(self, seen: Aged) -> Remedy:
        """An end."""
        del seen
        return Remedy(
            "Store when each reset ends, half an hour from now at most, and compare with the clock of the database as it is used. "
            "Delete those that are over.",
            Effort.MINUTES,
            "select user_id from resets where token_hash = :hash and expires_at > now()",
        )
