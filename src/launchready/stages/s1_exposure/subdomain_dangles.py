"""Follows each name of the product that points to another name, and sees whether that one exists and is claimed."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Declaration
from launchready.observe.commands import dig
from launchready.observe.net.discovery import Alias, Aliases
from launchready.observe.net.dns import State
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """The names that point elsewhere."""

    names: int
    """How many names were asked about."""
    aliases: tuple[Alias, ...]
    silent: tuple[str, ...]
    """Names of which DNS said nothing."""
    wildcard: bool
    """Whether the zone answers to every name."""
    digs: tuple[str, ...]
    """A command for each alias."""


class SubdomainDangles(Check[Declaration, Seen]):
    """A name of yours points to a service that nobody claims: whoever claims it there answers in your name.

    What it does
        Asks DNS, for every name in launch.toml (surfaces, records, handover), every name that certificates and pages
        mention and some usual ones, whether it points to another name (CNAME), and follows. A target that does not exist,
        or a page on which the provider says that nobody has claimed the name, is a finding. A time-out is not.

    Why it is bad
        Strangers look for such names by the thousand. The one who takes it gets a certificate for it, reads cookies set for
        your whole domain, and asks your customers for their passwords under your own name.

    See it yourself
        dig help.the.domain CNAME; dig the-target A
    """

    title = "A subdomain points to a service that nobody claims"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("EXP-1", "EXP-5")
    refs = ("CWE-350", "CWE-672", "ASVS 5.0 13.1.1")
    touch = Touch.READ
    of_names = True
    faults = ("exp-dangling-cname",)

    async def look(self, at: Declaration, world: World) -> Seen:
        """Asks about every name."""
        found = await world.ask(Aliases())
        digs = tuple(
            f"{dig(at.network, one.name, 'CNAME')}; {dig(at.network, one.target, 'A')}" for one in found.aliases
        )
        return Seen(found.names, found.aliases, found.silent, found.wildcard, digs)

    def judge(self, seen: Seen) -> Verdict:
        """Fails for each alias whose target is proved not to be there."""
        open_ones = [
            (one, dig)
            for one, dig in zip(seen.aliases, seen.digs, strict=True)
            if one.state is State.NXDOMAIN or one.unclaimed
        ]
        if open_ones:
            return Fail(
                ", ".join(f"{one.name} points to {one.target}" for one, _ in open_ones) + ", which nobody claims",
                tuple(
                    Evidence(f"{one.name} CNAME {one.target}", one.unclaimed or f"{one.target}: {one.state}")
                    for one, _ in open_ones
                ),
                tuple(dig for _, dig in open_ones),
                tuple(one.name for one, _ in open_ones),
            )
        untold = [
            f"{one.target}: {one.state}"
            for one in seen.aliases
            if one.state in {State.TIMED_OUT, State.REFUSED, State.FAILED}
        ]
        if untold or seen.silent:
            return Unknown(f"DNS did not answer of {', '.join((*untold, *seen.silent)[:5])}")
        if not seen.names:
            return Unknown("there was no name to ask about")
        return Pass(
            f"of {seen.names} names, {len(seen.aliases)} point to another name, and each of those is there",
            "DNS answered of every name"
            + (" (the zone answers to any name)" if seen.wildcard else ", and denied a made-up one"),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Delete first, claim second."""
        names = [one.name for one in seen.aliases if one.state is State.NXDOMAIN or one.unclaimed]
        return Remedy(
            f"Delete the record of {', '.join(names)} at your DNS provider now. If the name is still needed, claim it at the "
            "service first and publish the record after that. Whenever a service is cancelled, its record goes first.",
            Effort.MINUTES,
        )
