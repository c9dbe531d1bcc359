"""Finds the servers that answer for the product's zone, and asks each of them for the whole of it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.observe.commands import DNS_PORT
from launchready.observe.errors import ConsentMissing
from launchready.observe.net.asking import CODES, Conversation
from launchready.observe.net.dns import Records
from launchready.observe.net.message import MessageError
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST_SERVERS = 8
MOST_MESSAGES = 50
SHOWN = 6
MOST_NAMES = 500


@dataclass(frozen=True, slots=True)
class Server:
    """One authoritative server at one address."""

    name: str
    address: str
    port: int


@dataclass(frozen=True, slots=True)
class Authorities:
    """Who answers for the zone."""

    zone: str
    """Empty where no name at or above the domain, that consent covers, has name servers."""
    servers: tuple[Server, ...]
    lost: tuple[str, ...]
    """Servers that were not found, and why."""


@dataclass(frozen=True, slots=True)
class ZoneServers(Question[Authorities]):
    """Which servers answer for the zone that the product's domain lies in?"""

    async def ask(self, world: "World") -> Authorities:
        """Walks up from the domain to the first name with NS records, never above what consent covers."""
        zone = world.declaration.product.domain
        while "." in zone and world.declaration.consent.covers(zone):
            answer = await world.ask(Records(zone, "NS"))
            if answer.records:
                return await found_servers(world, zone, answer.records)
            if not answer.known:
                return Authorities("", (), (f"NS of {zone}: {answer.state} {answer.detail}".strip(),))
            zone = zone.partition(".")[2]
        return Authorities("", (), (f"no NS record at or above {world.declaration.product.domain}",))


@dataclass(frozen=True, slots=True)
class Handed:
    """What one server did when it was asked for the whole zone."""

    server: Server
    answers: bool
    """The control: whether it answers for the zone over TCP."""
    records: int = 0
    """How many records it handed over."""
    names: tuple[str, ...] = ()
    """Some of the names among them that are not the zone's own."""
    refusal: str = ""
    """How it said no; empty where it handed the zone over, or where that is not known."""
    silence: str = ""
    """Why it is not known."""
    every: tuple[str, ...] = ()
    """All names of the zone's that it handed over, as far as anybody may want to look at them."""


@dataclass(frozen=True, slots=True)
class Transfers(Question[tuple[Handed, ...]]):
    """Which authoritative servers hand the whole zone to a stranger (RFC 5936)?"""

    async def ask(self, world: "World") -> tuple[Handed, ...]:
        """A conversation for the zone's SOA, and another for all of it, with each server."""
        found = await world.ask(ZoneServers())
        if found.zone and not world.declaration.consent.covers(found.zone):
            raise ConsentMissing(f"{found.zone} is outside consent.scope")
        return tuple([await _transfer(world, found.zone, server) for server in found.servers])


async def found_servers(world: "World", zone: str, names: tuple[str, ...]) -> Authorities:
    """Where the servers of these names are reached."""
    servers: list[Server] = []
    lost: list[str] = []
    for name in names[:MOST_SERVERS]:
        four, six = await world.ask(Records(name, "A")), await world.ask(Records(name, "AAAA"))
        addresses = four.records[:1] or six.records[:1]
        servers += [Server(name, one, port_of(world, one)) for one in addresses]
        if not addresses:
            lost.append(f"{name}: {four.state} {four.detail}".strip())
    return Authorities(zone, tuple(servers), tuple(lost))


def port_of(world: "World", address: str) -> int:
    """Where DNS is reached at an address: the declared resolver's own port where it is that address."""
    resolver, _, port = (world.declaration.network.resolver or "").rpartition(":")
    return int(port) if resolver.strip("[]") == address and port.isdigit() else world.port(DNS_PORT)


async def _transfer(world: "World", zone: str, server: Server) -> Handed:
    """Two conversations: many servers hang up after one answer, which must not read as a refusal of the second."""
    try:
        async with world.dns.talking(server.address, server.port) as talk:
            start = await talk.ask(zone, "SOA")
    except (OSError, MessageError) as wrong:
        return Handed(server, answers=False, silence=str(wrong) or "timed out")
    if start.code or not any(one.type == "SOA" and one.name == zone for one in start.answers):
        return Handed(server, answers=False, silence=f"it does not answer for {zone}")
    try:
        async with world.dns.talking(server.address, server.port) as talk:
            return await _all_of(talk, zone, server)
    except TimeoutError:
        return Handed(server, answers=True, silence="timed out when it was asked for the whole zone")
    except ConnectionError as ended:
        # Who answered the other question and hangs up on this one has said no.
        return Handed(server, answers=True, refusal=str(ended))
    except (OSError, MessageError) as wrong:
        return Handed(server, answers=True, silence=str(wrong))


async def _all_of(talk: Conversation, zone: str, server: Server) -> Handed:
    message = await talk.ask(zone, "AXFR")
    if message.code or not message.answers:
        refusal = CODES.get(message.code, f"code {message.code}") if message.code else "nothing in the answer"
        return Handed(server, answers=True, refusal=refusal)
    entries = list(message.answers)
    for _ in range(MOST_MESSAGES):
        if len(entries) > 1 and entries[-1].type == "SOA":
            break
        try:
            entries += (await talk.more()).answers
        except (OSError, MessageError):
            break  # what came so far is what was handed over
    names = dict.fromkeys(one.name for one in entries if one.name != zone and one.name.endswith(f".{zone}"))
    others = [one for one in entries if one.type != "SOA"]
    refusal = "" if others else "only the zone's SOA in the answer"
    shown, every = tuple(names)[:SHOWN], tuple(names)[:MOST_NAMES]
    return Handed(server, answers=True, records=len(others), names=shown, refusal=refusal, every=every)
