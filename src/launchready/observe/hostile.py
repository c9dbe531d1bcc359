"""Strangers write and delete, on objects made for that; what counts is what the owner sees afterwards."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.declare.model import Json
from launchready.observe.bodies import Body, is_free
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.kinds import Kind, kinds
from launchready.observe.objects import Objects, Planted, Planting, address, plant
from launchready.observe.openapi import Api, Operation
from launchready.observe.question import Question
from launchready.observe.sights import NOBODY, OWNER, STRANGER
from launchready_hunt.canary import Kind as Mark

if TYPE_CHECKING:
    from launchready.observe.world import World

GONE = (404, 410)


@dataclass(frozen=True, slots=True)
class Act:
    """One attempt to change or delete an object."""

    operation: str
    collection: str
    by: str
    """STRANGER, NOBODY or, as the control, OWNER."""
    status: int
    """0 where nothing came back."""
    done: bool
    """Whether the owner saw the effect: the new canary in the object, or the object gone."""
    owner_reads: str
    """What the owner read afterwards: the operation and its status."""
    curl: str


@dataclass(frozen=True, slots=True)
class Acts:
    """All attempts of a sort."""

    acts: tuple[Act, ...]
    missing: tuple[str, ...]
    """Operations that could not be tried, and why."""

    def by(self, who: str) -> tuple[Act, ...]:
        """The attempts of one asker."""
        return tuple(one for one in self.acts if one.by == who)

    def works(self, operation: str) -> bool:
        """Whether the owner's own attempt had its effect."""
        return any(one.done for one in self.acts if one.operation == operation and one.by == OWNER)


@dataclass(frozen=True, slots=True)
class Changes(Question[Acts]):
    """Can a stranger change what another customer owns?"""

    surface: str

    async def ask(self, world: "World") -> Acts:
        """Tries each update as a stranger, as nobody, and as the owner; and additions to what the owner has."""
        acts: list[Act] = []
        missing = await _missing(world, self.surface, lambda kind: kind.update)
        async for kind, planted, planting in _planted(world, self.surface):
            update = kind.update
            try:
                if update is not None and any(is_free(field) for field in update.body) and (kind.read or kind.listing):
                    own = await plant(world, self.surface, kind, planting.planted, planted.owner)
                    acts += [
                        await self._change(world, kind, update, own, asker)
                        for asker in ((STRANGER, planting.b), (NOBODY, None), (OWNER, planted.owner))
                    ]
                if kind.is_nested and kind.create is not None and kind.listing is not None and planted.shown:
                    acts += [
                        await self._add(world, kind, planted, asker)
                        for asker in ((STRANGER, planting.b), (NOBODY, None))
                    ]
            except CannotLook as unknown:
                missing.append(f"{kind.collection}: {unknown}")
        return Acts(tuple(acts), tuple(missing))

    async def _change(
        self, world: "World", kind: Kind, update: Operation, own: Planted, asker: tuple[str, str | None]
    ) -> Act:
        by, name = asker
        canary = world.plant(Mark("token"), f"{by} changes {own.owner}'s {kind.name}", update.name).value
        known: dict[str, Json] = {}
        body = Body(update, lambda _: canary, known)
        request = body.request(address(world, self.surface, update, own.ids), name)
        reply = await world.send(request)
        read = await _owner_reads(world, self.surface, kind, own)
        return _act(update, kind, by, reply, world.curl(request), done=holds(read, canary, own.ids[-1]), read=read)

    async def _add(self, world: "World", kind: Kind, planted: Planted, asker: tuple[str, str | None]) -> Act:
        by, name = asker
        assert kind.create is not None
        assert kind.listing is not None
        canary = world.plant(Mark("token"), f"{by} adds to {planted.owner}'s {kind.parent}", kind.create.name).value
        request = Body(kind.create, lambda _: canary, {}).request(
            address(world, self.surface, kind.create, planted.ids), name
        )
        reply = await world.send(request)
        read = await world.send(Request(address(world, self.surface, kind.listing, planted.ids), by=planted.owner))
        done = isinstance(read, Answer) and canary in read.body
        return _act(kind.create, kind, by, reply, world.curl(request), done=done, read=read)


@dataclass(frozen=True, slots=True)
class Deletes(Question[Acts]):
    """Can a stranger delete what another customer owns?"""

    surface: str

    async def ask(self, world: "World") -> Acts:
        """Deletes an object made for it: as a stranger, as nobody, at last as its owner, until it is gone."""
        acts: list[Act] = []
        missing = await _missing(world, self.surface, lambda kind: kind.delete)
        async for kind, planted, planting in _planted(world, self.surface):
            if kind.delete is None or kind.read is None:
                continue
            try:
                own = await plant(world, self.surface, kind, planting.planted, planted.owner)
                if not own.shown:
                    missing.append(f"{kind.delete.name}: its owner could not read the {kind.name} before")
                    continue
                for by, name in ((STRANGER, planting.b), (NOBODY, None), (OWNER, planted.owner)):
                    acts.append(await self._delete(world, kind, kind.delete, own, (by, name)))
                    if acts[-1].done:
                        break
            except CannotLook as unknown:
                missing.append(f"{kind.delete.name}: {unknown}")
        return Acts(tuple(acts), tuple(missing))

    async def _delete(
        self, world: "World", kind: Kind, delete: Operation, own: Planted, asker: tuple[str, str | None]
    ) -> Act:
        by, name = asker
        request = Request(address(world, self.surface, delete, own.ids), "DELETE", by=name)
        reply = await world.send(request)
        read = await _owner_reads(world, self.surface, kind, own)
        done = isinstance(read, Answer) and read.status in GONE
        if done:
            world.proved(request, "deletes it")
        return _act(delete, kind, by, reply, world.curl(request), done=done, read=read)


def holds(reply: Reply, canary: str, own_id: str) -> bool:
    """Whether an answer shows the canary in the owner's own object: the smallest JSON object around it that has an id
    at all has the owner's, or the answer is that one object.
    """
    if not isinstance(reply, Answer) or canary not in reply.body:
        return False
    value = reply.json()
    if value is None:
        return True
    smallest = _around(value, canary)
    return own_id in _scalars(smallest) if isinstance(value, list) or _has_list_around(value, canary) else True


def _around(value: Json, canary: str) -> dict[str, Json]:
    """The smallest object that holds the canary and more than one field."""
    parts = value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else []
    for one in parts:
        if isinstance(one, dict | list) and canary in str(one):
            inner = _around(one, canary)
            if len(inner) > 1:
                return inner
    return value if isinstance(value, dict) else {}


def _has_list_around(value: Json, canary: str) -> bool:
    if isinstance(value, list):
        return any(isinstance(one, dict) and canary in str(one) for one in value)
    return isinstance(value, dict) and any(_has_list_around(one, canary) for one in value.values())


def _scalars(value: dict[str, Json]) -> set[str]:
    return {str(one) for one in value.values() if isinstance(one, str | int)}


async def _missing(world: "World", surface: str, operation: Callable[[Kind], Operation | None]) -> list[str]:
    """The kinds that have such an operation and of which no object could be made."""
    wanted = {one.collection for one in kinds(await world.ask(Api(surface))) if operation(one) is not None}
    missing = (await world.ask(Objects(surface))).missing
    return [f"{one.collection}: {one.because}" for one in missing if one.collection in wanted and not one.forbidden]


async def _planted(world: "World", surface: str) -> AsyncIterator[tuple[Kind, Planted, Planting]]:
    facts = await world.ask(Api(surface))
    planting = await world.ask(Objects(surface))
    by_collection = {one.collection: one for one in kinds(facts)}
    for planted in planting.planted:
        yield by_collection[planted.collection], planted, planting


async def _owner_reads(world: "World", surface: str, kind: Kind, own: Planted) -> Reply:
    operation = kind.read or kind.listing
    assert operation is not None
    return await world.send(Request(address(world, surface, operation, own.ids), by=own.owner))


def _act(operation: Operation, kind: Kind, by: str, reply: Reply, curl: str, *, done: bool, read: Reply) -> Act:
    status = reply.status if isinstance(reply, Answer) else 0
    return Act(operation.name, kind.collection, by, status, done, read.line(), curl)
