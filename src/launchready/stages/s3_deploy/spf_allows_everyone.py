"""Reads the SPF record to its end and sees whether it excludes anybody."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import MailSurface
from launchready.observe.commands import dig
from launchready.observe.mail.records import Spf, SpfOf
from launchready.observe.net.dns import State
from launchready.observe.world import World
from launchready.verdict import Evidence

EXCLUDES = {"-": "fails", "~": "is marked as doubtful"}


@dataclass(frozen=True, slots=True)
class Seen:
    """The domain's SPF."""

    spf: Spf
    dig: str


class SpfAllowsEveryone(Check[MailSurface, Seen]):
    """The list of who may send your mail ends with everybody: a forged invoice in your name passes as real.

    What it does
        Reads the SPF record through its redirects to what it says of all senders that it does not name. `+all`, `?all`,
        no `all` at all, and an address range that holds the internet exclude nobody.

    Why it is bad
        Receivers are told that any server on earth is yours. It is worse than no record, because it vouches.

    See it yourself
        dig +short the.domain TXT and read the last word
    """

    title = "The SPF record lets everybody send"
    impact = Impact.COSTS_TRUST
    rows = ("DEP-6", "FOOT-5")
    refs = ("RFC 7208#5.1", "CWE-290")
    touch = Touch.READ
    faults = ("dep-spf-all",)

    async def look(self, at: MailSurface, world: World) -> Seen:
        """One question to DNS, more where the record redirects."""
        return Seen(await world.ask(SpfOf(at.domain)), dig(world.declaration.network, at.domain, "TXT"))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where nobody is excluded."""
        spf = seen.spf
        if spf.state not in {State.FOUND, State.NO_DATA, State.NXDOMAIN}:
            return Unknown(f"DNS, asked for SPF of {spf.domain}: {spf.state} {spf.words}".strip())
        if len(spf.records) != 1:
            return NotApplicable(f"{spf.domain} has no valid SPF record; that is judged by itself")
        if spf.open_to:
            return self._fail(seen, f"it allows {', '.join(spf.open_to)}")
        if spf.all not in EXCLUDES:
            return self._fail(
                seen, f"it ends in {spf.all}all" if spf.all else "it says nothing of senders it does not name"
            )
        return Pass(
            f"mail of senders that the SPF record of {spf.domain} does not name {EXCLUDES[spf.all]}",
            f"the record was read to its end: {spf.records[0]}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """The last word."""
        words = [word for word in seen.spf.records[0].split() if not word.lower().endswith("all")]
        return Remedy(
            "Name every service that sends for you and let the record end in -all.",
            Effort.MINUTES,
            f'{seen.spf.domain}. 300 IN TXT "{" ".join([*words, "-all"])}"',
        )

    def _fail(self, seen: Seen, why: str) -> Fail:
        spf = seen.spf
        return Fail(
            f"the SPF record of {spf.domain} excludes nobody: {why}",
            (Evidence(f"TXT of {spf.domain}", spf.records[0]),),
            (seen.dig,),
            (spf.domain,),
        )
