"""Knocks at the origin's own address under every name of the product, and compares with what the edge serves."""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING

from launchready.declare.model import ApiSurface, Declaration, Surface, WebSurface
from launchready.observe.http import Answer, Reply, Request, Silence, Why
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

PIECE = re.compile(r"[^\n\r<>{},\[\]]{10,}")
"""A run of text that two pages share only where they are the same page."""
MOST_PIECES = 200
ALIKE = 0.5
"""The share of the edge's pieces from which on the origin's answer is the product's."""
MOST_HOSTS = 4
EXCERPT = 200
OK = range(200, 300)
NOT_ASKED = frozenset({Why.NOT_SENT, Why.DNS_SILENT})
CLOSED = frozenset({Why.TIMED_OUT, Why.REFUSED})


@dataclass(frozen=True, slots=True)
class Shown:
    """What the edge serves at a host: the content that the origin must keep to itself."""

    host: str
    url: str
    line: str
    pieces: int
    """How many pieces of text it can be known by; 0 where it cannot."""


@dataclass(frozen=True, slots=True)
class Knock:
    """One request to the origin's address, past the edge."""

    address: str
    sni: str
    """Empty over plain HTTP."""
    host: str
    outcome: str
    """The answer, or why there is none, in a line."""
    answered: bool
    sent: bool
    share: float
    """The share of the edge's pieces that came back."""
    shown: str
    curl: str

    @property
    def open(self) -> bool:
        """Whether the product's content came back."""
        return self.share >= ALIKE

    @property
    def way(self) -> str:
        """The names it was asked under."""
        return f"TLS name {self.sni}, Host {self.host}" if self.sni else f"plain HTTP, Host {self.host}"


@dataclass(frozen=True, slots=True)
class Knocks:
    """Every knock, and what the edge serves."""

    shown: tuple[Shown, ...]
    knocks: tuple[Knock, ...]


@dataclass(frozen=True, slots=True)
class OriginKnocked(Question[Knocks]):
    """What does the origin show to somebody who walks around the edge?"""

    async def ask(self, world: "World") -> Knocks:
        """Each declared address with each pairing of the handshake's name and the Host header."""
        known = [await _through_edge(world, one) for one in _surfaces(world.declaration)]
        marked = [(shown, pieces) for shown, pieces in known if pieces]
        knocks: list[Knock] = []
        for address in world.declaration.edge.origin:
            for secure in (True, False):
                knocks += await _at(world, address, marked, secure=secure)
        return Knocks(tuple(shown for shown, _ in known), tuple(knocks))


def pieces_of(body: str) -> frozenset[str]:
    """The runs of text that a page can be known by."""
    found = (match[0].strip() for match in PIECE.finditer(body))
    return frozenset([one for one in dict.fromkeys(found) if len(one) >= 10][:MOST_PIECES])  # noqa: PLR2004 - as PIECE


def _surfaces(declaration: Declaration) -> tuple[WebSurface | ApiSurface, ...]:
    """One production surface a host."""
    found: dict[str, WebSurface | ApiSurface] = {}
    for one in declaration.surfaces:
        if isinstance(one, WebSurface | ApiSurface) and one.host and one.environment == "production":
            found.setdefault(one.host, one)
    return tuple(found.values())[:MOST_HOSTS]


def _paths(surface: Surface) -> tuple[str, ...]:
    if isinstance(surface, ApiSurface):
        return tuple(one for one in (surface.health, surface.openapi, "/") if one)
    return surface.pages if isinstance(surface, WebSurface) and surface.pages else ("/",)


async def _through_edge(world: "World", surface: WebSurface | ApiSurface) -> tuple[Shown, frozenset[str]]:
    reply: Reply | None = None
    for path in _paths(surface):
        reply = await world.get(surface.at(path))
        if isinstance(reply, Answer) and reply.status in OK and (pieces := pieces_of(reply.body)):
            return Shown(surface.host or "", reply.request.url, reply.line(), len(pieces)), pieces
    assert reply is not None
    return Shown(surface.host or "", reply.request.url, reply.line(), 0), frozenset()


async def _at(world: "World", address: str, marked: list[tuple[Shown, frozenset[str]]], *, secure: bool) -> list[Knock]:
    """Every pairing at one port; where nobody opens at all, once is enough."""
    names = [shown.host for shown, _ in marked] if secure else [""]
    knocks: list[Knock] = []
    for shown, pieces in marked:
        for sni in names:
            knock, reply = await _knock(world, address, sni, shown, pieces)
            knocks.append(knock)
            if isinstance(reply, Silence) and reply.why in CLOSED:
                return knocks
    return knocks


async def _knock(world: "World", address: str, sni: str, shown: Shown, pieces: frozenset[str]) -> tuple[Knock, Reply]:
    url = shown.url if sni else f"http:{shown.url.partition(':')[2]}"
    request = Request(url, address=str(ip_address(address)), sni=sni or None, verify=False)
    reply = await world.send(request)
    body = reply.body if isinstance(reply, Answer) else ""
    knock = Knock(
        address,
        sni,
        shown.host,
        reply.line(),
        isinstance(reply, Answer),
        isinstance(reply, Answer) or reply.why not in NOT_ASKED,
        round(len(pieces & pieces_of(body)) / len(pieces), 2),
        body.strip()[:EXCERPT],
        world.curl(request),
    )
    return knock, reply
