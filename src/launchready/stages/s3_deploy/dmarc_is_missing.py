"""Asks DNS whether the domain says what to do with mail that is not its own."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import MailSurface
from launchready.observe.commands import dig
from launchready.observe.mail.dmarc import Dmarc, DmarcOf, Unwelcome
from launchready.observe.net.dns import State
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """The domain's DMARC."""

    dmarc: Dmarc
    dig: str
    unwelcome: tuple[str, ...] = ()
    """Other people's domains that were asked to take reports and do not confirm it."""


class DmarcIsMissing(Check[MailSurface, Seen]):
    """Receivers are told nothing about forged mail in your name, and you never hear of it.

    What it does
        Asks DNS for the DMARC record of each domain that sends mail, and walks up the tree as RFC 9989 says (at most eight
        questions, never to a registry's own name). No record, or two at one place, is a finding. That DNS does not answer
        is not absence. Where reports go to somebody else's domain, that domain must confirm it; the answer tells if it does not.

    Why it is bad
        Large mailbox providers demand a DMARC record from whoever sends in bulk. Without one, phishing of your customers
        costs nothing.

    See it yourself
        dig +short _dmarc.the.domain TXT
    """

    title = "The mail domain has no valid DMARC record"
    impact = Impact.COSTS_TRUST
    rows = ("DEP-6", "FOOT-5")
    refs = ("RFC 9989", "CWE-290")
    touch = Touch.READ
    faults = ("dep-dmarc-missing",)

    async def look(self, at: MailSurface, world: World) -> Seen:
        """A few questions to DNS."""
        dmarc = await world.ask(DmarcOf(at.domain))
        shown = dig(world.declaration.network, f"_dmarc.{at.domain}", "TXT")
        return Seen(dmarc, shown, await world.ask(Unwelcome(at.domain)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails without a record, and with more than one."""
        dmarc = seen.dmarc
        if len(dmarc.records) == 1:
            lost = f"; {', '.join(seen.unwelcome)} does not confirm that it takes reports" if seen.unwelcome else ""
            return Pass(f"{dmarc.domain} has a DMARC record{lost}", f"DNS answered at {dmarc.at}: {dmarc.records[0]}")
        if dmarc.records:
            return Fail(
                f"{dmarc.at} has {len(dmarc.records)} DMARC records, which receivers read as none",
                tuple(Evidence(f"TXT of {dmarc.at}", record) for record in dmarc.records),
                (seen.dig,),
                (dmarc.domain,),
            )
        if dmarc.state not in {State.NO_DATA, State.NXDOMAIN}:
            return Unknown(f"DNS, asked for TXT of {dmarc.at}: {dmarc.state} {dmarc.words}".strip())
        return Fail(
            f"{dmarc.domain} has no DMARC record",
            (Evidence(f"TXT of {dmarc.at}", str(dmarc.state)),),
            (seen.dig,),
            (dmarc.domain,),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """A record, reports first, then strict."""
        domain = seen.dmarc.domain
        return Remedy(
            "Publish a DMARC record with an address for reports. Where SPF and DKIM of all your senders are in order, begin with "
            "p=quarantine and go on to p=reject after two quiet weeks.",
            Effort.MINUTES,
            f'_dmarc.{domain}. 300 IN TXT "v=DMARC1; p=quarantine; rua=mailto:dmarc@{domain}"',
        )
