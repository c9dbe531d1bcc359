"""Asks each server that answers for the domain for the whole zone at once."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Declaration
from launchready.observe.commands import dig_at
from launchready.observe.net.authority import Handed, Transfers, ZoneServers
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """What each server did."""

    zone: str
    """Empty where the product has no public name."""
    handed: tuple[Handed, ...]
    lost: tuple[str, ...]
    """Servers that were not found, and why."""
    digs: tuple[str, ...]
    """A command for each server that was asked."""


class ZoneIsHandedOut(Check[Declaration, Seen]):
    """Whoever asks gets the whole list of your names: each preview, each tool of the staff, each forgotten machine.

    What it does
        Finds the servers that answer for the product's zone and asks each of them, over TCP, for the zone's start (the
        control) and then for a transfer of all of it. Records that come back are a finding; a server that says no, or
        hangs up on that question alone, is in order.

    Why it is bad
        The list saves a stranger the search: it shows where the product is weakest, and names that were never meant to be found.

    See it yourself
        dig @ns1.the.domain the.domain AXFR
    """

    title = "A name server hands the whole zone to anybody"
    impact = Impact.SHOULD_FIX
    rows = ("EXP-1", "EXP-5")
    refs = ("RFC 5936", "CWE-200")
    touch = Touch.READ
    faults = ("exp-zone-transfer",)

    async def look(self, at: Declaration, world: World) -> Seen:
        """Asks each server."""
        if all(host.name != at.product.domain for host in at.hosts()):
            return Seen("", (), (), ())
        found = await world.ask(ZoneServers())
        handed = await world.ask(Transfers())
        digs = tuple(dig_at(one.server.address, one.server.port, found.zone, "AXFR") for one in handed)
        return Seen(found.zone or at.product.domain, handed, found.lost, digs)

    def judge(self, seen: Seen) -> Verdict:
        """Fails for each server that handed records over."""
        if not seen.zone:
            return NotApplicable("the product has no public name, and so no zone")
        pairs = [(one, dig) for one, dig in zip(seen.handed, seen.digs, strict=True) if one.records]
        if pairs:
            return Fail(
                f"{', '.join(one.server.name for one, _ in pairs)} gave all of {seen.zone} to nobody in particular",
                tuple(
                    Evidence(
                        f"AXFR of {seen.zone} at {one.server.name}",
                        f"{one.records} records, {', '.join(one.names) or 'none below the zone itself'} among their names",
                    )
                    for one, _ in pairs
                ),
                tuple(dig for _, dig in pairs),
                tuple(one.server.name for one, _ in pairs),
            )
        silent = [f"{one.server.name}: {one.silence}" for one in seen.handed if one.silence]
        if silent or seen.lost or not seen.handed:
            return Unknown("; ".join((*silent, *seen.lost)[:3]) or f"nobody was found who answers for {seen.zone}")
        return Pass(
            f"none of {len(seen.handed)} name servers hands {seen.zone} over",
            "each answered for the zone over TCP and then said no: "
            + ", ".join(f"{one.server.name}: {one.refusal}" for one in seen.handed),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Only to the other servers of the zone."""
        names = [one.server.name for one in seen.handed if one.records]
        return Remedy(
            f"Have {', '.join(names)} give transfers to the zone's other servers alone, by address and by key (TSIG). A DNS "
            "provider has a switch for it; then look over the names that were there to be read.",
            Effort.MINUTES,
            "allow-transfer { key secondaries; };   # BIND, in the zone's block",
        )
