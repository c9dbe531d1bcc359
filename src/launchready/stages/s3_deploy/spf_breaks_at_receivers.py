"""Evaluates the SPF record as a receiver must, and sees whether it comes to an end."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import MailSurface
from launchready.observe.commands import dig
from launchready.observe.mail.spf import MOST_LOOKUPS, MOST_VOIDS, SpfResult
from launchready.observe.mail.spf_trial import STRANGER, SpfTrial, SpfTried
from launchready.observe.world import World
from launchready.verdict import Evidence

SHOWN = 15
NEAR = 8
"""Look-ups from which a reader should know how few are left."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The evaluation."""

    tried: SpfTried
    dig: str


class SpfBreaksAtReceivers(Check[MailSurface, Seen]):
    """Receivers give your SPF record up half-way, so it vouches for nobody: real mail is refused, forged mail is not.

    What it does
        Evaluates the record as RFC 7208 wants it, through every include and redirect, for an address that is nobody's, so
        that each term is tried. A term that cannot be read, an include of a domain without SPF, more than ten look-ups and
        more than two that find nothing are permanent errors. What hangs on the sender (a macro in the term) is no finding,
        and a DNS server that does not answer is Unknown.

    Why it is bad
        A record with an error counts as none. Each mail service adds an include, and each include has its own; the eleventh
        look-up comes unnoticed, with somebody else's change.

    See it yourself
        dig +short the.domain TXT, then the same for each include, and count include, a, mx, ptr, exists and redirect
    """

    title = "The SPF record is an error to receivers"
    impact = Impact.COSTS_TRUST
    rows = ("DEP-6", "FOOT-5")
    refs = ("RFC 7208#4.6", "CWE-290")
    touch = Touch.READ
    faults = ("dep-spf-lookups", "dep-spf-void", "exp-dangling-include")

    async def look(self, at: MailSurface, world: World) -> Seen:
        """One question to DNS a term, and never more than a receiver's limits times six."""
        return Seen(await world.ask(SpfTrial(at.domain)), dig(world.declaration.network, at.domain, "TXT"))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a receiver ends in a permanent error, whoever sends."""
        tried, outcome = seen.tried, seen.tried.outcome
        domain = tried.domain
        if outcome.result is SpfResult.NONE or outcome.reason.startswith(f"{domain} has "):
            return NotApplicable(f"{domain} has no single SPF record; that is judged by itself")
        if outcome.result is SpfResult.TEMPERROR:
            return Unknown(f"the record could not be read to its end: {outcome.reason}")
        if outcome.result is not SpfResult.PERMERROR:
            count = len(outcome.lookups)
            near = f", of {MOST_LOOKUPS} allowed" if count >= NEAR else ""
            return Pass(
                f"receivers read the SPF record of {domain} to its end with {count} look-ups{near}",
                f"it was evaluated for {STRANGER}: {outcome.result} by {outcome.reason}",
            )
        return self._judge_error(seen)

    def remedy(self, seen: Seen) -> Remedy:
        """Fewer terms, and none that leads nowhere."""
        lost = seen.tried.lost
        gone = f" Take out what points to nothing: {'; '.join(lost)}." if lost else ""
        return Remedy(
            "Take out the services that no longer send for you, write the addresses of your own servers as ip4 and ip6 in place "
            f"of a and mx, and send newsletters from a subdomain with a record of its own.{gone} Mend what cannot be read.",
            Effort.HOURS,
        )

    def _judge_error(self, seen: Seen) -> Verdict:
        tried, outcome, far = seen.tried, seen.tried.outcome, seen.tried.far
        if tried.too_many:
            more = "more than " if far.result is SpfResult.PERMERROR and len(far.lookups) > MOST_LOOKUPS * 5 else ""
            return self._fail(
                seen,
                f"it takes {more}{len(far.lookups)} look-ups, and receivers stop after {MOST_LOOKUPS}",
                far.lookups,
            )
        if tried.too_void:
            return self._fail(
                seen,
                f"{len(tried.lost)} of its terms point to nothing, and receivers stop after {MOST_VOIDS}",
                tried.lost,
            )
        if tried.depends or far.result is not SpfResult.PERMERROR:
            return Unknown(
                f"for a stranger the record ends in an error, but at a term that hangs on who sends: {outcome.reason}"
            )
        return self._fail(seen, outcome.reason, outcome.lookups)

    def _fail(self, seen: Seen, why: str, terms: tuple[str, ...]) -> Fail:
        domain = seen.tried.domain
        listed = tuple(Evidence(f"look-up {at}", one) for at, one in enumerate(terms[:SHOWN], 1))
        return Fail(
            f"receivers end in a permanent error at the SPF record of {domain}: {why}",
            (Evidence(f"evaluated for {STRANGER}", seen.tried.outcome.reason), *listed),
            (seen.dig,),
            (domain,),
        )
