"""Collects where the origin may be: declared, in the owner's list of old addresses, in mail records, and under other names of the zone."""

import asyncio
import re
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

import anyio.to_thread

from launchready.declare.hosts import is_address
from launchready.declare.model import Declaration, MailSurface
from launchready.observe.errors import CannotLook
from launchready.observe.mail.records import SpfOf
from launchready.observe.net.discovery import Wildcard, all_names
from launchready.observe.net.dns import Records
from launchready.observe.net.fronts import whose
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

DECLARED, HISTORY = "edge.origin", "edge.history"
OF_ORIGINS = ("origin", "direct", "direct-connect", "backend", "server")
"""Labels that mean nothing else: what answers there is the product's own machine."""
USUAL = (*OF_ORIGINS, "host", "web", "ftp", "mail", "webmail", "cpanel", "ssh", "vpn")
"""Labels under which an origin is often found besides those that discovery tries."""
MOST = 12
"""Addresses that are asked besides the declared ones."""
MOST_HISTORY = 32
FEW = 4
"""A range that SPF names is of single servers up to so many addresses."""
LOOKS_LIKE_ONE = re.compile(
    r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7})(?![\w:]|\.\d)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Place:
    """An address where the origin may be."""

    address: str
    source: str
    """What tells of it: DECLARED, HISTORY, `the MX record mail.example.com`, `the name old.example.com (a guess)`."""
    asked: bool = True
    """Whether consent covers asking it."""
    name: str = ""
    """The name that leads there, where one does."""

    @property
    def is_named(self) -> bool:
        """Whether the owner names it as the origin's, now or once; what was only found may be another machine of theirs."""
        return self.source in {DECLARED, HISTORY}

    @property
    def is_called_origin(self) -> bool:
        """Whether its name says that it is the origin."""
        return self.name.partition(".")[0] in OF_ORIGINS


@dataclass(frozen=True, slots=True)
class OriginPlaces(Question[tuple[Place, ...]]):
    """At which addresses may the origin be found?"""

    async def ask(self, world: "World") -> tuple[Place, ...]:
        """The declared ones first; none that is the edge's, a known provider's edge, or a declared name's own."""
        declaration = world.declaration
        found: dict[str, Place] = {one: Place(one, DECLARED) for one in declaration.edge.origin}
        known = await _known(world)
        for place in (*await _history(declaration), *await _mail(world), *await _names(world)):
            address = place.address
            if address not in found and address not in known and not _is_edges(address, declaration):
                found[address] = place
        named = [one for one in found.values() if one.is_named]
        return (
            *named[: MOST_HISTORY + len(declaration.edge.origin)],
            *[one for one in found.values() if not one.is_named][:MOST],
        )


def _is_edges(address: str, declaration: Declaration) -> bool:
    ip = ip_address(address)
    return bool(whose(address)) or any(ip in ip_network(one, strict=False) for one in declaration.edge.addresses)


async def _known(world: "World") -> frozenset[str]:
    """Addresses of declared names: whether they are the edge's is another check's question."""
    found: set[str] = set()
    for host in world.declaration.hosts():
        for kind in ("A", "AAAA"):
            found |= set((await world.ask(Records(host.name, kind))).records)
    return frozenset(found)


async def _history(declaration: Declaration) -> list[Place]:
    path = declaration.edge.history
    if path is None:
        return []
    try:
        text = await anyio.to_thread.run_sync(lambda: path.read_text(encoding="utf-8", errors="replace"))
    except OSError as error:
        raise CannotLook(f"edge.history cannot be read: {error.strerror} ({path.name})") from None
    return [Place(one, HISTORY) for one in addresses_in(text)]


def addresses_in(text: str) -> tuple[str, ...]:
    """The addresses in any text, each once; none of a network that is nobody's on the internet but loopback."""
    found: dict[str, None] = {}
    for match in LOOKS_LIKE_ONE.finditer(text):
        try:
            ip = ip_address(match[0])
        except ValueError:
            continue
        if (
            ip.is_global
            or ip.is_loopback
            or not (ip.is_private or ip.is_multicast or ip.is_unspecified or ip.is_reserved)
        ):
            found[str(ip)] = None
    return tuple(found)


async def _mail(world: "World") -> list[Place]:
    """Mail servers, and single addresses that SPF lets send."""
    domains = [world.declaration.product.domain]
    domains += [one.domain for one in world.declaration.surfaces if isinstance(one, MailSurface) and one.domain]
    found: list[Place] = []
    for domain in dict.fromkeys(domains):
        for record in (await world.ask(Records(domain, "MX"))).records:
            server = record.split(" ")[-1]
            if world.declaration.consent.covers(server):
                found += await _of(world, server, f"the MX record {server}")
        for text in (await world.ask(SpfOf(domain))).records:
            for address in _senders(text):
                covered = world.declaration.consent.covers(address)
                found.append(Place(address, f"the SPF record of {domain}", covered))
    return found


def _senders(record: str) -> list[str]:
    found: list[str] = []
    for word in record.split()[1:]:
        kind, _, value = word.lstrip("+?~-").partition(":")
        try:
            network = ip_network(value, strict=False) if kind.lower() in {"ip4", "ip6"} else None
        except ValueError:
            continue
        if network is not None and network.num_addresses <= FEW:
            found += [str(one) for one in network]
    return found


async def _names(world: "World") -> list[Place]:
    """Names of the zone that are declared as nothing: in certificates, on pages, in records, and usual ones."""
    domain = world.declaration.product.domain
    names = {one.name: one.source for one in await all_names(world) if one.source != "launch.toml"}
    if not await world.ask(Wildcard()):
        names = {**{f"{label}.{domain}": "a guess" for label in USUAL}, **names}
    declared = {one.name for one in world.declaration.hosts()}
    open_to_us = {
        name: source
        for name, source in names.items()
        if name not in declared and not is_address(name) and world.declaration.consent.covers(name)
    }
    found = await asyncio.gather(
        *(_of(world, name, f"the name {name} ({source})") for name, source in open_to_us.items())
    )
    return [place for places in found for place in places]


async def _of(world: "World", name: str, source: str) -> list[Place]:
    found = [(await world.ask(Records(name, kind))).records for kind in ("A", "AAAA")]
    return [Place(one, source, name=name) for records in found for one in records]
