"""Reads the DMARC policy and sees whether it asks receivers for anything."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import MailSurface
from launchready.observe.commands import dig
from launchready.observe.mail.dmarc import Dmarc, DmarcOf
from launchready.observe.net.dns import State
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """The domain's DMARC."""

    dmarc: Dmarc
    dig: str


class DmarcDoesNothing(Check[MailSurface, Seen]):
    """Forged mail in your name is delivered like your own, because your policy asks receivers to do nothing.

    What it does
        Reads the policy that holds for the domain. `p=none`, a record without a policy (it reads as none, RFC 9989), and a
        policy that is only being tested (`t=y`) are findings. So is `sp=none` beside a strict `p`: then any name below the domain,
        invented ones too, may be written from.

    Why it is bad
        It is enough for delivery and nothing for your customers: a forged "your order failed, pay again" arrives.

    See it yourself
        dig +short _dmarc.the.domain TXT and read p=
    """

    title = "The DMARC policy lets forged mail through"
    impact = Impact.SHOULD_FIX
    rows = ("DEP-6", "FOOT-5")
    refs = ("RFC 9989", "CWE-290")
    touch = Touch.READ
    faults = ("dep-dmarc-none", "dep-dmarc-subdomains")

    async def look(self, at: MailSurface, world: World) -> Seen:
        """A few questions to DNS."""
        dmarc = await world.ask(DmarcOf(at.domain))
        return Seen(dmarc, dig(world.declaration.network, f"_dmarc.{at.domain}", "TXT"))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where nothing is asked for."""
        dmarc = seen.dmarc
        if dmarc.state not in {State.FOUND, State.NO_DATA, State.NXDOMAIN}:
            return Unknown(f"DNS, asked for TXT of {dmarc.at}: {dmarc.state} {dmarc.words}".strip())
        if len(dmarc.records) != 1:
            return NotApplicable(f"{dmarc.domain} has no valid DMARC record; that is judged by itself")
        if dmarc.policy in {"quarantine", "reject"} and not dmarc.testing:
            if dmarc.below == "none" and dmarc.invented == "none":
                return self._fail(seen, "sp=none lets everybody write from any name below the domain")
            return Pass(
                f"receivers are asked to {dmarc.policy} forged mail", f"the record was read: {dmarc.records[0]}"
            )
        why = f"p={dmarc.policy} is only being tested (t=y)" if dmarc.testing else f"the policy reads as {dmarc.policy}"
        return self._fail(seen, why)

    def remedy(self, seen: Seen) -> Remedy:
        """Step by step to reject."""
        domain = seen.dmarc.domain
        return Remedy(
            "Read the reports of two weeks, bring every sender that is yours to aligned SPF or DKIM, then ask for quarantine, "
            "and for reject after two more quiet weeks.",
            Effort.DAYS,
            f'_dmarc.{domain}. 300 IN TXT "v=DMARC1; p=quarantine; rua=mailto:dmarc@{domain}"',
        )

    def _fail(self, seen: Seen, why: str) -> Fail:
        dmarc = seen.dmarc
        return Fail(
            f"the DMARC record of {dmarc.domain} asks for nothing: {why}",
            (Evidence(f"TXT of {dmarc.at}", dmarc.records[0]),),
            (seen.dig,),
            (dmarc.domain,),
        )
