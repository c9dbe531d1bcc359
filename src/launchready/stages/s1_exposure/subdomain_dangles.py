"""Follows each name of the product that leads to another name, and sees whether that one exists and is claimed."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Declaration
from launchready.observe.commands import dig
from launchready.observe.net.dns import State
from launchready.observe.net.takeover import Lead, Leads
from launchready.observe.world import World
from launchready.verdict import Evidence

SILENCES = frozenset({State.TIMED_OUT, State.REFUSED, State.FAILED})


@dataclass(frozen=True, slots=True)
class Seen:
    """The names that lead elsewhere."""

    names: int
    """How many names were asked about."""
    leads: tuple[Lead, ...]
    silent: tuple[str, ...]
    """Names of which DNS said nothing."""
    wildcard: bool
    """Whether the zone answers to every name."""
    digs: tuple[str, ...]
    """A command for each lead."""
    listed: str
    """The date of the list of providers."""


class SubdomainDangles(Check[Declaration, Seen]):
    """A name of yours points to a service that nobody claims: whoever claims it there answers in your name.

    What it does
        Asks DNS, for every name in launch.toml (surfaces, records, handover), every name that certificates and pages
        mention and some usual ones, whether it leads to another name (CNAME) or to an address at which a provider serves
        its customers, and follows. A target that does not exist is a finding where a stranger can have it: at a provider on a
        dated list who lets anybody choose a name, or in a domain that nobody has registered. Where a
        provider on the list answers for the name just what it answers for a free one, it is asked at the same address
        for a name of yours that was made up a moment ago: the same words for that one, and not for one that is claimed,
        make it a finding. A page that says no more than "not found" is none, and neither is a time-out. Nothing is claimed.

    Why it is bad
        Strangers look for such names by the thousand. The one who takes it gets a certificate for it, reads cookies set for
        your whole domain, and asks your customers for their passwords under your own name.

    See it yourself
        dig help.the.domain CNAME; dig the-target A; curl -i http://help.the.domain/
    """

    title = "A subdomain points to a service that nobody claims"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("EXP-1", "EXP-5")
    refs = ("CWE-350", "CWE-672", "ASVS 5.0 13.1.1")
    touch = Touch.READ
    of_names = True
    faults = ("exp-dangling-cname", "exp-unclaimed-page")

    async def look(self, at: Declaration, world: World) -> Seen:
        """Asks about every name."""
        found = await world.ask(Leads())
        digs = tuple(f"{dig(at.network, one.name, 'CNAME')}; {dig(at.network, one.target, 'A')}" for one in found.leads)
        return Seen(found.names, found.leads, found.silent, found.wildcard, digs, found.listed)

    def judge(self, seen: Seen) -> Verdict:
        """Fails for each name that a stranger can have; what is likely and not proved is not known."""
        free = [(one, dig) for one, dig in zip(seen.leads, seen.digs, strict=True) if one.is_free]
        if free:
            return Fail(
                ", ".join(f"{one.name} points to {one.target}" for one, _ in free) + ", which nobody claims",
                tuple(evidence for one, _ in free for evidence in _evidence(one, seen.listed)),
                tuple(line for one, dig in free for line in (dig, *one.curls)),
                tuple(one.name for one, _ in free),
            )
        unclear = [words for one in seen.leads if (words := _unclear(one))]
        if unclear or seen.silent:
            silent = [f"DNS did not answer of {', '.join(seen.silent[:5])}"] if seen.silent else []
            return Unknown("; ".join((*unclear[:3], *silent)))
        if not seen.names:
            return Unknown("there was no name to ask about")
        dead = [one for one in seen.leads if one.state is State.NXDOMAIN]
        return Pass(
            f"of {seen.names} names, {len(seen.leads)} lead elsewhere, and none of those is free for a stranger"
            + "".join(f"; {one.name} leads to nothing ({_closed(one)})" for one in dead),
            "DNS answered of every name"
            + (" (the zone answers to any name)" if seen.wildcard else ", and denied a made-up one")
            + f"; providers are known by the list of {seen.listed}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Delete first, claim second."""
        names = [one.name for one in seen.leads if one.is_free]
        return Remedy(
            f"Delete the record of {', '.join(names)} at your DNS provider now. If the name is still needed, claim it at the "
            "service first and publish the record after that. Whenever a service is cancelled, its record goes first.",
            Effort.MINUTES,
            "\n".join(f"; remove: {one.name}. … {one.target}" for one in seen.leads if one.is_free),
        )


def _evidence(one: Lead, listed: str) -> tuple[Evidence, ...]:
    at = f" at {one.provider}" if one.provider else ""
    who = f"{one.lapsed} does not exist either: anybody can register it" if one.lapsed else one.claim.words
    first = Evidence(f"{one.name} leads to {one.target}{at}", f"{one.line or one.state}; {who}")
    if one.is_gone:
        return (first,)
    return (
        first,
        Evidence(
            "a name in the same domain, made up a moment ago, at the same address",
            f"{one.made_up}; both are the words of {one.provider} for a name that nobody has claimed (list of {listed})",
        ),
        Evidence("the control, which does not say so", one.control),
    )


def _unclear(one: Lead) -> str:
    """Why it is not known whether a stranger can have the name; empty where it is."""
    if one.state in SILENCES:
        return f"DNS did not answer of {one.target}, to which {one.name} leads: {one.state}"
    if one.is_gone:
        return f"{one.name} leads to {one.target}, which does not exist; {one.claim.words}{f' ({one.provider})' if one.provider else ''}"
    if one.asked and not one.status:
        return f"{one.name} leads to {one.provider}, and what it says there could not be read: {one.line}"
    if not one.fits:
        return ""
    says = f"{one.provider} answers for {one.name} as for a name that nobody has claimed"
    if not one.made_up_fits:
        return f"{says}, and not so for one that was made up: {one.made_up}"
    if one.control_fits is not False:
        return f"{says}; {one.control or 'nothing else of the product answered, and so there is no control'}"
    return f"{says}; {one.claim.words}"


def _closed(one: Lead) -> str:
    return f"{one.target} is in the domain itself" if one.inside else f"{one.provider}: {one.claim.words}"
