"""Asks for the names that the owner has retired, in DNS and at the product's own address."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Declaration
from launchready.observe.commands import dig
from launchready.observe.net.dns import Records, State
from launchready.observe.net.retired import Gone, Retired
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """The names that should be gone."""

    retired: tuple[Retired, ...]
    digs: tuple[str, ...]
    known: str
    """What DNS says of the product's own domain: the control. Empty where it says nothing."""


class RetiredNameIsStillThere(Check[Declaration, Seen]):
    """A name that you retired still leads somewhere, and nobody looks after what is there.

    What it does
        Takes the names of [dns].retired, asks DNS for their addresses and aliases, and asks the address of the product's
        domain for their pages. A record that is left is a finding; so is a page that is served for the name and not for a
        name that nobody ever had. What a zone says of every name is not known to be the name's own.

    Why it is bad
        What was retired is not mended any more. It keeps its cookies, its certificate and often its way to the data.

    See it yourself
        dig old.the.domain A; curl -k --connect-to ::ADDRESS: https://old.the.domain/
    """

    title = "A retired name still resolves or answers"
    impact = Impact.SHOULD_FIX
    rows = ("EXP-9", "EXP-1")
    refs = ("API9:2023", "CWE-1059")
    touch = Touch.READ
    faults = ("exp-retired-host",)

    async def look(self, at: Declaration, world: World) -> Seen:
        """Each name, and the domain as a control."""
        own = await world.ask(Records(at.product.domain, "A")) if at.dns.retired else None
        if own is not None and own.state is not State.FOUND:
            own = await world.ask(Records(at.product.domain, "AAAA"))
        found = await world.ask(Gone())
        digs = tuple(dig(at.network, one.name, "A") for one in found)
        return Seen(found, digs, f"{own.name} {own.type} {own.records[0]}" if own and own.records else "")

    def judge(self, seen: Seen) -> Verdict:
        """Fails for each name that is left in DNS or that a server still knows."""
        if not seen.retired:
            return NotApplicable("launch.toml names no retired host ([dns].retired)")
        left = [
            (one, dig)
            for one, dig in zip(seen.retired, seen.digs, strict=True)
            if one.served or (one.records and not one.as_any)
        ]
        if left:
            return Fail(
                "; ".join(f"{one.name} {_how(one)}" for one, _ in left),
                tuple(evidence for one, _ in left for evidence in _evidence(one)),
                tuple(line for one, dig in left for line in ((dig, one.curl) if one.served else (dig,))),
                tuple(one.name for one, _ in left),
            )
        if silent := [one.silent for one in seen.retired if one.silent]:
            return Unknown(f"there was no answer: {'; '.join(silent[:3])}")
        if anyone := [one.name for one in seen.retired if one.as_any]:
            return Unknown(
                f"the zone answers to any name, and so of {', '.join(anyone)} it is not known whether it was meant"
            )
        if not seen.known:
            return Unknown("DNS knows no address of the product's own domain either")
        return Pass(
            f"DNS knows none of the {len(seen.retired)} retired names, and no page is served for them",
            f"it knows {seen.known}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Record, then server."""
        names = ", ".join(one.name for one in seen.retired if one.served or (one.records and not one.as_any))
        return Remedy(
            f"Take every record of {names} out of the zone, and the name out of the web server's and the edge's settings. Switch "
            "off what ran there, and end its passwords to the database.",
            Effort.MINUTES,
        )


def _how(one: Retired) -> str:
    parts = [f"is still at {', '.join(one.records)}"] if one.records and not one.as_any else []
    return " and ".join((*parts, "is still served") if one.served else parts)


def _evidence(one: Retired) -> tuple[Evidence, ...]:
    found = (Evidence(f"DNS of {one.name}", ", ".join(one.records)),) if one.records and not one.as_any else ()
    if not one.served:
        return found
    return (*found, Evidence(one.line, f"a page; a name that nobody ever had is answered otherwise: {one.made_up}"))
