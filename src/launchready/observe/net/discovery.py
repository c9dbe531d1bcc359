"""Finds names inside the product's domain, wherever the product or others name them, and sees which of them answer."""

import asyncio
import secrets
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING

from launchready.declare.model import MailSurface
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request, Why
from launchready.observe.net import mentions
from launchready.observe.net.authority import Transfers
from launchready.observe.net.dns import Records, State
from launchready.observe.net.likeness import SAME, alike
from launchready.observe.net.mentions import Mention
from launchready.observe.net.told import is_in
from launchready.observe.net.transparency import TransparencyExport
from launchready.observe.ops.releases import named
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

USUAL = (
    *("beta", "old", "dev", "test", "staging", "stage", "preview", "demo", "next", "v2", "legacy", "internal"),
    *(
        "admin",
        "api",
        "app",
        "dashboard",
        "portal",
        "grafana",
        "status",
        "help",
        "support",
        "docs",
        "blog",
        "shop",
        "cdn",
    ),
)


MOST_NAMES = 400
MOST_PLACES = 3
AT_ONCE = 8
"""Hosts that are asked at the same time."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name inside the product's domain, and how it is known."""

    name: str
    source: str
    """Where it was seen, the first places of it."""
    declared: bool


@dataclass(frozen=True, slots=True)
class Collected:
    """The names of the domain, and what could not be read for more."""

    names: tuple[Name, ...]
    unread: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Names(Question[tuple[Name, ...]]):
    """Which names inside the product's domain are known, guesses apart?"""

    async def ask(self, world: "World") -> tuple[Name, ...]:
        """Those of all places."""
        return (await world.ask(Collection())).names


@dataclass(frozen=True, slots=True)
class Collection(Question[Collected]):
    """Where is which name of the product's domain seen?"""

    async def ask(self, world: "World") -> Collected:
        """Collects them; what does not answer adds nothing, and is reported by the checks of its own."""
        domain = world.declaration.product.domain
        found: dict[str, list[str]] = {}
        listed: set[str] = set()

        def add(seen: list[Mention], *, declared: bool = False, hosts: bool = True) -> None:
            for name, source in seen:
                clean = name.lower().strip().rstrip(".").removeprefix("*.")
                # A label that begins with a line is a record's, and no host's.
                if is_in(clean, domain) and not (hosts and clean.startswith("_")):
                    listed.update({clean} if declared else ())
                    places = found.setdefault(clean, [])
                    places += [source] if source not in places else []

        add(_declared(world), declared=True, hosts=False)
        add(await mentions.certified(world))
        add(await _handed_out(world))
        add(await mentions.shipped(world))
        add(await mentions.answered(world))
        add(await mentions.served(world), declared=True)
        add(await mentions.mailing(world), declared=True)
        written, unread = await mentions.written(world)
        add(written)
        export = await world.ask(TransparencyExport())
        add([(name, "product.ct_export") for name in export.names])
        names = [Name(name, _places(places), name in listed) for name, places in found.items()]
        more = len(names) - MOST_NAMES
        unread += (f"product.ct_export: {export.why}",) if export.why else ()
        unread += (f"{more} more names were found than are looked at",) if more > 0 else ()
        return Collected(tuple(names[:MOST_NAMES]), unread)


@dataclass(frozen=True, slots=True)
class Wildcard(Question[bool]):
    """Does the zone answer to every name?"""

    async def ask(self, world: "World") -> bool:
        """Asks for a name that nobody can have."""
        name = f"{secrets.token_hex(8)}.{world.declaration.product.domain}"
        return any([(await world.ask(Records(name, kind))).state is State.FOUND for kind in ("A", "AAAA")])


@dataclass(frozen=True, slots=True)
class Live:
    """An undeclared name that has an address."""

    name: str
    source: str
    answered: bool
    unclear: bool
    """Whether it may answer: it timed out, or consent does not cover it."""
    line: str
    curl: str
    release: str = ""
    """Which release it says that it serves; empty where it names none."""


@dataclass(frozen=True, slots=True)
class Lived:
    """All that was learned of undeclared names."""

    names: int
    live: tuple[Live, ...]
    declared: int
    wildcard: bool
    unread: tuple[str, ...] = ()
    """What could not be read for more names."""


@dataclass(frozen=True, slots=True)
class LiveHosts(Question[Lived]):
    """Which names of the product answer over HTTPS and are declared nowhere?"""

    async def ask(self, world: "World") -> Lived:
        """Resolves every undeclared name, and asks those with an address; some at a time, for the dead ones take long."""
        names = await all_names(world)
        outside = await _is_public(world)
        turn = asyncio.Semaphore(AT_ONCE)

        async def one(name: Name) -> Live | None:
            async with turn:
                return await _live(world, name, outside=outside)

        asked = await asyncio.gather(*(one(name) for name in names if not name.declared))
        hosts = [host.name for host in world.declaration.hosts()]
        answers = [await world.get(f"https://{host}/") for host in hosts[:2]]
        declared = sum(isinstance(answer, Answer) for answer in answers)
        live = tuple(found for found in asked if found is not None)
        unread = (await world.ask(Collection())).unread
        return Lived(len(names), live, declared, await world.ask(Wildcard()), unread)


async def all_names(world: "World") -> tuple[Name, ...]:
    """Known names and, where the zone does not answer to any, usual ones."""
    known = await world.ask(Names())
    if await world.ask(Wildcard()):
        return known
    domain, had = world.declaration.product.domain, {name.name for name in known}
    guessed = [
        Name(f"{label}.{domain}", "a guess", declared=False) for label in USUAL if f"{label}.{domain}" not in had
    ]
    return (*known, *guessed)


async def _live(world: "World", name: Name, *, outside: bool) -> Live | None:
    """What answers under a name; None where nothing of its own is there."""
    addresses = await _addresses(world, name.name)
    # What the world cannot reach is not out there; from here, somebody else's machine would answer.
    if not addresses or (outside and not any(ip_address(one).is_global for one in addresses)):
        return None
    request = Request(f"https://{name.name}/")
    reply = await world.send(request)
    # A failed handshake is an answer as well: something of the product's listens under that name.
    answered = isinstance(reply, Answer) or reply.why is Why.TLS
    if answered and await _is_anybody(world, name.name, reply):
        return None
    unclear = not isinstance(reply, Answer) and reply.why in {Why.TIMED_OUT, Why.NOT_SENT}
    release = next((value for _, value in named(reply)), "") if isinstance(reply, Answer) else ""
    return Live(name.name, name.source, answered, unclear, reply.line(), world.curl(request), release)


async def _is_anybody(world: "World", name: str, reply: Reply) -> bool:
    """Whether a name that nobody can have, beside this one, is answered just so: then it is the wildcard that answers."""
    beside = name.partition(".")[2]
    twin = f"{world.made_up(f'a name in {beside}')}.{beside}"
    if not await _addresses(world, twin):
        return False
    other = await world.get(f"https://{twin}/")
    if not isinstance(reply, Answer) or not isinstance(other, Answer):
        return not isinstance(reply, Answer) and not isinstance(other, Answer) and reply.why is other.why
    here, there = (
        (one.status, (one.header("Location") or "").lower().replace(own, ""))
        for one, own in ((reply, name), (other, twin))
    )
    return here == there and alike(reply.body.replace(name, ""), other.body.replace(twin, "")) >= SAME


async def _addresses(world: "World", name: str) -> tuple[str, ...]:
    four, six = await world.ask(Records(name, "A")), await world.ask(Records(name, "AAAA"))
    return (*four.records, *six.records)


async def _is_public(world: "World") -> bool:
    """Whether the product itself stands at an address that the world reaches."""
    for host in world.declaration.hosts():
        if any(ip_address(one).is_global for one in await _addresses(world, host.name)):
            return True
    return False


def _declared(world: "World") -> list[Mention]:
    declaration = world.declaration
    found = [(host.name, "launch.toml") for host in declaration.hosts()]
    found += [(record.split(" ")[0], "dns.records") for record in declaration.dns.records]
    found += [(name, f"handover.{note.name}") for note in declaration.notes for name, _ in note.names]
    found += [(one.domain, "launch.toml") for one in declaration.surfaces if isinstance(one, MailSurface)]
    return found


async def _handed_out(world: "World") -> list[Mention]:
    """What a name server hands to anybody who asks for all of it."""
    try:
        handed = await world.ask(Transfers())
    except CannotLook:
        return []
    return [(name, f"the zone, as {one.server.name} hands it out") for one in handed for name in one.every]


def _places(places: list[str]) -> str:
    more = len(places) - MOST_PLACES
    return "; ".join(places[:MOST_PLACES]) + (f"; and {more} more" if more > 0 else "")
