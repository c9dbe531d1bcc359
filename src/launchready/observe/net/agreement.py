"""Compares what the servers of one zone say: who does not answer for it, and where their answers differ for good."""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.observe.net import again
from launchready.observe.net.again import each_time
from launchready.observe.net.authority import Server, ZoneServers
from launchready.observe.net.dns import State
from launchready.observe.net.told import Told, ToldBy, is_in
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST_QUESTIONS = 150
"""Of one server."""
STEERED = frozenset({"A", "AAAA", "CNAME"})
"""Types that servers choose by who asks, or by turns."""
SAID = frozenset({State.FOUND, State.NO_DATA, State.NXDOMAIN})
OWN_OF_EACH = frozenset({"NS", "SOA", "DS", "DNSKEY", "RRSIG"})
"""Types in which the copies of two providers differ by right."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One server's copy of the zone."""

    server: Server
    serial: str
    """Its number of the copy; empty where it has none."""
    primary: str
    """Whom it names as the first server."""
    lame: str = ""
    """Why it does not answer for the zone, although it answers; empty where it does."""
    silence: str = ""
    """Why nothing came from it; empty where something did."""


@dataclass(frozen=True, slots=True)
class Differing:
    """A name and type of which servers say different things, each time the same."""

    name: str
    type: str
    said: tuple[tuple[str, str], ...]
    """Each server, and what it says."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """All that was learned of the zone's servers."""

    zone: str
    """Empty where none was found."""
    copies: tuple[Copy, ...]
    lost: tuple[str, ...]
    """Servers that were not found, and why."""
    compared: int
    """Of how many names and types at least two servers told."""
    differing: tuple[Differing, ...]
    steered: tuple[str, ...]
    """Names and types whose addresses differ by server or from time to time, as those that steer visitors do."""


@dataclass(frozen=True, slots=True)
class ServersAgree(Question[Agreement]):
    """Do all servers of the zone answer for it, and alike?"""

    async def ask(self, world: "World") -> Agreement:
        """Asks each for its copy's number, and for each declared name; what looks wrong is asked twice more."""
        found = await world.ask(ZoneServers())
        copies = [await _copy(world, found.zone, server) for server in found.servers]
        answering = [one for one in copies if not one.lame and not one.silence]
        compared, suspects = 0, []
        for name, kind in wanted(world, found.zone) if len(answering) > 1 else ():
            told = [await world.ask(ToldBy(one.server, name, kind)) for one in answering]
            compared += sum(one.answered for one in told) > 1
            suspects += [(name, kind, told)] if _differ(told) else []
        differing, steered = await _confirmed(world, suspects, answering)
        return Agreement(found.zone, tuple(copies), found.lost, compared, differing, steered)


def wanted(world: "World", zone: str) -> tuple[tuple[str, str], ...]:
    """The names and types that the product hangs on."""
    names = [host.name for host in world.declaration.hosts()]
    found = [(name, kind) for name in names for kind in ("A", "AAAA")]
    found += [(world.declaration.product.domain, kind) for kind in ("MX", "TXT", "CAA")]
    for record in world.declaration.dns.records:
        name, kind, _ = record.split(maxsplit=2)
        found.append((name.lower().rstrip("."), kind))
    every = dict.fromkeys(one for one in found if is_in(one[0], zone) and one[1] not in OWN_OF_EACH)
    return tuple(every)[:MOST_QUESTIONS]


async def _copy(world: "World", zone: str, server: Server) -> Copy:
    told = await world.ask(ToldBy(server, zone, "SOA"))
    for time, pause in enumerate(again.PAUSES, 1):
        if told.answered and told.records:
            break
        if told.state in {State.TIMED_OUT, State.UNREACHABLE}:
            return Copy(server, "", "", silence=told.said)
        await asyncio.sleep(pause)
        told = await world.ask(ToldBy(server, zone, "SOA", time))
    if told.answered and told.records:
        primary, _, serial = told.records[0].split(" ")
        return Copy(server, serial, primary)
    if told.state in {State.TIMED_OUT, State.UNREACHABLE}:
        return Copy(server, "", "", silence=told.said)
    return Copy(
        server, "", "", lame=told.said if told.own or told.state not in SAID else "it answers without authority"
    )


def _differ(told: list[Told]) -> bool:
    return len({one.said for one in told if one.answered}) > 1


async def _confirmed(
    world: "World", suspects: list[tuple[str, str, list[Told]]], copies: list[Copy]
) -> tuple[tuple[Differing, ...], tuple[str, ...]]:
    """Those that differ each time and in which each server is true to itself; and those that are steered."""
    first = {(name, kind): told for name, kind, told in suspects}

    async def ask(suspect: tuple[str, str], time: int) -> list[Told]:
        return [await world.ask(ToldBy(one.server, *suspect, time)) for one in copies]

    rounds = (first, *await each_time(first, ask))
    differing: list[Differing] = []
    steered: list[str] = []
    for name, kind, _ in suspects:
        by_round = [one[name, kind] for one in rounds]
        if not all(_differ(told) for told in by_round):
            steered += [f"{name} {kind}"] if kind in STEERED else []
            continue
        by_server = [[told for told in of if told.answered] for of in zip(*by_round, strict=True)]
        steady = all(len({told.said for told in of}) == 1 for of in by_server if of)
        last = [of[-1] for of in by_server if of]
        if not steady or (kind in STEERED and not _is_old(last, copies)):
            steered.append(f"{name} {kind}")
            continue
        differing.append(Differing(name, kind, tuple((one.server.name, one.said) for one in last)))
    return tuple(differing), tuple(steered)


def _is_old(told: list[Told], copies: list[Copy]) -> bool:
    """Whether addresses that differ come of different copies: one server has none, or copies of one origin differ."""
    if any(one.state is not State.FOUND for one in told):
        return True
    of = {one.server: (one.primary, one.serial) for one in copies}
    said: dict[str, set[str]] = {}
    serials: dict[str, set[str]] = {}
    for one in told:
        primary, serial = of[one.server]
        said.setdefault(primary, set()).add(one.said)
        serials.setdefault(primary, set()).add(serial)
    return any(len(said[primary]) > 1 and len(serials[primary]) > 1 for primary in said)
