"""Follows what the zone leaves to other names, mail, parts of the zone, services, SPF, and sees whether those exist."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Declaration
from launchready.observe.commands import dig
from launchready.observe.net.dangling import Hand, Hands
from launchready.observe.net.dns import State
from launchready.observe.world import World
from launchready.verdict import Evidence

MEANS = {
    "MX": "mail for it goes there",
    "NS": "that server says what is at every name below it",
    "SRV": "programs look for the service there",
    "SPF": "it says who may send mail in the name",
}
TYPES = {"SPF": "TXT"}


@dataclass(frozen=True, slots=True)
class Seen:
    """What is left to other names."""

    domain: str
    """Empty where the product has no public name."""
    hands: tuple[Hand, ...]
    silent: tuple[str, ...]
    asked: int
    """How many questions DNS answered."""
    digs: tuple[str, ...]
    """A command for each."""


class RecordHandsOverToNobody(Check[Declaration, Seen]):
    """Your mail, or a part of your domain, is left to a name that does not exist: whoever registers it gets them.

    What it does
        Asks for the mail servers (MX) of every known name, the services (SRV) of the domain, the domains that its SPF
        record lets speak (include, redirect, as deep as a receiver follows), and asks the zone's own servers to whom they
        leave a part of it (NS): a resolver only fails where those are gone. A target of which DNS says that it does not
        exist is a finding; a time-out, a refusal or a failing server is not. Nothing is sent to the targets.

    Why it is bad
        A domain that lapsed costs ten euros. With it come your customers' mail and password resets, certificates for your
        names, or mail that passes SPF as yours.

    See it yourself
        dig the.name MX; dig the-target A
    """

    title = "Mail, SPF or a part of the domain is left to a name that does not exist"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("EXP-1", "EXP-5", "DEP-6")
    refs = ("CWE-672", "RFC 8020", "RFC 7208")
    touch = Touch.READ
    faults = ("exp-dangling-mx", "exp-dangling-ns", "exp-dangling-include")

    async def look(self, at: Declaration, world: World) -> Seen:
        """DNS questions alone."""
        if all(host.name != at.product.domain for host in at.hosts()):
            return Seen("", (), (), 0, ())
        found = await world.ask(Hands())
        digs = tuple(
            f"{dig(at.network, one.name, TYPES.get(one.kind, one.kind))}; "
            f"{dig(at.network, one.target, 'TXT' if one.kind == 'SPF' else 'A')}"
            for one in found.hands
        )
        return Seen(at.product.domain, found.hands, found.silent, found.asked, digs)

    def judge(self, seen: Seen) -> Verdict:
        """Fails for each target that DNS denies."""
        if not seen.domain:
            return NotApplicable("the product has no public name, and so no zone")
        pairs = [(one, dig) for one, dig in zip(seen.hands, seen.digs, strict=True) if one.state is State.NXDOMAIN]
        if pairs:
            return Fail(
                "; ".join(f"{one.kind} of {one.name} names {one.target}, which does not exist" for one, _ in pairs[:5]),
                tuple(
                    Evidence(
                        f"{one.name} {one.kind} {one.target}",
                        f"{MEANS[one.kind]}; DNS says that {one.free} does not exist",
                    )
                    for one, _ in pairs
                ),
                tuple(dig for _, dig in pairs),
                tuple(f"{one.name} {one.kind}" for one, _ in pairs),
            )
        unclear = {State.TIMED_OUT, State.FAILED, State.REFUSED}
        silent = [f"{one.target}: {one.state} {one.detail}".strip() for one in seen.hands if one.state in unclear]
        if silent or seen.silent or not seen.asked:
            return Unknown(f"DNS did not tell: {'; '.join((*silent, *seen.silent)[:3]) or 'nothing was asked'}")
        kinds = ", ".join(dict.fromkeys(one.kind for one in seen.hands)) or "none"
        return Pass(
            f"each of {len(seen.hands)} names to which the zone leaves something exists ({kinds})",
            f"DNS answered {seen.asked} questions, and each target was found or is known to exist",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Take the record out; nothing needs to be bought."""
        gone = [one for one in seen.hands if one.state is State.NXDOMAIN]
        return Remedy(
            "Take these out of the zone today, or name a server of yours in their place. If the lapsed domain was yours, "
            "registering it again closes the gap until every record is gone.",
            Effort.MINUTES,
            "\n".join(f"; remove: {one.name}. {TYPES.get(one.kind, one.kind)} … {one.target}" for one in gone),
        )
