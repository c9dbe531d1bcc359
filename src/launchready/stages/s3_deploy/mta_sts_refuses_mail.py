"""Fetches the MTA-STS policy and sees whether it lets mail go where DNS sends it."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import MailSurface
from launchready.observe.commands import dig
from launchready.observe.mail.transport import Policy, Transport, TransportOf, allows
from launchready.observe.net.dns import State
from launchready.observe.world import World
from launchready.verdict import Evidence

KNOWN = frozenset({State.FOUND, State.NO_DATA, State.NXDOMAIN})


@dataclass(frozen=True, slots=True)
class Seen:
    """The announcement, the policy and the mail servers."""

    transport: Transport
    dig: str


class MtaStsRefusesMail(Check[MailSurface, Seen]):
    """Customers' answers and support requests never reach you: your own policy tells senders to refuse your mail server.

    What it does
        Where the domain announces MTA-STS, fetches the policy and compares its `mx` lines with the MX records. A policy in
        mode `enforce` that allows none of them is a finding. A policy that cannot be had is told: senders then deliver as if
        there were none. So are the mode, TLS-RPT and BIMI.

    Why it is bad
        Large senders obey: they keep the mail for days and send it back. A change of the mail service that forgets the
        policy shows up as silence.

    See it yourself
        curl https://mta-sts.the.domain/.well-known/mta-sts.txt and compare its mx lines with dig +short the.domain MX
    """

    title = "The MTA-STS policy has senders refuse the domain's mail server"
    impact = Impact.COSTS_TRUST
    rows = ("DEP-6", "FOOT-5")
    refs = ("RFC 8461", "RFC 8460")
    touch = Touch.READ
    faults = ("dep-mta-sts-mismatch",)

    async def look(self, at: MailSurface, world: World) -> Seen:
        """A few questions to DNS and one request."""
        return Seen(await world.ask(TransportOf(at.domain)), dig(world.declaration.network, at.domain, "MX"))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where an enforced policy allows no server that DNS names."""
        way = seen.transport
        if way.state not in KNOWN:
            return Unknown(f"DNS, asked for TXT of _mta-sts.{way.domain}: {way.state}")
        beside = f"TLS-RPT {_told(way.reports)}, BIMI {_told(way.logo)}"
        if not way.announced:
            return NotApplicable(f"{way.domain} announces no MTA-STS; {beside}")
        if way.silent:
            return Unknown(f"the policy of {way.domain} could not be fetched: {way.wrong}; {beside}")
        if way.policy is None:
            return NotApplicable(
                f"MTA-STS is announced, but {way.wrong} ({way.line}): senders do as if it were not; {beside}"
            )
        if way.servers_state not in KNOWN:
            return Unknown(f"DNS, asked for MX of {way.domain}: {way.servers_state}; {beside}")
        return self._compared(seen, way.policy, beside)

    def remedy(self, seen: Seen) -> Remedy:
        """A line for each server, and a new id."""
        lines = "\n".join(f"mx: {host}" for host in seen.transport.servers)
        return Remedy(
            "Write the mail servers of today into the policy and give the record _mta-sts a new id; before you change servers, set "
            "mode: testing and wait for max_age.",
            Effort.MINUTES,
            f"version: STSv1\nmode: enforce\n{lines}\nmax_age: 604800",
        )

    def _compared(self, seen: Seen, policy: Policy, beside: str) -> Verdict:
        way = seen.transport
        refused = [host for host in way.servers if not allows(policy, host)]
        if policy.mode == "enforce" and len(refused) == len(way.servers):
            return Fail(
                f"the policy of {way.domain} is enforced and allows {', '.join(policy.hosts)}; mail goes to {', '.join(refused)}",
                (
                    Evidence(
                        "the policy", f"mode: {policy.mode}, mx: {', '.join(policy.hosts)}, max_age: {policy.max_age}"
                    ),
                    Evidence(f"MX of {way.domain}", ", ".join(way.servers)),
                ),
                (way.curl, seen.dig),
                (way.domain,),
            )
        told = f", but not {', '.join(refused)}" if refused else ""
        return Pass(
            f"the MTA-STS policy of {way.domain} (mode {policy.mode}) lets mail go to its servers{told}; {beside}",
            f"it was fetched ({way.line}) and allows {', '.join(policy.hosts) or 'all'}; MX: {', '.join(way.servers)}",
        )


def _told(there: bool | None) -> str:  # noqa: FBT001 - one of three answers
    return {True: "is there", False: "is not there", None: "is not known (DNS did not answer)"}[there]
