"""Requests that work: an object made as its owner would make it, and reads of objects that are there, to change one thing in."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from launchready.declare.model import Json
from launchready.observe.api.ids import id_in_location, ids_in, own_id
from launchready.observe.api.kinds import NOT_OBJECTS, Kind, is_admin, kinds, last_word, singular, words
from launchready.observe.api.maker import NO_WAY
from launchready.observe.api.objects import Objects, Planted, Planting, address, plant
from launchready.observe.api.openapi import Api, Operation
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.question import Question
from launchready.observe.who.people import customers

if TYPE_CHECKING:
    from launchready.observe.who.session import Session
    from launchready.observe.world import World

MOST_READS = 10
OK = range(200, 300)
CREATED = 201
SENT_ON = (302, 303)


@dataclass(frozen=True, slots=True)
class Made:
    """An object, and the request that made it."""

    kind: Kind
    planted: Planted
    request: Request
    reply: Answer

    @property
    def json(self) -> dict[str, Json]:
        """The request's body; empty where it is no JSON object."""
        try:
            value = json.loads(self.request.body or "")
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}

    @property
    def free(self) -> str:
        """A field of the body's own that took a canary, so that it takes any text; empty for none."""
        return next((name for name, value in self.json.items() if value in self.planted.canaries), "")


class _Overheard:
    """A world that remembers what was said in it."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self.said: list[tuple[Request, Reply]] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self._world, name)

    async def send(self, request: Request, *, session: "Session | None" = None) -> Reply:
        reply = await self._world.send(request, session=session)
        self.said.append((request, reply))
        return reply


async def make(world: "World", surface: str, kind: Kind, planting: Planting, owner: str | None = None) -> Made:
    """Makes one more object of a kind.

    Raises:
        CannotLook: nobody could make one.
    """
    overheard = _Overheard(world)
    planted = await plant(cast("World", overheard), surface, kind, planting.planted, owner)
    assert kind.create is not None
    took = [
        (request, reply)
        for request, reply in overheard.said
        if request.method == kind.create.method and isinstance(reply, Answer) and reply.status in OK
    ]
    return Made(kind, planted, *took[-1])


async def removal(world: "World", surface: str, made: Made, reply: Reply, by: str) -> Request | None:
    """What removes another object that an answer says was made like the first; None where none was. What is there and cannot
    be removed is told.
    """
    kind, delete = made.kind, made.kind.delete
    if not isinstance(reply, Answer) or not (reply.status in OK or reply.status in SENT_ON):
        return None
    place = delete.places[-1] if delete is not None and delete.places else "id"
    found = own_id(reply.json(), kind.name, place) or id_in_location(
        reply.header("Location") or "", last_word(kind.collection)
    )
    if found is None:
        if reply.status == CREATED:
            world.leave(f"{kind.name} of {by}: the answer to {reply.request.method} does not say its id")
        return None
    if delete is None or delete.method != "DELETE" or not delete.places:
        world.leave(f"{kind.name} {found} of {by}: {NO_WAY}")
        return None
    try:
        return Request(await made.planted.called(found).url(world, surface, delete), "DELETE", by=by)
    except CannotLook as unknown:
        world.leave(f"{kind.name} {found} of {by}: {unknown}")
        return None


@dataclass(frozen=True, slots=True)
class GoodRead:
    """A read by id that its reader may do."""

    operation: Operation
    ids: tuple[str, ...]
    by: str | None
    canaries: tuple[str, ...]
    """Those of the object; empty where the run did not make it."""

    def request(self, world: "World", surface: str, last: str | None = None) -> Request:
        """The read; with another last id, encoded already, in its place."""
        url = address(world, surface, self.operation, self.ids)
        if last is not None:
            good = address(world, surface, self.operation, (*self.ids[:-1], "launchready-place"))
            url = good.replace("launchready-place", last)
        return Request(url, by=self.by)


@dataclass(frozen=True, slots=True)
class GoodReads(Question[tuple[GoodRead, ...]]):
    """Which objects can be read by their ids?"""

    surface: str

    async def ask(self, world: "World") -> tuple[GoodRead, ...]:
        """Those that the run made, and the first of each list that a customer may read."""
        facts = await world.ask(Api(self.surface))
        planting = await world.ask(Objects(self.surface))
        found: dict[str, GoodRead] = {}
        by_collection = {one.collection: one for one in kinds(facts)}
        for planted in planting.planted:
            kind = by_collection.get(planted.collection)
            operations = (kind.read, *kind.subs, kind.listing if kind.is_nested else None) if kind else ()
            for one in operations:
                if one is not None and one.places:
                    try:
                        ids = await planted.ids_for(world, self.surface, one)
                    except CannotLook:
                        continue
                    found[one.name] = GoodRead(one, ids, planted.owner, planted.canaries)
        a = customers(world).a
        for one in facts.operations:
            listing = facts.operation("GET", one.path.rsplit("/{", 1)[0]) if one.path.endswith("}") else None
            if (
                one.method != "GET"
                or one.name in found
                or listing is None
                or len(one.places) != 1
                or is_admin(one)
                or NOT_OBJECTS & set(words(one.path))
                or len(found) >= MOST_READS
            ):
                continue
            listed = await world.send(Request(address(world, self.surface, listing, ()), by=a))
            name = singular(words(listing.path)[-1]) if words(listing.path) else ""
            ids = ids_in(listed.json(), name)[:1] if isinstance(listed, Answer) and listed.status in OK else ()
            if ids:
                found[one.name] = GoodRead(one, ids, a, ())
        return tuple(found.values())[:MOST_READS]
