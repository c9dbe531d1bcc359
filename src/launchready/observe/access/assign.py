"""Tries to set what is not its owner's to set in an object: whose it is, what it costs, whether it is paid or approved."""

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from launchready.declare.model import Json
from launchready.observe.access.likes import opened
from launchready.observe.access.matrix import reserved_for
from launchready.observe.access.reserved_fields import OWNER, allows, better, choices_of, equals, is_business
from launchready.observe.access.sights import Sights
from launchready.observe.api.bodies import Body, is_free
from launchready.observe.api.ids import items_in
from launchready.observe.api.kinds import Kind, kinds
from launchready.observe.api.naming import snake
from launchready.observe.api.objects import Objects, Planted, Planting, plant
from launchready.observe.api.openapi import Api, Operation
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.question import Question
from launchready.observe.who.people import customers
from launchready.observe.who.person import known_as
from launchready_hunt.canary import Kind as Mark

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST_ALONE = 3
OWNERS = (("owner", "id"), ("user", "id"))
"""What the field of an owner is called most often, where an object shows none."""


@dataclass(frozen=True, slots=True)
class FieldSet:
    """One field that somebody tried to set in an object of their own."""

    operation: str
    kind: str
    field: str
    sound: str
    """What it is without the attempt, as Python shows it."""
    wanted: str
    after: str
    done: bool
    """Whether a read showed the wanted value, or the other customer the object."""
    shown: str
    """What showed it, or what was answered."""
    curl: str


@dataclass(frozen=True, slots=True)
class FieldsSeen:
    """The attempts."""

    tried: tuple[FieldSet, ...]
    controls: tuple[str, ...]
    """`POST /orders made an order, which GET /orders/{id} shows`."""
    missing: tuple[str, ...]
    barred: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ObjectFields(Question[FieldsSeen]):
    """Can the maker of an object set what the product alone should say of it?"""

    surface: str

    async def ask(self, world: "World") -> FieldsSeen:
        """With objects made for it, of each kind that takes JSON and that its maker reads back."""
        facts = await world.ask(Api(self.surface))
        planting = await world.ask(Objects(self.surface))
        by_collection = {one.collection: one for one in kinds(facts)}
        tried: list[FieldSet] = []
        controls: list[str] = []
        theirs = {
            name for name, one in by_collection.items() if one.create and reserved_for(world.declaration, one.create)
        }
        told = (one for one in planting.missing if not one.forbidden and one.collection not in theirs)
        missing = [f"{one.collection}: {one.because}" for one in told]
        for planted in planting.planted:
            kind = by_collection[planted.collection]
            if kind.create is None or kind.create.body_kind != "json" or not kind.create.body or not planted.shown:
                continue
            trial = _Trial(world, self.surface, kind, planting, planted)
            try:
                found = await trial.tries()
            except CannotLook as unknown:
                missing.append(f"{kind.collection}: {unknown}")
                continue
            tried += found
            if found:
                controls.append(f"{kind.create.name} made a {kind.name}, which {planted.shown} shows")
        return FieldsSeen(tuple(tried), tuple(controls), tuple(missing), planting.barred)


@dataclass(frozen=True, slots=True)
class _Trial:
    """One kind."""

    world: "World"
    surface: str
    kind: Kind
    planting: Planting
    planted: Planted

    async def tries(self) -> list[FieldSet]:
        base = await self._read(self.planted, self.planted.owner)
        owners = await self._owners(base)
        place = self.kind.read or self.kind.listing
        values = {
            name: better(name, value, self.kind.name, choices_of(place, name) if place else ())
            for name, value in base.items()
            if is_business(name, self.kind.name, base) and not isinstance(value, dict | list)
        }
        ready = [self._undeclared(one) for one in (owners, values)]
        found: list[FieldSet] = []
        for wanted in ready:
            if wanted:
                found += await self._at_creation(base, wanted, is_owner=wanted == ready[0])
        update = self.kind.update
        if (
            update is not None
            and update.body_kind == "json"
            and any(is_free(one) and len(one.path) == 1 for one in update.body)
        ):
            for wanted in ready:
                if wanted:
                    found += await self._at_update(update, base, wanted, is_owner=wanted == ready[0])
        return found

    def _undeclared(self, wanted: dict[str, Json]) -> dict[str, Json]:
        """What neither the creation nor the update offers its user, as far as the document says what they take."""
        taking = [one for one in (self.kind.create, self.kind.update) if one is not None]
        return {name: one for name, one in wanted.items() if not any(allows(other, name, one) for other in taking)}

    async def _owners(self, base: dict[str, Json]) -> dict[str, Json]:
        """The fields that name the owner, with what would stand there if the object were the other customer's."""
        mine, other = [await known_as(self.world, self.surface, one) for one in (self.planted.owner, self._other)]
        found: dict[str, Json] = {}
        for name, value in base.items():
            key = next((key for key, one in mine.items() if equals(one, value) and not isinstance(value, bool)), None)
            if key and key in other and OWNER.fullmatch(snake(name)) and value is not None:
                found[name] = other[key]
        if not found and "id" in other and not self.kind.is_nested:
            is_camel = any(name != snake(name) for name in base)
            for first, second in OWNERS:
                found[f"{first}{second.title()}" if is_camel else f"{first}_{second}"] = other["id"]
        return found

    @property
    def _other(self) -> str:
        who = customers(self.world)
        return who.b if self.planted.owner == who.a else who.a

    async def _at_creation(self, base: dict[str, Json], wanted: dict[str, Json], *, is_owner: bool) -> list[FieldSet]:
        """All fields at once; where that is refused, the first ones alone."""
        create = self.kind.create
        assert create is not None
        found: list[FieldSet] = []
        for values in _tries(wanted):
            try:
                made = await self._plant(tuple(values.items()))
            except CannotLook as refusal:
                said = str(refusal)[:160]
                if not re.search(r"-> \d{3}\b", said):
                    raise
                told = [self._told(create, name, base, one, shown=said) for name, one in values.items()]
            else:
                told = [
                    await self._effect(create, made, base, (name, one), is_owner=is_owner)
                    for name, one in values.items()
                ]
                if values == wanted:
                    return told
            found = [*(one for one in found if one.field not in values), *told]
            if any(one.done for one in told):
                break
        return found

    async def _at_update(
        self, update: Operation, base: dict[str, Json], wanted: dict[str, Json], *, is_owner: bool
    ) -> list[FieldSet]:
        own, now = await self._control(update, await self._plant(()))
        found: list[FieldSet] = []
        for values in _tries(wanted):
            reply = await self.world.send(await self._changing(update, own, now, values))
            curl = self.world.curl(reply.request)
            told = [
                await self._effect(update, own, base, (name, one), is_owner=is_owner, curl=curl)
                for name, one in values.items()
            ]
            found = [*(one for one in found if one.field not in values), *told]
            if any(one.done for one in told) or (isinstance(reply, Answer) and reply.status < 300):  # noqa: PLR2004
                break
        return found

    async def _control(self, update: Operation, own: Planted) -> tuple[Planted, dict[str, Json]]:
        """The object after a harmless change that its owner sees, and what they see of it.

        Raises:
            CannotLook: the change does not show.
        """
        free = (one.name for one in update.body if is_free(one) and len(one.path) == 1)
        field = min(free, key=own.left_out.__contains__)
        text = self.world.plant(Mark("token"), f"{own.owner} changes a {self.kind.name}", update.name).value
        now = await self._read(own, own.owner)
        reply = await self.world.send(await self._changing(update, own, now, {field: text}))
        now = await self._read(own, own.owner)
        if text not in str(now):
            raise CannotLook(f"{reply.line()}: a harmless change did not show")
        return replace(own, canaries=(*own.canaries, text)), now

    async def _changing(self, update: Operation, own: Planted, now: dict[str, Json], new: dict[str, Json]) -> Request:
        kept = {name: one for name, one in now.items() if name not in new}
        body = Body(update, str, kept, optional=False, extra=dict(new), left_out=set(own.left_out))
        return body.request(await own.url(self.world, self.surface, update), own.owner)

    async def _plant(self, extra: tuple[tuple[str, Json], ...]) -> Planted:
        return await plant(self.world, self.surface, self.kind, self.planting.planted, self.planted.owner, extra=extra)

    async def _effect(
        self,
        operation: Operation,
        own: Planted,
        base: dict[str, Json],
        tried: tuple[str, Json],
        *,
        is_owner: bool,
        curl: str = "",
    ) -> FieldSet:
        """What a read shows afterwards; of an owner, also whether the other customer now has it."""
        name, wanted = tried
        curl = curl or own.curl
        try:
            after = (await self._read(own, own.owner)).get(name)
        except CannotLook:
            after = None
        if name in base and equals(after, wanted) and not equals(base.get(name), wanted):
            shown = f"read again, it shows {name} = {after!r}"
            return self._told(operation, name, base, wanted, after=after, shown=shown, curl=curl, done=True)
        if is_owner and (place := await self._belongs_to_other(own)):
            await self._clean_up(own)
            shown = f"{self._other} then had it in {place}"
            return self._told(operation, name, base, wanted, after=wanted, shown=shown, curl=curl, done=True)
        return self._told(operation, name, base, wanted, after=after, shown=f"{name} is {after!r}", curl=curl)

    async def _clean_up(self, own: Planted) -> None:
        if self.kind.delete is not None:
            request = Request(await own.url(self.world, self.surface, self.kind.delete), "DELETE", by=self._other)
            self.world.remove_at_the_end(f"{self.kind.name} {own.ids[-1]} of {self._other}", request)

    async def _belongs_to_other(self, own: Planted) -> str:
        """The operation by which the other customer sees the object, where they see no other of the owner's."""
        gallery = await self.world.ask(Sights(self.surface))
        if gallery.is_shared(self.kind.collection):
            return ""
        for operation in (self.kind.read, self.kind.listing):
            if operation is None:
                continue
            url = await own.url(self.world, self.surface, operation)
            usual = await self.world.send(
                Request(await self.planted.url(self.world, self.surface, operation), by=self._other)
            )
            reply = await self.world.send(Request(url, by=self._other))
            if own.in_(reply) and not self.planted.in_(usual):
                return operation.name
        return ""

    async def _read(self, own: Planted, by: str) -> dict[str, Json]:
        operation = self.kind.read or self.kind.listing
        if operation is None:
            raise CannotLook(f"nothing shows a {self.kind.name}")
        reply = await self.world.answer(Request(await own.url(self.world, self.surface, operation), by=by))
        if self.kind.read is None:
            return next((one for one in items_in(reply.json()) if any(mark in str(one) for mark in own.canaries)), {})
        shown = opened(reply.json())
        if not shown or reply.status >= 300:  # noqa: PLR2004 - HTTP's success ends here
            raise CannotLook(reply.line())
        return shown

    def _told(
        self,
        operation: Operation,
        name: str,
        base: dict[str, Json],
        wanted: Json,
        *,
        after: Json = None,
        shown: str,
        curl: str = "",
        done: bool = False,
    ) -> FieldSet:
        sound = repr(base.get(name))
        return FieldSet(operation.name, self.kind.name, name, sound, repr(wanted), repr(after), done, shown, curl)


def _tries(wanted: dict[str, Json]) -> list[dict[str, Json]]:
    """All fields together, then the first ones alone."""
    alone = [{name: one} for name, one in list(wanted.items())[:MOST_ALONE]]
    return [wanted, *alone] if len(wanted) > 1 else [wanted]
