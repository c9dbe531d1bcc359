"""Asks DNS whether the domain says who may send its mail."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import MailSurface
from launchready.observe.commands import dig
from launchready.observe.mail.records import Spf, SpfOf
from launchready.observe.net.dns import State
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """The domain's SPF."""

    spf: Spf
    dig: str


class SpfIsMissing(Check[MailSurface, Seen]):
    """Nothing says which servers send your mail: password resets land in spam, and anybody writes in your name.

    What it does
        Asks DNS for the TXT records of each domain that sends mail and counts those that begin with `v=spf1`. None is a
        finding, and so are two: receivers must treat that as an error. That DNS does not answer is not absence.

    Why it is bad
        Large mailbox providers refuse or hide mail from domains without SPF. A customer who gets no reset message is lost.

    See it yourself
        dig +short the.domain TXT
    """

    title = "The mail domain has no valid SPF record"
    impact = Impact.COSTS_TRUST
    rows = ("DEP-6", "FOOT-5")
    refs = ("RFC 7208", "CWE-290")
    touch = Touch.READ
    faults = ("dep-spf-missing",)

    async def look(self, at: MailSurface, world: World) -> Seen:
        """One question to DNS."""
        return Seen(await world.ask(SpfOf(at.domain)), dig(world.declaration.network, at.domain, "TXT"))

    def judge(self, seen: Seen) -> Verdict:
        """Fails without a record, and with more than one."""
        spf = seen.spf
        if len(spf.records) > 1:
            return Fail(
                f"{spf.domain} has {len(spf.records)} SPF records, which receivers read as an error",
                tuple(Evidence(f"TXT of {spf.domain}", record) for record in spf.records),
                (seen.dig,),
                (spf.domain,),
            )
        if spf.records:
            return Pass(f"{spf.domain} has one SPF record", f"DNS answered: {spf.records[0]}")
        if spf.state not in {State.FOUND, State.NO_DATA, State.NXDOMAIN}:
            return Unknown(f"DNS, asked for TXT of {spf.domain}: {spf.state} {spf.words}".strip())
        return Fail(
            f"{spf.domain} has no SPF record",
            (Evidence(f"TXT of {spf.domain}", f"{spf.state}, none that begins with v=spf1"),),
            (seen.dig,),
            (spf.domain,),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """One record."""
        return Remedy(
            "Publish one SPF record that names every service that sends for you (their manuals tell the include) and ends in "
            "-all. Merge where there are two.",
            Effort.MINUTES,
            f'{seen.spf.domain}. 300 IN TXT "v=spf1 include:<your mail service> -all"',
        )
