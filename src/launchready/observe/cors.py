"""Asks an API what it tells browsers about other websites' origins."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

from launchready.declare.model import ApiSurface
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.openapi import Api
from launchready.observe.people import OwnProfile, customers
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

OWN, FOREIGN, SUFFIX, PREFIX, PLAIN, NULL = (
    "its own website",
    "another website",
    "a website whose name ends alike",
    "a website whose name begins alike",
    "its own website without TLS",
    "the origin null",
)
WAYS = ("GET with a session", "GET", "preflight")
"""Each is asked of the origins that are nobody's; the rest are asked with and without a session."""


@dataclass(frozen=True, slots=True)
class Word:
    """What the API said to one origin on one request."""

    kind: str
    """OWN, FOREIGN, …"""
    origin: str
    way: str
    """`GET`, `GET with a session`, `preflight`."""
    operation: str
    status: int
    """0 where nothing came back."""
    allowed: str
    """Access-Control-Allow-Origin; empty for none."""
    credentials: bool
    curl: str

    @property
    def is_let_in(self) -> bool:
        """Whether pages of the origin may read the answer."""
        return self.allowed in {self.origin, "*"}


@dataclass(frozen=True, slots=True)
class Words:
    """All of it."""

    words: tuple[Word, ...]
    has_origins: bool
    """Whether launch.toml names origins that should be let in."""

    def to(self, *kinds: str) -> tuple[Word, ...]:
        """What was said to origins of these kinds."""
        return tuple(one for one in self.words if one.kind in kinds)


@dataclass(frozen=True, slots=True)
class Cors(Question[Words]):
    """Which websites may read an API's answers?"""

    surface: str

    async def ask(self, world: "World") -> Words:
        """Asks an operation that needs a session, with and without one, and by preflight."""
        surface = world.declaration.surface(self.surface)
        if not isinstance(surface, ApiSurface) or surface.host is None:
            raise CannotLook(f"launch.toml declares no API surface {self.surface}")
        path, who = await self._place(world, surface)
        own = surface.origins[0] if surface.origins else None
        base = urlsplit(own).hostname if own else surface.host
        mark = uuid4().hex[:8]
        origins = [
            (FOREIGN, f"https://{mark}.example"),
            (SUFFIX, f"https://{mark}{base}"),
            (PREFIX, f"https://{base}.{mark}.example"),
            (NULL, "null"),
        ]
        if own:
            origins = [(OWN, own), *origins]
            if own.startswith("https://"):
                origins.append((PLAIN, own.replace("https://", "http://", 1)))
        words: list[Word] = []
        for kind, origin in origins:
            words += [
                await self._word(world, surface.at(path), (kind, origin), way, who)
                for way in (WAYS if kind in {FOREIGN, NULL} else WAYS[:2])
            ]
        return Words(tuple(words), own is not None)

    async def _place(self, world: "World", surface: ApiSurface) -> tuple[str, str | None]:
        try:
            who: str | None = customers(world).a
        except CannotLook:
            who = None
        try:
            return (await world.ask(OwnProfile(self.surface))).path, who
        except CannotLook:
            pass  # an API without a profile: any operation that reads does
        try:
            facts = await world.ask(Api(self.surface))
            return next(one.path for one in facts.operations if one.method == "GET" and not one.places), who
        except (CannotLook, StopIteration):
            return surface.health or urlsplit(surface.url or "").path or "/", who

    async def _word(self, world: "World", url: str, asked: tuple[str, str], way: str, who: str | None) -> Word:
        kind, origin = asked
        headers = [("Origin", origin)]
        if way == "GET with a session":
            headers.append(("Cookie", "session=0"))  # some rules look at nothing but whether there is a cookie
        if way == "preflight":
            headers += [("Access-Control-Request-Method", "GET"), ("Access-Control-Request-Headers", "authorization")]
        method = "OPTIONS" if way == "preflight" else "GET"
        request = Request(url, method, tuple(headers), by=who if way == "GET with a session" else None)
        reply = await world.send(request)
        answer = reply if isinstance(reply, Answer) else Answer(request, 0, (), "", 0.0)
        return Word(
            kind,
            origin,
            way,
            f"{method} {urlsplit(url).path}",
            answer.status,
            answer.header("Access-Control-Allow-Origin") or "",
            (answer.header("Access-Control-Allow-Credentials") or "").lower() == "true",
            world.curl(request),
        )
