"""Knocks where the origin may be, under every name of the product and under none, and compares with what the edge serves."""

import asyncio
import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING

from launchready.declare.model import ApiSurface, Declaration, Surface, WebSurface
from launchready.observe.http import Answer, Reply, Request, Silence, Why
from launchready.observe.net.origin_places import OriginPlaces, Place
from launchready.observe.net.origin_proof import Proof, proofs
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

PIECE = re.compile(r"[^\n\r<>{},\[\]]{10,}")
"""A run of text that two pages share only where they are the same page."""
MOST_PIECES = 200
ENOUGH = 8
"""Pieces with which a page is known well; another page of the host is looked at where there are fewer."""
LEAST = 2
"""One piece alone, such as `"status": "ok"`, may be anybody's."""
ALIKE = 0.5
"""The share of the edge's pieces from which on the origin's answer is the product's."""
SAME = 0.9
"""Where the owner names the address as nobody's: a copy for tests has pages that are like the product's, and not the same."""
MOST_HOSTS = 6
FEW_HOSTS = 3
"""Up to so many, an address that was only found is asked with each pairing as well."""
EXCERPT = 200
OK = range(200, 300)
NOT_ASKED = frozenset({Why.NOT_SENT, Why.DNS_SILENT})
CLOSED = frozenset({Why.TIMED_OUT, Why.REFUSED})
LIVES = frozenset({Why.TLS, Why.BROKEN})
NONE = ""


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
    """One request to an address, past the edge."""

    address: str
    sni: str
    """The name in the handshake; NONE where there is none, or no handshake."""
    host: str
    """Whose content is looked for."""
    outcome: str
    """The answer, or why there is none, in a line."""
    answered: bool
    sent: bool
    share: float
    """The share of the edge's pieces that came back."""
    shown: str
    curl: str
    matched: int = LEAST
    """How many pieces that are."""
    secure: bool = True
    as_host: str = ""
    """What the Host header says, where it is not the host: the bare address, or the address's own name."""
    place: Place | None = None
    lives: bool = True
    """Whether something took the connection: an answer, or a handshake that failed."""

    @property
    def open(self) -> bool:
        """Whether the product's content came back."""
        return self.share >= self._alike and self.matched >= LEAST and not self._is_of_its_own

    @property
    def doubtful(self) -> bool:
        """Whether what came back is like the product's, and too little to tell."""
        return self.share >= ALIKE and not self.open

    @property
    def _is_of_its_own(self) -> bool:
        """Whether it was asked under its own name, which a preview or a copy has as well, and is not called the origin."""
        own = self.place is not None and bool(self.as_host) and self.as_host == self.place.name
        return own and self.place is not None and not self.place.is_called_origin

    @property
    def _alike(self) -> float:
        return ALIKE if self.place is None or self.place.is_named else SAME

    @property
    def way(self) -> str:
        """The names it was asked under."""
        host = f"Host {self.as_host or self.host}"
        if not self.secure:
            return f"plain HTTP, {host}"
        return f"TLS name {self.sni}, {host}" if self.sni else f"no TLS name, {host}"


@dataclass(frozen=True, slots=True)
class Knocks:
    """Every knock, what the edge serves, and where the origin may be."""

    shown: tuple[Shown, ...]
    knocks: tuple[Knock, ...]
    places: tuple[Place, ...] = ()
    proofs: tuple[Proof, ...] = ()
    """What shows that a declared address is the origin's."""
    left: tuple[str, ...] = ()
    """Hosts of the product whose pages were not asked for: there are many."""


Marked = tuple[Shown, frozenset[str]]


@dataclass(frozen=True, slots=True)
class OriginKnocked(Question[Knocks]):
    """What does the origin show to somebody who walks around the edge?"""

    async def ask(self, world: "World") -> Knocks:
        """Each address with each pairing of the handshake's name and the Host header; what was only found too, if hosts are few."""
        surfaces = _surfaces(world.declaration)
        known = [await _through_edge(world, one) for one in surfaces[:MOST_HOSTS]]
        places = await world.ask(OriginPlaces())
        marked = [(shown, pieces) for shown, pieces in known if pieces]
        ways = [(place, secure) for place in places if place.asked for secure in (True, False)]
        found = await asyncio.gather(*(_at(world, place, marked, secure=secure) for place, secure in ways if marked))
        knocks = tuple(knock for one in found for knock in one)
        shown = tuple(one for one, _ in known)
        left = tuple(one.host or "" for one in surfaces[MOST_HOSTS:])
        return Knocks(shown, knocks, places, await _proofs(world, knocks, shown), left)


async def _proofs(world: "World", knocks: tuple[Knock, ...], shown: tuple[Shown, ...]) -> tuple[Proof, ...]:
    addresses = tuple(str(ip_address(one)) for one in world.declaration.edge.origin)
    shaking = frozenset(one.address for one in knocks if one.secure and one.sent and one.lives)
    return await proofs(world, addresses, tuple(one.host for one in shown), shaking)


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
    return tuple(found.values())


def _paths(surface: Surface) -> tuple[str, ...]:
    if isinstance(surface, ApiSurface):
        return tuple(one for one in (surface.health, surface.openapi, "/") if one)
    return surface.pages if isinstance(surface, WebSurface) and surface.pages else ("/",)


async def _through_edge(world: "World", surface: WebSurface | ApiSurface) -> Marked:
    """The page by which a host is known: the first with text enough, or the one with most."""
    best: Marked | None = None
    for path in _paths(surface):
        reply = await world.get(surface.at(path))
        is_page = isinstance(reply, Answer) and reply.status in OK
        pieces = pieces_of(reply.body) if isinstance(reply, Answer) and is_page else frozenset()
        shown = Shown(surface.host or "", reply.request.url, reply.line(), len(pieces))
        if best is None or len(pieces) > len(best[1]):
            best = shown, pieces
        if len(pieces) >= ENOUGH:
            break
    assert best is not None
    return best


async def _at(world: "World", place: Place, marked: list[Marked], *, secure: bool) -> list[Knock]:
    """Every pairing at one port; where nobody opens at all, once is enough."""
    knocks: list[Knock] = []
    for sni, host, marks in _pairings(place, marked, secure=secure):
        knock, reply = await _knock(world, place, (sni, host), marks, secure=secure)
        knocks.append(knock)
        if isinstance(reply, Silence) and reply.why in CLOSED:
            return knocks
    return knocks


def _bare(place: Place) -> str:
    return f"[{place.address}]" if ":" in place.address else place.address


def _pairings(place: Place, marked: list[Marked], *, secure: bool) -> list[tuple[str, str, list[Marked]]]:
    """The handshake's name, what Host says where that is not the page's host, and which pages may come."""
    hosts = [shown.host for shown, _ in marked]
    own = [place.name] if place.name else []
    found: list[tuple[str, str, list[Marked]]] = []
    for one in marked:
        names = [*(hosts if place.is_named or len(hosts) <= FEW_HOSTS else [one[0].host]), *own, NONE]
        found += [(name, "", [one]) for name in (names if secure else [NONE])]
    # To its own name or to a bare address any of the pages may come.
    found += [(name if secure else NONE, name, marked) for name in own]
    if place.is_named:
        found += [(name, _bare(place), marked) for name in ([hosts[0], NONE] if secure else [NONE])]
    return found


async def _knock(
    world: "World", place: Place, names: tuple[str, str], marks: list[Marked], *, secure: bool
) -> tuple[Knock, Reply]:
    sni, as_host = names
    shown = marks[0][0]
    address = str(ip_address(place.address))
    url = shown.url if secure else f"http:{shown.url.partition(':')[2]}"
    headers = (("Host", as_host),) if as_host else ()
    # No name is sent in a handshake for an address (RFC 6066, 3).
    request = Request(url, headers=headers, address=address, sni=(sni or address) if secure else None, verify=False)
    reply = await world.send(request)
    body = reply.body if isinstance(reply, Answer) else ""
    there = pieces_of(body)
    share, matched, host = max(
        (len(pieces & there) / len(pieces), len(pieces & there), one.host) for one, pieces in marks
    )
    same = as_host and (sni or _bare(place)) == as_host
    curl = Request(url.replace(shown.host, as_host, 1), address=address, verify=False) if same else request
    knock = Knock(
        address,
        sni,
        host if matched else shown.host,
        reply.line(),
        isinstance(reply, Answer),
        isinstance(reply, Answer) or reply.why not in NOT_ASKED,
        round(share, 2),
        body.strip()[:EXCERPT],
        world.curl(curl),
        matched,
        secure,
        as_host,
        place,
        isinstance(reply, Answer) or reply.why in LIVES,
    )
    return knock, reply
