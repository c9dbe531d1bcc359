"""Has a real password-reset message sent, and sees whether any of its DKIM signatures holds."""

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import MailSurface
from launchready.observe.mail.records import SILENT
from launchready.observe.mail.reset_mail import ResetMail, ResetMailOf
from launchready.observe.world import World
from launchready.stages.s3_deploy._mail import not_arrived
from launchready.verdict import Evidence


class ResetMailSignatureFails(Check[MailSurface, ResetMail]):
    """No signature of your password-reset message holds: forwarded, or looked at closely, it counts as forged.

    What it does
        Takes a real password-reset message out of the declared mailbox and verifies each DKIM signature with the key from
        DNS: the hash of the text, the signed headers, the key's length, an expiry that has passed. None that is valid, or
        none at all, is a finding. That DNS does not answer for a key is not.

    Why it is bad
        SPF ends at the first forwarding, so the signature is all that a forwarded message has. A key that was taken out of
        DNS, and a footer that somebody adds after signing, are noticed by customers first.

    See it yourself
        Ask for a reset, save the message's source, and give it to dkimverify.
    """

    title = "The password-reset message has no valid DKIM signature"
    impact = Impact.COSTS_TRUST
    rows = ("DEP-6", "FOOT-5")
    refs = ("RFC 6376", "RFC 8301", "CWE-347")
    touch = Touch.WRITE
    faults = ("dep-dkim-missing",)

    async def look(self, at: MailSurface, world: World) -> ResetMail:
        """The same message as for DMARC."""
        return await world.ask(ResetMailOf(at.name))

    def judge(self, seen: ResetMail) -> Verdict:
        """Fails where not one signature is valid."""
        if unknown := not_arrived(seen):
            return unknown
        valid = next((one for one in seen.signatures if one.valid), None)
        if valid is not None:
            return Pass(
                f"the message carries a valid signature of {valid.domain}",
                f"the message was received after {seen.seconds} s, and verified with the key {valid.selector} from DNS",
            )
        silent = [one for one in seen.signatures if one.key in SILENT]
        if silent:
            return Unknown("; ".join(f"the key {one.selector} of {one.domain}: {one.key}" for one in silent))
        told = "; ".join(f"d={one.domain} s={one.selector}: {one.words}" for one in seen.signatures)
        return Fail(
            f"no signature of the message is valid: {told}" if told else "the message carries no signature",
            (
                Evidence("the message that arrived", f"From {seen.from_domain}; {told or 'no DKIM-Signature'}"),
                Evidence("asked for by", seen.asked),
            ),
            (seen.curl,),
            (seen.from_domain,),
        )

    def remedy(self, seen: ResetMail) -> Remedy:
        """Keys that are published, and nothing changed behind the signing."""
        del seen
        return Remedy(
            "Switch on DKIM at your mail service, publish the key that it shows and leave it there, and add footers or tracking "
            "before the message is signed. Then send yourself a reset and look for dkim=pass.",
            Effort.HOURS,
        )
