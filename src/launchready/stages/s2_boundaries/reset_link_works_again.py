"""Uses the link or code of a password reset a second time, and an older one after it."""

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import MailSurface
from launchready.observe.auth.reset import ResetSeen, ResetTrial
from launchready.observe.world import World
from launchready.stages.s2_boundaries._resets import control, in_the_way
from launchready.verdict import Evidence


class ResetLinkWorksAgain(Check[MailSurface, ResetSeen]):
    """Whoever finds an old reset message in a mailbox takes the account, because its link still works.

    What it does
        Makes an account, asks for a new password up to three times, takes the messages out of the declared mailbox, and
        sets a password with the newest link or code. Then it uses the same one again, and an older one that was never
        used; each time only a password that signs in counts. It does not wait for a link to expire.

    Why it is bad
        Mailboxes are kept for years, forwarded and backed up, and links stand in browsers' histories.

    See it yourself
        Ask for a reset twice, use the second link, then use it again, and then the first one.
    """

    title = "The link or code of a password reset works again"
    impact = Impact.COSTS_TRUST
    rows = ("BND-1",)
    refs = ("CWE-640", "ASVS 5.0 6.4.3", "API2:2023")
    touch = Touch.WRITE
    faults = ("bnd-reset-reusable",)
    alone = True

    async def look(self, at: MailSurface, world: World) -> ResetSeen:
        """One reset, shared by the checks of it."""
        return await world.ask(ResetTrial(at.name))

    def judge(self, seen: ResetSeen) -> Verdict:
        """Fails where a used or an older one set a password."""
        if unknown := in_the_way(seen):
            return unknown
        what = [
            words
            for done, words in (
                (seen.again, "the one that had been used"),
                (seen.older, "an older one, unused till then"),
            )
            if done
        ]
        if what:
            return Fail(
                f"after a reset, {what[0]} set another password",
                tuple(
                    Evidence(f"{one}, sent to {seen.way} after the reset", "the new password signs in") for one in what
                ),
                (seen.wish_curl, f"{seen.curl}  # twice"),
                (seen.way,),
            )
        if seen.again is None:
            return Unknown("after the used one was sent again, no password signed in, so nothing is proved")
        older = "" if seen.older is None else ", nor did an older one"
        return Pass(f"the used link or code set no second password{older}", control(seen))

    def remedy(self, seen: ResetSeen) -> Remedy:
        """One use."""
        del seen
        return Remedy(
            "Delete every open reset of the account in the transaction that sets the password.",
            Effort.MINUTES,
            "delete from resets where user_id = :user_id  -- with the update of the password, in one transaction",
        )
