"""Every operation of an API that anything names: its document, the front end, the source, and what its answers link to."""

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

import anyio.to_thread
from selectolax.lexbor import LexborHTMLParser

from launchready.declare.model import ApiSurface, RepositorySurface, WebSurface
from launchready.observe.api.kinds import words
from launchready.observe.api.links import routes_in_answer
from launchready.observe.api.living import Living, same
from launchready.observe.api.named import documented_as, fields_of, known_as, operation_of
from launchready.observe.api.openapi import Document
from launchready.observe.api.operation import ApiFacts, Operation
from launchready.observe.api.source.folder import routes_in_folder
from launchready.observe.api.source.found import Found
from launchready.observe.api.source.scripts import routes_in_script
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.question import Question
from launchready.observe.secrets.reading import Read, Reading

if TYPE_CHECKING:
    from launchready.observe.world import World

DOCUMENT, FRONT_END, SOURCE, LINKS = "document", "front end", "source", "links"
MOST_PROBES = 30
MOST_LINKED = 20
ROOTS = ("/", "/api", "/api/v1", "/v1")
PUBLIC_FILES = ("/robots.txt", "/sitemap.xml")
_SIDE_EFFECTS = (
    "logout signout delete remove destroy confirm unsubscribe cancel revoke reset activate deactivate verify approve reject "
    "pay checkout send run trigger import sync callback oauth shutdown restart flush purge"
)
NOT_ASKED = frozenset(_SIDE_EFFECTS.split())
"""Words of paths that nobody asks to see whether they are there."""
PLUMBING = re.compile(
    r"^/(?:[\w-]+/)?(?:health|healthz|livez|readyz|ready|live|ping|status|version|metrics|docs|redoc|swagger[\w.-]*|openapi[\w.-]*|"
    r"api-docs|schema|favicon[\w.]*|static|assets|media|public|robots\.txt|sitemap\.xml|\.well-known|index|socket\.io|engine\.io|sockjs|signalr|cable|websocket)(?:/|$)",
    re.IGNORECASE,
)
"""Paths that documents leave out by custom, or cannot describe: what is spoken over an open line."""


@dataclass(frozen=True, slots=True)
class Route:
    """One operation, and what names it."""

    operation: Operation
    named_by: tuple[str, ...]
    """`document https://…`, `front end https://…/app.js`, `source src/app.py:12`, `links GET /`."""
    documented: bool
    certain: bool
    """Whether the whole path and the method are known."""
    lives: str = ""
    """How it was seen to be there, for one that no document names; empty where it was not."""

    @property
    def name(self) -> str:
        """`GET /orders/{id}`."""
        return self.operation.name


@dataclass(frozen=True, slots=True)
class RouteFacts:
    """Every operation that is known of an API."""

    surface: str
    document: str
    """Where the document is; empty where there is none."""
    routes: tuple[Route, ...]
    read: tuple[str, ...]
    """What else was read, and how many routes each named."""
    unread: tuple[str, ...]
    """What could not be read, and why."""

    def named_by(self, kind: str) -> tuple[Route, ...]:
        """The routes that one kind of place names: DOCUMENT, FRONT_END, SOURCE or LINKS."""
        return tuple(one for one in self.routes if any(place.startswith(kind) for place in one.named_by))

    @property
    def undocumented(self) -> tuple[Route, ...]:
        """The routes that no document names and that were seen to be there."""
        return tuple(one for one in self.routes if not one.documented and one.lives)

    def facts(self) -> ApiFacts:
        """What other questions take for the API where it documents nothing: routes that may be there."""
        places = "; ".join(self.read) or "nothing"
        return ApiFacts(
            self.surface,
            f"no document, but {places}",
            "",
            tuple(one.operation for one in self.routes if one.lives or one.certain),
            documented=False,
        )


@dataclass(frozen=True, slots=True)
class Routes(Question[RouteFacts]):
    """Which operations does an API have, documented or not?"""

    surface: str

    async def ask(self, world: "World") -> RouteFacts:
        """Reads what names them, and asks those that no document names whether they are there."""
        surface = world.declaration.surface(self.surface)
        if not isinstance(surface, ApiSurface) or surface.host is None:
            raise CannotLook(f"launch.toml declares no API surface {self.surface}")
        gathering = _Gathering(world, surface)
        facts = await gathering.document()
        await gathering.front_ends()
        await gathering.sources()
        await gathering.links(deep=facts is None)
        routes = await gathering.living(gathering.routes(facts), keep_unseen=facts is None)
        source = facts.source if facts else ""
        return RouteFacts(self.surface, source, routes, tuple(gathering.read), tuple(gathering.unread))


class _Gathering:
    """Collects routes from everywhere."""

    def __init__(self, world: "World", surface: ApiSurface) -> None:
        self._world, self._surface = world, surface
        self._named: list[tuple[Found, str]] = []
        self.read: list[str] = []
        self.unread: list[str] = []

    async def document(self) -> ApiFacts | None:
        try:
            return await self._world.ask(Document(self._surface.name))
        except CannotLook as unknown:
            self.unread.append(str(unknown))
            return None

    async def front_ends(self) -> None:
        """What the scripts of web surfaces ask for; of the API's own front page where no web surface is declared."""
        webs = [one for one in self._world.declaration.surfaces if isinstance(one, WebSurface)]
        for web in webs:
            if web.environment != self._surface.environment:
                continue
            try:
                reading = await self._world.ask(Read(web.name))
            except CannotLook as unknown:
                self.unread.append(f"surface {web.name}: {unknown}")
                continue
            for url, text in reading.texts.items():
                await self._scripts(url, text)
        if not webs:
            reading = Reading(self._world)
            await reading.read(self._surface.at("/"))
            for url, text in reading.texts.items():
                await self._scripts(url, text)

    async def _scripts(self, url: str, text: str) -> None:
        if text.lstrip()[:1] == "<":
            tags = LexborHTMLParser(text).css("script:not([src])")
            text = "\n".join(tag.text() for tag in tags)
        host = self._surface.host
        found = await anyio.to_thread.run_sync(routes_in_script, text, host)
        self._keep(found, FRONT_END, url)

    async def sources(self) -> None:
        """What the declared repositories name."""
        for one in self._world.declaration.surfaces:
            if isinstance(one, RepositorySurface):
                folder = self._world.declaration.root / one.path
                found = await anyio.to_thread.run_sync(routes_in_folder, folder)
                self._told(len(found), SOURCE, one.name)
                self._named += [(each.found, f"{SOURCE} {each.place}") for each in found]

    async def links(self, *, deep: bool) -> None:
        """What the API's own answers lead to; where nothing documents it, what those lead to as well."""
        base = urlsplit(self._surface.url or "").path.rstrip("/")
        places = [*((base, *ROOTS) if deep else ("/",)), *PUBLIC_FILES]
        if deep:
            places += [found.path for found, _ in self._named if found.method == "GET" and "{" not in found.path]
        by = await self._customer() if deep else None
        control = await self._world.send(Request(self._surface.at(f"/{uuid4().hex}")))
        for path in list(dict.fromkeys(place for place in places if place and not _is_not_asked(place)))[:MOST_LINKED]:
            reply = await self._world.send(Request(self._surface.at(path), by=by))
            if isinstance(reply, Answer) and not same(reply, control):
                self._keep(routes_in_answer(reply), LINKS, f"GET {path}")

    async def _customer(self) -> str | None:
        """A declared customer who can sign in without the document's help."""
        for who in self._world.declaration.principals:
            if not who.is_staff and not who.made and (who.sign_in or who.token or who.headers):
                try:
                    await self._world.sign_in(who.name)
                except CannotLook:
                    continue
                return who.name
        return None

    def _keep(self, found: tuple[Found, ...], kind: str, place: str) -> None:
        self._told(len(found), kind, place)
        self._named += [(one, f"{kind} {place}") for one in found]

    def _told(self, count: int, kind: str, place: str) -> None:
        if count:
            self.read.append(f"{kind} {place} names {count}")

    def routes(self, facts: ApiFacts | None) -> tuple[Route, ...]:
        """Each operation once, with all that names it."""
        own = facts.operations if facts else ()
        places: dict[str, list[str]] = {one.name: [f"{DOCUMENT} {facts.source}"] for one in own} if facts else {}
        operations: dict[str, Operation] = {one.name: one for one in own}
        certain: dict[str, bool] = dict.fromkeys(operations, True)
        documented = set(operations)
        for named, place in self._named:
            same = documented_as(named, own)
            found = named if same or known_as(named, operations) else self._whole(named)
            name = same.name if same else known_as(found, operations) or f"{found.method} {found.path}"
            if name not in operations:
                operations[name] = operation_of(found)
            elif not operations[name].body and found.fields and name not in documented:
                operations[name] = replace(operations[name], body=fields_of(found.fields))
            certain[name] = certain.get(name, False) or found.certain
            if place not in places.setdefault(name, []):
                places[name].append(place)
        return tuple(
            Route(one, tuple(places[name][:4]), name in documented, certain[name]) for name, one in operations.items()
        )

    def _whole(self, found: Found) -> Found:
        """The one route of the source that is this one behind a prefix, which a front end adds elsewhere; else the route itself."""
        others = {f"{one.method} {one.path}": one for one, place in self._named if place.startswith(SOURCE)}
        longer = [one for one in others.values() if one.path.count("/") > found.path.count("/")]
        same = [one for one in longer if documented_as(found, (operation_of(one),))]
        return replace(same[0], fields=same[0].fields or found.fields) if len(same) == 1 else found

    async def living(self, routes: tuple[Route, ...], *, keep_unseen: bool) -> tuple[Route, ...]:
        """The routes, those that no document names asked for; reads that are plainly not there are left out."""
        made: list[Route] = []
        probes = 0
        living = Living(self._world, self._surface, self._customer)
        for route in routes:
            if route.documented or probes >= MOST_PROBES or _is_not_asked(route.operation.path):
                made.append(route)
                continue
            probes += 1
            lives, gone = await living.of(route.operation)
            is_whole_read = route.operation.method == "GET" and not route.operation.places
            if lives or not gone or (keep_unseen and not is_whole_read):
                made.append(replace(route, lives=lives))
        return tuple(made)


def is_plumbing(path: str) -> bool:
    """Whether documents leave a path out by custom: health, metrics, the documentation itself."""
    return PLUMBING.match(path) is not None


def _is_not_asked(path: str) -> bool:
    return bool(NOT_ASKED & set(words(path)))
