"""Has a real password-reset message sent, and verifies it as a mailbox provider does."""

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import MailSurface
from launchready.observe.mail.reset_mail import ResetMail, ResetMailOf, Signature, is_aligned
from launchready.observe.net.dns import State
from launchready.observe.world import World
from launchready.verdict import Evidence


class ResetMailIsUnaligned(Check[MailSurface, ResetMail]):
    """The password-reset message is not signed in your name: with a strict policy it is refused, without one it is spam.

    What it does
        Asks for a new password in the name of a declared customer, takes the message out of the declared mailbox, and
        verifies each DKIM signature with the key from DNS. At least one valid signature must name the domain that From
        shows (or one of the same organisation, where DMARC is not strict).

    Why it is bad
        A customer who cannot get back in writes to support or leaves. Right records are not enough: what counts is the
        message that your mail service really sends.

    See it yourself
        Ask for a reset, open the message's source, and compare d= of DKIM-Signature with the domain of From.
    """

    title = "The password-reset message does not pass DKIM in the product's name"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("DEP-6", "FOOT-5")
    refs = ("RFC 9989", "RFC 6376", "CWE-345")
    touch = Touch.WRITE
    faults = ("dep-reset-unaligned", "dep-dkim-missing")

    async def look(self, at: MailSurface, world: World) -> ResetMail:
        """One message."""
        return await world.ask(ResetMailOf(at.name))

    def judge(self, seen: ResetMail) -> Verdict:
        """Fails where no valid signature speaks for From."""
        if not seen.arrived:
            return Unknown(f"no message arrived within {seen.seconds:.0f} seconds ({seen.asked})")
        aligned = [one for one in seen.signatures if self._aligned(one, seen)]
        valid = next((one for one in aligned if one.valid), None)
        if valid is not None:
            return Pass(
                f"the message from {seen.from_domain} is signed by {valid.domain}",
                f"the message was received after {seen.seconds} s, and its signature verified with the key from DNS",
            )
        silent = [one for one in aligned if one.key in {State.TIMED_OUT, State.FAILED}]
        if silent:
            return Unknown("; ".join(f"the key {one.selector} of {one.domain}: {one.key}" for one in silent))
        told = "; ".join(_told(one) for one in seen.signatures) or "no signature"
        return Fail(
            f"no valid signature of the message speaks for {seen.from_domain}: {told}",
            (
                Evidence(
                    "the message that arrived",
                    f"From {seen.from_domain}, envelope {seen.envelope or 'unknown'}; {told}",
                ),
                Evidence("asked for by", seen.asked),
            ),
            (seen.curl,),
            (seen.from_domain,),
        )

    def remedy(self, seen: ResetMail) -> Remedy:
        """The sending service, told whose name it writes in."""
        return Remedy(
            f"Add {seen.from_domain} as a sending domain at your mail service, publish the DKIM record that it shows, and choose "
            f"signing as {seen.from_domain} (custom return path as well). Then send yourself a reset and look for dkim=pass and "
            "dmarc=pass.",
            Effort.HOURS,
        )

    def _aligned(self, one: Signature, seen: ResetMail) -> bool:
        return is_aligned(one.domain, seen.from_domain, strict=seen.strict, inside=seen.inside)


def _told(one: Signature) -> str:
    return f"d={one.domain} s={one.selector}: {'valid, for another name' if one.valid else one.words}"
