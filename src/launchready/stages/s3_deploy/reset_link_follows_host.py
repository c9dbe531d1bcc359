"""Asks for password resets under forged hosts, and reads where the link in the message leads."""

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import MailSurface
from launchready.observe.mail.reset_host import ResetHost, ResetHostTrial
from launchready.observe.world import World
from launchready.verdict import Evidence


class ResetLinkFollowsHost(Check[MailSurface, ResetHost]):
    """A stranger has your product mail a customer a reset link that leads to the stranger, who then owns the account.

    What it does
        Makes an account and asks for its reset with a made-up host in each header that software believes: Host,
        X-Forwarded-Host, Forwarded, X-Host and the like, Origin and Referer. The link in the message that arrives is read;
        a made-up host in it is a finding. The control is an ordinary reset afterwards, whose message must arrive.

    Why it is bad
        The message is real, comes from you and is signed by you. One click, of the customer or of a scanner of mail, hands
        over the token.

    See it yourself
        curl the reset of your own account with -H "X-Forwarded-Host: example.com", and look at the link.
    """

    title = "The link of a password reset leads where a stranger's request says"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("DEP-6",)
    refs = ("CWE-640", "CWE-644", "ASVS 5.0 6.4.3")
    touch = Touch.WRITE
    faults = ("dep-reset-host",)
    alone = True

    async def look(self, at: MailSurface, world: World) -> ResetHost:
        """Four wishes for an account of the run's own."""
        return await world.ask(ResetHostTrial(at.name))

    def judge(self, seen: ResetHost) -> Verdict:
        """Fails where a link leads to a made-up host."""
        if seen.followed:
            names = ", ".join(one.header for one in seen.followed)
            return Fail(
                f"the link in the message follows the header {names}",
                tuple(
                    Evidence(
                        f"asked with {one.header} naming {one.host}", f"the link leads to {one.host} ({one.asked})"
                    )
                    for one in seen.followed
                ),
                tuple(one.curl for one in seen.followed),
                (seen.host or seen.followed[0].host,),
            )
        if not seen.arrived:
            return Unknown(f"no message came for an ordinary reset afterwards, so nothing is proved: {seen.asked}")
        if not seen.host:
            return NotApplicable("the messages carry a code and no link")
        tried = f"; refused: {'; '.join(seen.refused)}" if seen.refused else ""
        unheard = f"; taken without a message: {'; '.join(seen.silent)}" if seen.silent else ""
        return Pass(
            f"no header that a stranger sends changes where the link leads{unheard}",
            f"an ordinary reset was answered with a link to {seen.host}{tried}",
        )

    def remedy(self, seen: ResetHost) -> Remedy:
        """One address, from the configuration."""
        del seen
        return Remedy(
            "Build links in mail from a configured address, never from the request, and have the server refuse hosts that it "
            "does not know.",
            Effort.MINUTES,
            'link = f"{settings.public_url}/reset?token={token}"  # not request.host, not request.headers',
        )
