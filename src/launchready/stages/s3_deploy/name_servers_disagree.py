"""Asks every server that answers for the domain the same questions, and compares."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Declaration
from launchready.observe.commands import dig_at
from launchready.observe.net.agreement import Agreement, Copy, Differing, ServersAgree
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """What the zone's servers say."""

    found: Agreement
    digs: tuple[tuple[str, str], ...]
    """Servers, and a command that asks each for its copy's number."""


class NameServersDisagree(Check[Declaration, Seen]):
    """Some customers are sent to where your product was last month: it depends on which name server they happen to ask.

    What it does
        Asks each server that answers for the zone for its copy's number (SOA), and for the addresses, mail, SPF, CAA and
        declared records of the product's names. A server that answers, and not for this zone (it refuses, fails, or speaks
        without authority), is a finding while another one does answer for it. So is a record that servers tell differently,
        each the same whenever it is asked. What differs is asked three times within some seconds; copies that only have
        different numbers are on their way and no finding, and neither are addresses that change by turns or by who asks.
        A server that nothing comes from is Unknown.

    Why it is bad
        A resolver asks whichever server it likes. With an old copy at one of them, a move, a new mail server or a revoked
        record holds for some customers and not for others; whoever looks into it sees it work every other time.

    See it yourself
        for s in $(dig +short NS the.domain); do dig @$s the.domain SOA +short; dig @$s the.domain MX +short; done
    """

    title = "The name servers do not agree on what is in the zone"
    impact = Impact.SHOULD_FIX
    rows = ("EXP-5", "OBS-9")
    refs = ("RFC 1034", "RFC 1912", "CWE-350")
    touch = Touch.READ
    of_names = True
    faults = ("dep-old-name-server",)
    deadline_s = 180

    async def look(self, at: Declaration, world: World) -> Seen:
        """A handful of questions to each server."""
        del at
        found = await world.ask(ServersAgree())
        digs = [
            (one.server.name, dig_at(one.server.address, one.server.port, found.zone, "SOA")) for one in found.copies
        ]
        return Seen(found, tuple(digs))

    def judge(self, seen: Seen) -> Verdict:
        """Fails for a server that does not answer for the zone while another does, and for each record told differently."""
        found = seen.found
        good = [one for one in found.copies if not one.lame and not one.silence]
        lame = [one for one in found.copies if one.lame]
        if good and (lame or found.differing):
            told = [_of_lame(one, found.zone) for one in lame] + [_of(one) for one in found.differing]
            names = {one.server.name for one in lame} | {name for one in found.differing for name, _ in one.said}
            control = Evidence(f"{good[0].server.name} answers for {found.zone}", f"SOA, copy {good[0].serial}")
            return Fail(
                "; ".join(
                    [f"{one.server.name} does not answer for {found.zone}" for one in lame]
                    + [f"{one.name} {one.type} differs" for one in found.differing]
                ),
                (*told[:6], control),
                tuple(dict.fromkeys(line for name, line in seen.digs if name in names)),
                (*(one.server.name for one in lame), *(f"{one.name} {one.type}" for one in found.differing)),
            )
        silent = [f"{one.server.name}: {one.silence}" for one in found.copies if one.silence]
        if not good:
            words = [*silent, *(f"{one.server.name}: {one.lame}" for one in lame), *found.lost]
            return Unknown(
                "no server answered for the zone with authority: " + ("; ".join(words[:3]) or "none was found")
            )
        if silent or found.lost:
            return Unknown("; ".join((*silent, *found.lost)[:3]))
        if len(found.copies) == 1:
            return NotApplicable(f"{found.zone} has one name server, which has nobody to disagree with")
        if not found.compared:
            return Unknown(f"nothing that could be compared was told by two servers of {found.zone}")
        steered = (
            f"; addresses that change by turns or by who asks: {', '.join(found.steered[:3])}" if found.steered else ""
        )
        return Pass(
            f"{len(good)} name servers agree on {found.compared} names and types of {found.zone}{steered}",
            "each answered with authority: " + ", ".join(f"{one.server.name} (copy {one.serial})" for one in good),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """The zone gets to each of them, or it goes from the list."""
        lame = [one.server.name for one in seen.found.copies if one.lame]
        words = (
            f"Take {', '.join(lame)} out of the domain's name servers at the registrar and out of the zone's NS records, or "
            f"have it serve {seen.found.zone} again. "
            if lame
            else ""
        )
        if seen.found.differing:
            words += (
                "Find out which server has the old copy (the lower number of its SOA record), and why it gets no new one: a "
                "transfer that is refused, a notice that does not arrive, a number that was not raised with the last change, or "
                "a former provider that is still on the list."
            )
        return Remedy(words.strip(), Effort.HOURS)


def _of_lame(one: Copy, zone: str) -> Evidence:
    return Evidence(f"{one.server.name} ({one.server.address}), asked for the SOA of {zone}", one.lame)


def _of(one: Differing) -> Evidence:
    return Evidence(f"{one.name} {one.type}", "\n".join(f"{server}: {said}" for server, said in one.said)[:300])
