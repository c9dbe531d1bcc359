"""Asks an API what it tells browsers about other websites' origins, of answers that belong to one user."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from launchready.declare.model import ApiSurface
from launchready.observe.api.openapi import Api, Operation
from launchready.observe.api.private import Place, private_places
from launchready.observe.auth.fetch import allowed_origin, may_read, may_send, with_credentials
from launchready.observe.auth.origins import FOREIGN, NULL, OWN, SUBDOMAIN, TAKEABLE, Origin, lookalikes, registered
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.net.takeover import Leads
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

SESSION, COOKIE, BARE = "with the session", "with the session and a cookie", "without a session"
PREFLIGHT, CHANGE = "preflight", "preflight of a change"


@dataclass(frozen=True, slots=True)
class Word:
    """What the API said to one origin on one request."""

    kind: str
    """OWN, FOREIGN, …"""
    origin: str
    way: str
    """SESSION, COOKIE, BARE, PREFLIGHT or CHANGE."""
    operation: str
    status: int
    """0 where nothing came back."""
    allowed: str
    """Access-Control-Allow-Origin; empty for none."""
    credentials: bool
    """Whether the answer lets credentials go along."""
    reads: bool
    """Whether a page of the origin may read this answer when it sends no cookies."""
    reads_as_user: bool
    """Whether it may when its visitor's cookies go along; of a preflight, whether the request itself is then sent."""
    private: bool
    """Whether the operation's answers belong to one user."""
    shown: str
    """What of the owner's the answer held; empty for nothing."""
    curl: str

    @property
    def is_named(self) -> bool:
        """Whether the answer names this very origin."""
        return self.allowed == self.origin


@dataclass(frozen=True, slots=True)
class Words:
    """All of it."""

    words: tuple[Word, ...]
    has_origins: bool
    """Whether launch.toml names origins that should be let in."""
    private: str
    """How it is known that the answers belong to one user; empty where none was seen that does."""
    works: bool
    """The control: the same requests were answered when no origin was named."""
    by_cookie: bool = False
    """Whether the session travels as a cookie, which browsers add by themselves."""
    names: int = 0
    """How many names below the own domain were looked at, where undeclared ones are trusted."""

    def to(self, *kinds: str) -> tuple[Word, ...]:
        """What was said to origins of these kinds."""
        return tuple(one for one in self.words if one.kind in kinds)

    def open_to(self, *kinds: str) -> tuple[Word, ...]:
        """Where pages of these kinds of origin may act as their visitor on what belongs to one user; reading first.

        Leave to ask is nothing without leave to read; leave to send a change is, where cookies go along by themselves.
        """
        found = [one for one in self.to(*kinds) if one.reads_as_user and one.private and one.way != PREFLIGHT]
        if not self.by_cookie and all(one.way == CHANGE for one in found):
            return ()
        return tuple(sorted(found, key=lambda one: (not one.shown, one.way == CHANGE)))

    @property
    def own_is_let_in(self) -> Word | None:
        """The declared origin, where it is let in."""
        return next((one for one in self.to(OWN) if one.reads), None)


@dataclass(frozen=True, slots=True)
class Cors(Question[Words]):
    """Which websites may read an API's answers?"""

    surface: str

    async def ask(self, world: "World") -> Words:
        """Asks operations whose answers belong to one user, an error and a public one, and by preflight."""
        surface = world.declaration.surface(self.surface)
        if not isinstance(surface, ApiSurface) or surface.host is None:
            raise CannotLook(f"launch.toml declares no API surface {self.surface}")
        place = await private_places(world, surface)
        asker = _Asker(world, surface, place)
        own = surface.origins
        stranger = Origin(FOREIGN, f"https://{uuid4().hex[:8]}.example")
        words: list[Word] = []
        if own:
            words += [await asker.get(Origin(OWN, own[0]), way, place.path) for way in (SESSION, BARE)]
        for origin in (stranger, Origin(NULL, "null")):
            words += await asker.whole(origin)
        words += await asker.beside(stranger)
        for origin in lookalikes(own or (surface.at("/").rstrip("/"),), surface.host):
            words.append(await asker.get(origin, COOKIE, place.path))
        names = 0
        if any(one.is_named for one in words if one.kind == SUBDOMAIN) and not _strangers_in(words):
            names, more = await self._takeable(world, asker, surface.host)
            words += more
        return Words(tuple(words), bool(own), place.known_by, place.works, place.by_cookie, names)

    async def _takeable(self, world: "World", asker: "_Asker", host: str) -> tuple[int, list[Word]]:
        found = await world.ask(Leads())
        free = [one.name for one in found.leads if one.is_free]
        inside = [name for name in free if name.endswith(f".{registered(host)}")]
        origins = [Origin(TAKEABLE, f"https://{name}") for name in inside[:3]]
        return found.names, [await asker.get(one, COOKIE, asker.place.path) for one in origins]


def _strangers_in(words: list[Word]) -> bool:
    """Whether a website that is nobody's is let in by name."""
    return any(one.kind == FOREIGN and one.is_named for one in words)


@dataclass(frozen=True, slots=True)
class _Asker:
    """Asks as a page of an origin would make its visitor's browser ask."""

    world: "World"
    surface: ApiSurface
    place: Place

    async def whole(self, origin: Origin) -> list[Word]:
        """Every way on the first operation."""
        path = self.place.path
        words = [await self.get(origin, way, path) for way in (SESSION, COOKIE, BARE)]
        return [*words, await self.preflight(origin, PREFLIGHT, "GET", path)]

    async def beside(self, origin: Origin) -> list[Word]:
        """Another private operation, an error, a public operation, and leave for a change."""
        words = [await self.get(origin, SESSION, path) for path in self.place.more]
        words.append(await self.get(origin, SESSION, f"/{uuid4().hex}", private=False))
        if self.place.public:
            words.append(await self.get(origin, BARE, self.place.public, private=False))
        change = await self._change()
        if change is not None:
            path = change.at(*("0" for _ in change.places))
            words.append(await self.preflight(origin, CHANGE, change.method, path))
        return words

    async def get(self, origin: Origin, way: str, path: str, *, private: bool | None = None) -> Word:
        """The request itself."""
        headers = [("Origin", origin.value)]
        by = self.place.who if way != BARE else None
        if way == COOKIE and not self.place.by_cookie:
            headers.append(("Cookie", "session=0"))  # some rules look at nothing but whether there is a cookie
        request = Request(self.surface.at(path), "GET", tuple(headers), by=by)
        answer = await self._send(request)
        whose = bool(self.place.known_by) if private is None else private
        return Word(
            origin.kind,
            origin.value,
            way,
            f"GET {path}",
            answer.status,
            allowed_origin(answer),
            with_credentials(answer),
            reads=may_read(answer, origin.value, credentials=False),
            reads_as_user=may_read(answer, origin.value, credentials=True),
            private=whose,
            shown=self.place.mark_in(answer.body),
            curl=self.world.curl(request),
        )

    async def preflight(self, origin: Origin, way: str, method: str, path: str) -> Word:
        """What a browser asks first."""
        names = ("authorization",) if method == "GET" else ("authorization", "content-type")
        asked = (
            ("Origin", origin.value),
            ("Access-Control-Request-Method", method),
            ("Access-Control-Request-Headers", ",".join(names)),
        )
        request = Request(self.surface.at(path), "OPTIONS", asked)
        answer = await self._send(request)
        cookies_only = names[1:]  # a page that rides on its visitor's cookies sets no Authorization
        return Word(
            origin.kind,
            origin.value,
            way,
            f"OPTIONS {path} for {method}",
            answer.status,
            allowed_origin(answer),
            with_credentials(answer),
            reads=may_send(answer, origin.value, method, names, credentials=False),
            reads_as_user=may_send(answer, origin.value, method, cookies_only, credentials=True),
            private=bool(self.place.known_by),
            shown="",
            curl=self.world.curl(request),
        )

    async def _send(self, request: Request) -> Answer:
        reply = await self.world.send(request)
        return reply if isinstance(reply, Answer) else Answer(request, 0, (), "", 0.0)

    async def _change(self) -> Operation | None:
        try:
            facts = await self.world.ask(Api(self.surface.name))
        except CannotLook:
            return None
        wanted = ("DELETE", "PUT", "PATCH", "POST")
        ready = [one for one in facts.operations if one.method in wanted and one.secured]
        return min(ready, key=lambda one: wanted.index(one.method), default=None)
