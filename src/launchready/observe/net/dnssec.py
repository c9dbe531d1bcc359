"""Follows DNSSEC from the parent's word to what each server of the zone signed, and asks the resolver what it makes of it."""

import asyncio
from dataclasses import dataclass, field
from functools import partial
from ipaddress import ip_address
from typing import TYPE_CHECKING

import anyio.to_thread

from launchready.observe.net import again
from launchready.observe.net.above import Above, Way, above
from launchready.observe.net.asking import CODES
from launchready.observe.net.authority import MOST_SERVERS, Authorities, Server, ZoneServers, port_of
from launchready.observe.net.message import UNCHECKED, Entry, Message, MessageError
from launchready.observe.net.told import is_in
from launchready.observe.net.validating import Vouched, vouched
from launchready.observe.net.zone_signatures import verified
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST_NAMES = 4
"""Hosts whose signed addresses are looked at beside the zone's own records, at each server."""
NO_ERROR, FAILED, NO_SUCH_NAME = 0, 2, 3


@dataclass(frozen=True, slots=True)
class Signed:
    """What one server's answers are to a resolver that verifies."""

    server: Server
    keys: tuple[int, ...] = ()
    """The tags of the zone's keys."""
    faults: tuple[str, ...] = ()
    """Why such a resolver must not believe it."""
    held: tuple[str, ...] = ()
    """Which records' signatures hold."""
    ends: int = 0
    """When the first of those ends."""
    silence: str = ""
    """Why nothing can be said."""


@dataclass(frozen=True, slots=True)
class Chain:
    """All that was learned of the zone's signatures."""

    zone: str
    """Empty where none was found."""
    resolver: str = ""
    parent: Vouched = field(default_factory=Vouched)
    """What the parent says, as the resolver tells it."""
    silence: str = ""
    """Why that is not known."""
    servers: tuple[Signed, ...] = ()
    refuses: bool = False
    """Whether the resolver fails with the zone, and answers when it is told not to verify: the effect."""
    verifies: bool = False
    """Whether the resolver says that it verified the zone."""
    lost: tuple[str, ...] = ()
    above: Above = field(default_factory=Above)
    """How resolvers come down to the zone."""

    @property
    def broken(self) -> tuple[Signed, ...]:
        """The servers whose answers are not believed."""
        return tuple(one for one in self.servers if one.faults)


@dataclass(frozen=True, slots=True)
class DnssecChain(Question[Chain]):
    """Does what the zone's servers sign hang together with what the parent says of its keys?"""

    async def ask(self, world: "World") -> Chain:
        """One look and, where something is wrong, two more some seconds later: keys are changed step by step."""
        chain = await _chain(world)
        for pause in again.PAUSES:
            if not chain.broken and not chain.refuses and chain.above.way is not Way.BROKEN:
                break
            await asyncio.sleep(pause)
            chain = await _chain(world)
        return chain


async def _chain(world: "World") -> Chain:
    found = await world.ask(ZoneServers())
    if not found.servers:
        # A resolver that verifies tells nothing of a zone that is broken, unless it is asked not to.
        found = await _unchecked(world) or found
    if not found.zone:
        return Chain("", silence="; ".join(found.lost))
    try:
        resolver, parent = await world.dns.by_resolver(found.zone, "DS", bits=UNCHECKED, signatures=True)
        said = await anyio.to_thread.run_sync(vouched, parent.raw, found.zone) if _holds(parent, "DS") else Vouched()
    except (OSError, MessageError) as wrong:
        return Chain(found.zone, silence=f"the resolver, asked for DS of {found.zone}: {_why(wrong)}", lost=found.lost)
    if parent.code:
        words = CODES.get(parent.code, f"code {parent.code}")
        return Chain(
            found.zone, resolver, silence=f"the resolver, asked for DS of {found.zone}: {words}", lost=found.lost
        )
    if not said.usable:
        keys = [await _keys(world, server, found.zone) for server in found.servers[:1]] if not said.tags else []
        return Chain(found.zone, resolver, said, servers=tuple(keys), lost=found.lost)
    servers = [await _signed(world, server, found.zone, parent.raw) for server in found.servers]
    if servers and not any(one.keys or one.silence for one in servers) and await _passes(world, found.zone):
        why = "the resolver has keys of the zone and no server shows any: something on the way takes them out"
        servers = [Signed(one.server, silence=why) for one in servers]
    refuses, verifies = await _effect(world, found.zone)
    way = await above(world, found.zone)
    return Chain(found.zone, resolver, said, "", tuple(servers), refuses, verifies, found.lost, way)


async def _unchecked(world: "World") -> Authorities | None:
    """The zone's servers, as the resolver tells them without verifying; None where it does not either."""
    zone = world.declaration.product.domain
    while "." in zone and world.declaration.consent.covers(zone):
        if names := [one.target for one in await _told(world, zone, "NS") if one.name == zone]:
            at = {
                name: await _told(world, name, "A") or await _told(world, name, "AAAA") for name in names[:MOST_SERVERS]
            }
            servers = [Server(name, one[0].data, port_of(world, one[0].data)) for name, one in at.items() if one]
            lost = tuple(f"{name}: no address" for name, one in at.items() if not one)
            return Authorities(zone, tuple(servers), lost)
        zone = zone.partition(".")[2]
    return None


async def _told(world: "World", name: str, kind: str) -> list[Entry]:
    try:
        _, message = await world.dns.by_resolver(name, kind, bits=UNCHECKED)
    except (OSError, MessageError):
        return []
    return [one for one in message.answers if one.type == kind]


async def _keys(world: "World", server: Server, zone: str) -> Signed:
    """Whether a zone of which the parent says nothing is signed all the same."""
    try:
        message = await world.dns.at(server.address, server.port, zone, "DNSKEY")
    except (OSError, MessageError) as wrong:
        return Signed(server, silence=_why(wrong))
    if message.code or not message.authoritative:
        return Signed(server, silence="it does not answer for the zone")
    # The tags do not matter here: that there are keys does.
    return Signed(server, keys=tuple(at for at, one in enumerate(message.answers) if one.type == "DNSKEY"))


async def _signed(world: "World", server: Server, zone: str, parent: bytes) -> Signed:
    if world.declaration.network.resolver is None and not ip_address(server.address.partition("%")[0]).is_global:
        return Signed(server, silence=f"{server.address} is a private address: this network has a view of its own")
    hosts = [host.name for host in world.declaration.hosts() if host.name != zone and is_in(host.name, zone)]
    nobody = _nobody(world, zone)
    wanted = [(zone, "SOA"), (zone, "NS"), (zone, "A"), *((name, "A") for name in hosts[:MOST_NAMES])]
    wanted += [(zone, "CAA"), (nobody, "A")]
    try:
        keys = await world.dns.at(server.address, server.port, zone, "DNSKEY", bits=UNCHECKED, signatures=True)
        if keys.code or not keys.authoritative:
            words = CODES.get(keys.code, f"code {keys.code}") if keys.code else "it answers without authority"
            return Signed(server, silence=words)
        others: dict[tuple[str, str], bytes] = {}
        for name, kind in wanted if _holds(keys, "DNSKEY") else ():
            told = await world.dns.at(server.address, server.port, name, kind, bits=UNCHECKED, signatures=True)
            if told.authoritative and told.code in {NO_ERROR, NO_SUCH_NAME}:
                others[name, kind] = told.raw
        done = await anyio.to_thread.run_sync(partial(verified, zone, parent, keys.raw, others, nobody=nobody))
    except (OSError, MessageError) as wrong:
        return Signed(server, silence=_why(wrong))
    unread = f"not verifiable here: {done.unread[0]}" if done.unread and not done.faults else ""
    return Signed(server, done.keys, tuple(done.faults), tuple(done.held), done.ends, unread)


async def _passes(world: "World", zone: str) -> bool:
    """Whether the zone's keys come through by way of the resolver."""
    try:
        _, message = await world.dns.by_resolver(zone, "DNSKEY", bits=UNCHECKED, signatures=True)
    except (OSError, MessageError):
        return False
    return _holds(message, "DNSKEY")


async def _effect(world: "World", zone: str) -> tuple[bool, bool]:
    """Whether the resolver fails with the zone because it verifies; and whether it says that it verified it.

    It is asked for what is there, and for a name that is not.
    """
    verifies = True
    try:
        for name, kind in ((zone, "SOA"), (_nobody(world, zone), "A")):
            _, strict = await world.dns.by_resolver(name, kind, signatures=True)
            verifies = verifies and strict.verified and strict.code != FAILED
            if strict.code == FAILED:
                _, lax = await world.dns.by_resolver(name, kind, bits=UNCHECKED, signatures=True)
                return lax.code in {NO_ERROR, NO_SUCH_NAME} and (kind != "SOA" or _holds(lax, "SOA")), False
    except (OSError, MessageError):
        return False, False
    return False, verifies


def _nobody(world: "World", zone: str) -> str:
    return f"{world.made_up('a name that DNSSEC denies').lower()}.{zone}"


def _holds(message: Message, kind: str) -> bool:
    return any(one.type == kind for one in message.answers)


def _why(wrong: Exception) -> str:
    if isinstance(wrong, TimeoutError):
        return "timed out"
    return (wrong.strerror if isinstance(wrong, OSError) else None) or str(wrong) or type(wrong).__name__
