"""Strangers write and delete, on objects made for that; what counts is what the owner sees afterwards."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from launchready.declare.model import Json
from launchready.observe.access.common import CommonKind, has_list_around, may_all, scalars_of, smallest_around
from launchready.observe.access.sights import NOBODY, OWNER, STRANGER, Sights
from launchready.observe.api.bodies import Body, takes_text
from launchready.observe.api.calls import request, values
from launchready.observe.api.deeds import Slot, Use
from launchready.observe.api.kinds import Kind, kinds
from launchready.observe.api.naming import DELETE, LIST, READ, UPDATE
from launchready.observe.api.objects import Objects, Planted, Planting, plant
from launchready.observe.api.openapi import Api
from launchready.observe.api.paging import pages
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.question import Question
from launchready_hunt.canary import Kind as Mark

if TYPE_CHECKING:
    from launchready.observe.world import World

GONE = (404, 410)
HIDDEN = 403
"""What some answer of an object that is not there."""


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
    owner_reads: str  # the operation and its status
    curl: str


@dataclass(frozen=True, slots=True)
class Acts:
    """All attempts of a sort."""

    acts: tuple[Act, ...]
    missing: tuple[str, ...]
    """Operations that could not be tried, and why."""
    barred: tuple[str, ...] = ()
    """Kinds that have such an operation and that no customer may make."""
    unsaid: tuple[str, ...] = ()
    """Operations by which a stranger changed what may be everybody's: launch.toml has to say."""

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
        """Tries each update as a stranger, as nobody, and as the owner; and additions to what is the owner's own: an answer
        in a public room is none.
        """
        shared = (await world.ask(Sights(self.surface))).is_shared
        acts: list[Act] = []
        missing, barred = await missing_of(world, self.surface, UPDATE)
        async for kind, planted, planting in planted_kinds(world, self.surface):
            trial = Trial(world, self.surface, kind)
            try:
                for update in (replace(one, operation=planted.taught(one.operation)) for one in kind.all(UPDATE)):
                    if not (update.by_url and trial.can_tell and takes_text(update.operation)):
                        continue
                    own = await plant(world, self.surface, kind, planting.planted, planted.owner)
                    askers = ((STRANGER, planting.b), (NOBODY, None), (OWNER, planted.owner))
                    mine = [one for one in askers if one[1] != planted.owner or one[0] == OWNER]
                    acts += [await trial.change(update, own, asker) for asker in mine]
                if kind.is_nested and kind.create and kind.listing and planted.shown and not shared(kind.parent):
                    others = ((STRANGER, planting.b), (NOBODY, None))
                    acts += [await trial.add(planted, one) for one in others if one[1] != planted.owner]
            except CannotLook as unknown:
                missing.append(f"{kind.collection}: {unknown}")
        return await _own_alone(world, self.surface, acts, missing, barred)


@dataclass(frozen=True, slots=True)
class Deletes(Question[Acts]):
    """Can a stranger delete what another customer owns?"""

    surface: str

    async def ask(self, world: "World") -> Acts:
        """Deletes an object made for it: as a stranger, as nobody, at last as its owner, until it is gone."""
        acts: list[Act] = []
        missing, barred = await missing_of(world, self.surface, DELETE)
        async for kind, planted, planting in planted_kinds(world, self.surface):
            trial = Trial(world, self.surface, kind)
            for delete in kind.all(DELETE):
                if not (delete.by_url and trial.can_tell):
                    continue
                try:
                    own = await plant(world, self.surface, kind, planting.planted, planted.owner)
                    if not own.shown:
                        missing.append(f"{delete.name}: its owner could not read the {kind.name} before")
                        continue
                    for by, name in ((STRANGER, planting.b), (NOBODY, None), (OWNER, planted.owner)):
                        if name == planted.owner and by != OWNER:
                            continue
                        acts.append(await trial.delete(delete, own, (by, name), beside=planted))
                        if acts[-1].done:
                            break
                except CannotLook as unknown:
                    missing.append(f"{delete.name}: {unknown}")
        return await _own_alone(world, self.surface, acts, missing, barred)


async def _own_alone(
    world: "World", surface: str, acts: list[Act], missing: list[str], barred: tuple[str, ...]
) -> Acts:
    """The attempts, without what a stranger did to objects that are nobody's own."""
    unsaid: list[str] = []
    for collection in {one.collection for one in acts if one.by == STRANGER and one.done}:
        if (common := await world.ask(CommonKind(surface, collection))) is not None:
            done = [one for one in acts if one.collection == collection and one.by == STRANGER and one.done]
            acts = [one for one in acts if one not in done]
            open_ = [one.operation for one in done if not await may_all(world, surface, one.operation)]
            unsaid += [f"{operation}: {common}" for operation in open_]
    return Acts(tuple(acts), tuple(missing), barred, tuple(unsaid))


@dataclass(frozen=True, slots=True)
class Trial:
    """Writes to objects of one kind, and reads them as their owner."""

    world: "World"
    surface: str
    kind: Kind

    @property
    def can_tell(self) -> bool:
        """Whether an owner can see at all what became of an object."""
        return bool(self.kind.all(READ, LIST))

    async def change(
        self, use: Use, own: Planted, asker: tuple[str, str | None], ids: dict[Slot, str] | None = None
    ) -> Act:
        """One update with a fresh canary in each free string."""
        by, name = asker
        marks: list[str] = []

        def mark(field: str) -> str:
            label = f"{by} changes {own.owner}'s {self.kind.name}: {field}"
            marks.append(self.world.plant(Mark("token"), label, use.operation.name).value)
            return marks[-1]

        places = ids or await values(self.world, self.surface, use, own.named)
        known, more = own.learned_for(use.operation)
        kept = {**_kept(use, own), **known}
        body = Body(use.operation, mark, kept, extra=more, left_out=set(own.left_out), anywhere=True)
        asked = request(self.world, self.surface, use, places, name, body=body)
        reply = await self.world.send(asked)
        read = await self.owner_reads(own)
        done = any(holds(read, canary, own.ids[-1]) for canary in marks)
        return self._act(use, by, reply, asked, done=done, read=read)

    async def delete(
        self,
        use: Use,
        own: Planted,
        asker: tuple[str, str | None],
        ids: dict[Slot, str] | None = None,
        *,
        beside: Planted | None = None,
    ) -> Act:
        """One deletion; `beside` is an object of its owner's that stays, and shows that the owner may still read."""
        by, name = asker
        places = ids or await values(self.world, self.surface, use, own.named)
        asked = request(self.world, self.surface, use, places, name)
        reply = await self.world.send(asked)
        read = await self.owner_reads(own)
        done = _is_gone(read, own)
        if not done and beside is not None and {_status(reply) // 100, _status(read)} == {2, HIDDEN}:
            still = await self.owner_reads(beside)
            done = _status(still) // 100 == 2 and beside.in_(still)  # noqa: PLR2004 - HTTP's success
        if done:
            self.world.proved(asked, "deletes it")
        return self._act(use, by, reply, asked, done=done, read=read)

    async def add(self, planted: Planted, asker: tuple[str, str | None]) -> Act:
        """One new object in what another owns."""
        by, name = asker
        making, listing = self.kind.making, next(iter(self.kind.all(LIST)))
        assert making is not None
        canary = self.world.plant(
            Mark("token"), f"{by} adds to {planted.owner}'s {self.kind.parent}", making.operation.name
        ).value
        places = await values(self.world, self.surface, making, planted.named)
        body = Body(making.operation, lambda _: canary, {})
        asked = request(self.world, self.surface, making, places, name, body=body)
        reply = await self.world.send(asked)
        there = await values(self.world, self.surface, listing, planted.named)
        read = await self.world.send(request(self.world, self.surface, listing, there, planted.owner))
        done = isinstance(read, Answer) and canary in read.body
        return self._act(making, by, reply, asked, done=done, read=read)

    async def owner_reads(self, own: Planted) -> Reply:
        """What the owner reads of an object: by the operation that showed it before, else by the plainest.

        Raises:
            CannotLook: the owner cannot ask, or cannot sign in any more.
        """
        ready = sorted(self.kind.all(READ, LIST), key=lambda use: (use.operation.name != own.shown, use.verb != READ))
        use = ready[0]
        places = await values(self.world, self.surface, use, own.named)
        asked = request(self.world, self.surface, use, places, own.owner)
        if use.verb == READ:
            return await self.world.send(asked)
        first: Reply | None = None
        async for page in pages(self.world, use.operation, asked):
            first = first or page
            if isinstance(page, Answer) and own.ids[-1] in page.body:
                return page
        assert first is not None
        return first

    def _act(self, use: Use, by: str, reply: Reply, asked: Request, *, done: bool, read: Reply) -> Act:
        return Act(use.name, self.kind.collection, by, _status(reply), done, read.line(), self.world.curl(asked))


def _status(reply: Reply) -> int:
    return reply.status if isinstance(reply, Answer) else 0


def _is_gone(read: Reply, own: Planted) -> bool:
    """Whether the owner's read says that the object is no more: 404, or an answer without it."""
    if not isinstance(read, Answer):
        return False
    if read.status in GONE:
        return True
    return read.status < 300 and not any(canary in read.body for canary in own.canaries)  # noqa: PLR2004 - HTTP's success


def _kept(use: Use, own: Planted) -> dict[str, Json]:
    """Values for fields of an update that must stay: what the object belongs to, and the id where that is a field."""
    kept: dict[str, Json] = {}
    for field in use.operation.body:
        stem = field.refers_to if field.required else None
        value = dict(own.known).get(stem or "")
        if use.own is not None and use.own.last == field.name:
            value = own.ids[-1]
        if value is not None:
            kept[field.name] = int(value) if field.type == "integer" and value.isdigit() else value
    return kept


def holds(reply: Reply, canary: str, own_id: str) -> bool:
    """Whether an answer shows the canary in the owner's own object: the smallest JSON object around it that has an id
    at all has the owner's, or the answer is that one object.
    """
    if not isinstance(reply, Answer) or canary not in reply.body:
        return False
    value = reply.json()
    if value is None:
        return True
    smallest = smallest_around(value, canary)
    return own_id in scalars_of(smallest) if isinstance(value, list) or has_list_around(value, canary) else True


async def missing_of(world: "World", surface: str, verb: str) -> tuple[list[str], tuple[str, ...]]:
    """The kinds that have such an operation and of which no object could be made; and those of which nobody may make one."""
    wanted = {one.collection for one in kinds(await world.ask(Api(surface))) if any(u.by_url for u in one.all(verb))}
    planting = await world.ask(Objects(surface))
    told = [one for one in planting.missing if one.collection in wanted and not one.forbidden]
    return [f"{one.collection}: {one.because}" for one in told], tuple(one for one in planting.barred if one in wanted)


async def planted_kinds(world: "World", surface: str) -> AsyncIterator[tuple[Kind, Planted, Planting]]:
    """Each kind of which there is an object, with that object."""
    facts = await world.ask(Api(surface))
    planting = await world.ask(Objects(surface))
    by_collection = {one.collection: one for one in kinds(facts)}
    for planted in planting.planted:
        yield by_collection[planted.collection], planted, planting
