"""Looks for another customer's data at addresses that the API does not document: older versions, the inside, siblings."""

import re
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote
from uuid import uuid4

import anyio.to_thread

from launchready.declare.model import WebSurface
from launchready.observe.access.sights import STRANGER, Gallery, Sights
from launchready.observe.access.surplus import Reader, surplus_in
from launchready.observe.api.kinds import ADMIN_WORDS, Kind, kinds, last_word, words
from launchready.observe.api.objects import Objects, Planted, Planting
from launchready.observe.api.openapi import Api, ApiFacts, Operation
from launchready.observe.api.quarantine import path_changes
from launchready.observe.api.source.scripts import routes_in_script
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.question import Question
from launchready.observe.secrets.escapes import plain
from launchready.observe.secrets.reading import Read
from launchready.observe.who.people import customers
from launchready.observe.who.person import known_as

if TYPE_CHECKING:
    from launchready.observe.world import World

PREFIXES = ("/internal", "/api/v1", "/api", "/v1", "/api/v2", "/v2", "/internal/api")
PEOPLE = ("users", "customers")
PERSON_WORDS = frozenset(("users", "customers", "accounts", "members", "people", "profiles"))
DUMPS = ("_debug", "debug", "all", "dump", "export")
"""Words at the end of a collection's path under which developers have all of it shown."""
MOST_NAMED = 20
MOST_TRIED = 160
INNER = frozenset({"internal", "admin", "private", "debug"})
ROUTE = re.compile(r"[\"'`](/(?:api|internal|v\d|admin|private|debug|graphql)(?:/[\w.-]+){1,5})/?[\"'`?]")
AROUND = 80


@dataclass(frozen=True, slots=True)
class Hit:
    """One address at which customer A's data came back to somebody else."""

    path: str
    by: str
    """`nobody` or the other customer's name."""
    status: int
    shown: str
    curl: str


@dataclass(frozen=True, slots=True)
class ShadowSeen:
    """What was found."""

    hits: tuple[Hit, ...]
    tried: int
    named: int
    """How many of them the front end names."""
    control: str
    """Where customer A's own data was seen by A; empty where it was not."""
    silent: int
    """How many were not answered."""


@dataclass(frozen=True, slots=True)
class Shadow(Question[ShadowSeen]):
    """Does an undocumented address show customer A's data to others?"""

    surface: str

    async def ask(self, world: "World") -> ShadowSeen:
        """Asks as customer B, and where A's data comes back, as nobody too."""
        facts = await world.ask(Api(self.surface))
        planting = await world.ask(Objects(self.surface))
        marks, control = await self._marks(world, planting)
        surface = world.declaration.surface(self.surface)
        assert surface is not None
        named = await self._named(world, facts)
        gallery = await world.ask(Sights(self.surface))
        shared = {one.collection for one in planting.planted if gallery.is_shared(one.collection)}
        items: list[str] = []
        for kind in kinds(facts):
            own = [one for one in planting.planted if one.collection == kind.collection and one.shown]
            if kind.read is None or not kind.read.places or _leaks(gallery, kind) or kind.collection in shared:
                continue
            for one in own:
                if one.owner == planting.a:
                    with suppress(CannotLook):  # nothing is guessed beside an address that is not known
                        ids = await one.ids_for(world, self.surface, kind.read)
                        items += item_guesses(facts, one, kind.read, ids)
        paths = tuple(dict.fromkeys((*named, *guesses(facts, shared), *items)))[:MOST_TRIED]
        b = customers(world).b
        hits: list[Hit] = []
        silent = 0
        echoes = await world.get(surface.at(f"/{uuid4().hex}"), by=b)
        for path in paths if not _marked(echoes, marks) else ():
            request = Request(surface.at(path), by=b)
            reply = await world.send(request)
            silent += not isinstance(reply, Answer)
            if not isinstance(reply, Answer) or not (shown := _given_away(reply, marks)):
                continue
            alone = Request(request.url)
            seen = await world.send(alone)
            if isinstance(seen, Answer) and (open_ := _given_away(seen, marks)):
                hits.append(Hit(path, "nobody", seen.status, open_, world.curl(alone)))
            else:
                hits.append(Hit(path, b, reply.status, shown, world.curl(request)))
        return ShadowSeen(tuple(hits), len(paths), len(named), control, silent)

    async def _marks(self, world: "World", planting: Planting) -> tuple[tuple[str, ...], str]:
        """What is customer A's alone: canaries of objects that are not shared by design, and the address."""
        gallery = await world.ask(Sights(self.surface))
        own = [one for one in planting.planted if one.owner == planting.a and not gallery.is_shared(one.collection)]
        marks = [canary for one in own for canary in one.canaries]
        email = str((await known_as(world, self.surface, planting.a)).get("email", ""))
        control = next((one.shown for one in own if one.shown), "")
        return (*marks, email) if email else tuple(marks), control

    async def _named(self, world: "World", facts: ApiFacts) -> tuple[str, ...]:
        """The routes that the front end's scripts name and the document does not."""
        known = {_shape(one.path) for one in facts.every}
        found: dict[str, bool] = {}
        surface = world.declaration.surface(self.surface)
        for web in world.declaration.surfaces:
            if not isinstance(web, WebSurface) or web.environment != "production":
                continue
            try:
                reading = await world.ask(Read(web.name))
            except CannotLook:
                continue  # pages that cannot be read name nothing; their own checks say so
            for text in reading.texts.values():
                for path in await anyio.to_thread.run_sync(named_in, text, surface.host if surface else None):
                    found |= {path: _is_inner(path)} if _shape(path) not in known else {}
        return tuple(sorted(found, key=lambda path: not found[path]))[:MOST_NAMED]


def named_in(text: str, host: str | None = None) -> tuple[str, ...]:
    """The paths that a shipped text has its readers ask for, as far as they are fixed, and that no GET changes by its name.

    What a path is filled with is not known: of `/api/staff/users/${id}` there is `/api/staff/users`.
    """
    text = plain(text)
    named = [one.path.partition("/{")[0].rstrip("/") for one in routes_in_script(text, host)]
    named += [match.rstrip("/") for match in ROUTE.findall(text)]
    return tuple(
        path
        for path in dict.fromkeys(named)
        if path.count("/") > 1 and "{" not in path and not any(path_changes(f"/{part}") for part in path.split("/"))
    )


def _is_inner(path: str) -> bool:
    return path.split("/")[1].lower() in INNER or any(word in ADMIN_WORDS for word in words(path))


def guesses(facts: ApiFacts, shared: AbstractSet[str] = frozenset()) -> tuple[str, ...]:
    """Siblings of what is documented: each collection and the people, under other prefixes and versions than its own, and
    the words under which everything of a collection is dumped.
    """
    own = [one for one in kinds(facts) if not one.is_nested and one.collection not in shared]
    nouns = dict.fromkeys((*(one.collection.rsplit("/", 1)[1] for one in own), *PEOPLE))
    bases = dict.fromkeys(("", *(one.collection.rsplit("/", 1)[0] for one in own), *PREFIXES))
    paths = [f"{prefix}/{noun}" for prefix in bases for noun in nouns]
    collections = dict.fromkeys((*(one.collection for one in own), *_of_people(facts)))
    paths += [f"{collection}/{word}" for collection in collections for word in DUMPS]
    paths += [other for collection in collections for other in versions(collection)]
    return undocumented(facts, paths)


def item_guesses(facts: ApiFacts, own: Planted, read: Operation, ids: tuple[str, ...]) -> tuple[str, ...]:
    """Siblings of the address of one object: under other prefixes and versions, with and without a slash at its end."""
    path = read.at(*(quote(one, safe="") for one in ids))
    base, noun = own.collection.rsplit("/", 1)
    tail = path[len(base) :] if path.startswith(f"{base}/{noun}") else path
    ends = (path.rstrip("/") if path.endswith("/") else f"{path}/", f"{path}.json")
    return (*ends, *undocumented(facts, [f"{prefix}{tail}" for prefix in PREFIXES if prefix != base]), *versions(path))


def versions(path: str) -> tuple[str, ...]:
    """The same path in the versions around its own."""
    found = re.search(r"/v(\d{1,2})(?=/|$)", path)
    if found is None:
        return ()
    number = int(found[1])
    others = (number - 1, number - 2, number + 1)
    return tuple(f"{path[: found.start()]}/v{one}{path[found.end() :]}" for one in others if one >= 0)


def undocumented(facts: ApiFacts, paths: list[str]) -> tuple[str, ...]:
    """The paths that the document does not name."""
    known = {_shape(one.path) for one in facts.every}
    return tuple(path for path in dict.fromkeys(paths) if _shape(path) not in known and last_word(path))


def _of_people(facts: ApiFacts) -> tuple[str, ...]:
    """The collections of people, which an API seldom lets anybody list: what stands before the parameter of one."""
    starts = [one.path.partition("/{")[0] for one in facts.operations if "/{" in one.path]
    starts += [one.path.rstrip("/") for one in facts.operations if one.method == "GET" and not one.places]
    return tuple(
        start for start in dict.fromkeys(starts) if {*words(start)} & PERSON_WORDS and not {*words(start)} & ADMIN_WORDS
    )


def _shape(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path).rstrip("/").lower()


def _marked(reply: Reply, marks: tuple[str, ...]) -> str:
    if not isinstance(reply, Answer) or not 200 <= reply.status < 300:  # noqa: PLR2004 - HTTP's success
        return ""
    return next((mark for mark in marks if mark in reply.body), "")


def _given_away(reply: Answer, marks: tuple[str, ...]) -> str:
    """What an answer shows of customer A, or of anybody's secrets; empty where it shows nothing."""
    if mark := _marked(reply, marks):
        return _around(reply.body, mark)
    told = surplus_in(reply.body, Reader()) if 200 <= reply.status < 300 else ()  # noqa: PLR2004 - HTTP's success
    return "; ".join(f"{what}: {shown}" for what, shown in told)


def _leaks(gallery: Gallery, kind: Kind) -> bool:
    """Whether the documented read already shows the object to another customer, which is told elsewhere."""
    seen = gallery.of(kind.read.name, kind.collection, STRANGER) if kind.read else None
    return seen is not None and seen.shows


def _around(body: str, mark: str) -> str:
    at = max(0, body.find(mark))
    return body[max(0, at - AROUND) : at + len(mark) + AROUND]
