"""Looks from outside at what the settings of an edge promise: redirects, TLS, headers, records, and the way around it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.observe.commands import dig, openssl
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.net.cloudflare import SetZone, ZoneSet
from launchready.observe.net.dns import Records, RecordSet
from launchready.observe.net.offers import Offer, Versions
from launchready.observe.net.origin import Knock, OriginKnocked
from launchready.observe.net.redirects import Chain, Follow
from launchready.observe.net.set_rules import Spot, addresses_of, seen_at
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

TYPES = ("A", "AAAA", "CNAME", "MX", "TXT")
"""The types of records that are compared."""
OPTIONS = (("TLSv1", "-tls1"), ("TLSv1.1", "-tls1_1"), ("TLSv1.2", "-tls1_2"), ("TLSv1.3", "-tls1_3"))
"""What makes openssl offer one version alone."""
MOST_HOSTS = 4
MOST_RECORDS = 60


@dataclass(frozen=True, slots=True)
class Front:
    """What a visitor meets at one name that the edge stands before."""

    host: str
    plain: Chain
    """Where plain HTTP leads."""
    offers: tuple[Offer, ...]
    """Versions of TLS; empty where they could not be tried."""
    openssl: tuple[tuple[str, str], ...]
    """For each version a command that offers it alone."""
    line: str
    """What HTTPS answered, in a line."""
    headers: tuple[tuple[str, str], ...] | None
    """The headers of that answer, names in lower case; None where nothing came back."""
    curl: str

    def header(self, name: str) -> str | None:
        """The first header of that name, None where it is not there."""
        return next((value for key, value in self.headers or () if key == name), None)


@dataclass(frozen=True, slots=True)
class Resolved:
    """What DNS says of a name that has a record at the edge's provider."""

    served: RecordSet
    dig: str


@dataclass(frozen=True, slots=True)
class InForce:
    """What is set, and what is seen."""

    zone: SetZone
    fronts: tuple[Front, ...]
    resolved: tuple[Resolved, ...]
    servers: Resolved
    """The name servers that the world is told of the zone."""
    opened: tuple[Knock, ...] | None
    """The ways past the edge that brought the product; None where nobody could try."""
    spots: tuple[Spot, ...] = ()
    """What comes at addresses that rules speak of."""
    unasked: tuple[str, ...] = ()
    """A line on those that were not asked for."""


@dataclass(frozen=True, slots=True)
class SettingsSeen(Question[InForce]):
    """What of the settings at Cloudflare is seen from outside?"""

    async def ask(self, world: "World") -> InForce:
        """Reads the settings, then looks at each proxied name of the product and at each record in the scope."""
        zone = await world.ask(ZoneSet())
        proxied = {one.name for one in zone.records if one.proxied}
        hosts = [one.name for one in world.declaration.hosts() if is_among(one.name, proxied)][:MOST_HOSTS]
        wanted = dict.fromkeys(
            (one.name, one.type)
            for one in zone.records
            if one.type in TYPES and not one.name.startswith("*.") and world.declaration.consent.covers(one.name)
        )
        spots, unasked = await seen_at(world, addresses_of(zone.rules, tuple(hosts)))
        return InForce(
            zone,
            tuple([await _front(world, host) for host in hosts]),
            tuple([await _resolved(world, name, kind) for name, kind in tuple(wanted)[:MOST_RECORDS]]),
            await _resolved(world, zone.name, "NS"),
            await _opened(world),
            spots,
            unasked,
        )


def is_among(host: str, names: set[str]) -> bool:
    """Whether records of these names hold for a host: its own, or where it has none, the wildcard above it."""
    return host in names or f"*.{host.partition('.')[2]}" in names


async def _front(world: "World", host: str) -> Front:
    plain = await world.ask(Follow(f"http://{host}/"))
    try:
        offers = await world.ask(Versions(host))
    except CannotLook:
        offers = ()
    network, address = world.declaration.network, offers[0].address if offers else ""
    commands = tuple((version, openssl(network, host, address, option)) for version, option in OPTIONS)
    request = Request(f"https://{host}/")
    reply = await world.send(request)
    headers = tuple((key.lower(), value) for key, value in reply.headers) if isinstance(reply, Answer) else None
    return Front(host, plain, offers, commands, reply.line(), headers, world.curl(request))


async def _resolved(world: "World", name: str, kind: str) -> Resolved:
    return Resolved(await world.ask(Records(name, kind)), dig(world.declaration.network, name, kind))


async def _opened(world: "World") -> tuple[Knock, ...] | None:
    if not world.declaration.edge.origin:
        return None
    knocks = (await world.ask(OriginKnocked())).knocks
    opened = tuple(one for one in knocks if one.open)
    return opened if opened or any(one.sent for one in knocks) else None
