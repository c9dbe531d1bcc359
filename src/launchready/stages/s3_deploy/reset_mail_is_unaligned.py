"""Has a real password-reset message sent, and judges it by DMARC as a mailbox provider does."""

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import MailSurface
from launchready.observe.mail.reset_mail import ResetMail, ResetMailOf
from launchready.observe.mail.signatures import Signature
from launchready.observe.net.dns import State
from launchready.observe.world import World
from launchready.stages.s3_deploy._mail import not_arrived, told_arc, told_spf
from launchready.verdict import Evidence


class ResetMailIsUnaligned(Check[MailSurface, ResetMail]):
    """The password-reset message is not in your name: with a strict policy it is refused, without one it is spam.

    What it does
        Asks for a new password in the name of a declared customer, takes the message out of the declared mailbox, verifies
        each DKIM signature with the key from DNS, and judges the address that handed it over by SPF. One of both must pass
        for the domain that From shows, or for one of the same organisation where DMARC is not strict.

    Why it is bad
        A customer who cannot get back in writes to support or leaves. Right records are not enough: what counts is the
        message that your mail service really sends.

    See it yourself
        Ask for a reset, open the message's source, and compare d= of DKIM-Signature and Return-Path with the domain of From.
    """

    title = "The password-reset message does not pass DMARC in the product's name"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("DEP-6", "FOOT-5")
    refs = ("RFC 9989", "RFC 6376", "RFC 7208", "CWE-345")
    touch = Touch.WRITE
    faults = ("dep-reset-unaligned",)

    async def look(self, at: MailSurface, world: World) -> ResetMail:
        """One message."""
        return await world.ask(ResetMailOf(at.name))

    def judge(self, seen: ResetMail) -> Verdict:
        """Fails where neither a valid signature nor SPF speaks for From."""
        if unknown := not_arrived(seen):
            return unknown
        valid = next((one for one in seen.signatures if one.valid and one.aligned), None)
        if valid is not None:
            words = f" ({valid.words})" if valid.words else ""
            return Pass(
                f"the message from {seen.from_domain} is signed by {valid.domain}{words}; {told_spf(seen)}{told_arc(seen)}",
                f"the message was received after {seen.seconds} s, and its signature verified with the key from DNS",
            )
        handover = seen.handover
        if handover is not None and handover.vouches:
            return Pass(
                f"SPF passes in the name of {seen.from_domain}, and nothing else does: a forwarded message fails",
                f"the message was received after {seen.seconds} s from {handover.ip}: {handover.words}",
            )
        silent = [one for one in seen.signatures if one.aligned is not False and _is_silent(one)]
        if silent:
            return Unknown("; ".join(f"the key {one.selector} of {one.domain}: {one.key}" for one in silent))
        if handover is not None and handover.might_vouch:
            return Unknown(
                f"no valid signature speaks for {seen.from_domain}, and SPF could not be judged: {told_spf(seen)}"
            )
        told = "; ".join(_told(one) for one in seen.signatures) or "no signature"
        return Fail(
            f"neither a valid signature nor SPF speaks for {seen.from_domain}: {told}; {told_spf(seen)}",
            (
                Evidence(
                    "the message that arrived",
                    f"From {seen.from_domain}, envelope {seen.envelope or 'unknown'}; {told}; {told_spf(seen)}",
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


def _is_silent(one: Signature) -> bool:
    return one.key in {State.TIMED_OUT, State.FAILED} or (one.valid and one.aligned is None)


def _told(one: Signature) -> str:
    return f"d={one.domain} s={one.selector}: {'valid, for another name' if one.valid else one.words}"
