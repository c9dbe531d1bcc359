"""Makes objects as nobody in particular, where the document asks for credentials; what counts is that one is read back."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from launchready.observe.access.likes import OK
from launchready.observe.access.matrix import reserved_for
from launchready.observe.api.ids import own_id
from launchready.observe.api.kinds import Kind, kinds
from launchready.observe.api.making import Made, make, removal
from launchready.observe.api.objects import Objects, Planting, address
from launchready.observe.api.openapi import Api
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.question import Question
from launchready.observe.who.people import staff
from launchready_hunt.canary import Kind as Mark

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST_KINDS = 8


@dataclass(frozen=True, slots=True)
class Creation:
    """One attempt to make an object without credentials."""

    operation: str
    status: int
    """0 where nothing came back."""
    done: bool
    """Whether somebody then read the new object."""
    shown: str
    curl: str


@dataclass(frozen=True, slots=True)
class Creations(Question[tuple[Creation, ...]]):
    """What can nobody in particular make?"""

    surface: str

    async def ask(self, world: "World") -> tuple[Creation, ...]:
        """The same request that has just made an object for a customer, without the session and with a canary of its own."""
        facts = await world.ask(Api(self.surface))
        planting = await world.ask(Objects(self.surface))
        found: list[Creation] = []
        planted = {one.collection: one for one in planting.planted if one.canaries}
        for kind in kinds(facts):
            own = planted.get(kind.collection)
            is_open = kind.create is None or not kind.create.secured
            if own is None or is_open or kind.is_nested or own.borrowed or (kind.making and kind.making.own):
                continue
            owner = planting.b if own.owner == planting.a else own.owner
            try:
                made = await make(world, self.surface, kind, planting, owner)
            except CannotLook:
                continue  # the control fails, and others say so
            found.append(await self._try(world, planting, made))
            if len(found) == MOST_KINDS:
                break
        return tuple(found)

    async def _try(self, world: "World", planting: Planting, made: Made) -> Creation:
        kind, body = made.kind, made.request.body or ""
        assert kind.create is not None
        canary = world.plant(Mark("token"), f"nobody's {kind.name}", kind.create.name).value
        for one in made.planted.canaries:
            body = body.replace(one, canary)
        request = replace(made.request, body=body, by=None)
        reply = await world.send(request)
        curl = world.curl(request)
        if not isinstance(reply, Answer):
            return Creation(kind.create.name, 0, done=False, shown=reply.line(), curl=curl)
        if reply.status not in OK:
            return Creation(kind.create.name, reply.status, done=False, shown=reply.line(), curl=curl)
        shown = await self._seen(world, planting, made, reply, canary)
        if shown:
            world.proved(request, "makes one")
        gone = await removal(world, self.surface, made, reply, made.planted.owner)
        if gone is not None:
            by = next((one.name for one in staff(world)), made.planted.owner)
            world.remove_at_the_end(f"{kind.name} of nobody's", replace(gone, by=by))
        return Creation(kind.create.name, reply.status, bool(shown), shown or reply.body[:120], curl)

    async def _seen(self, world: "World", planting: Planting, made: Made, reply: Answer, canary: str) -> str:
        """The operation that shows somebody the new object; empty where none does."""
        crew = [one.name for one in staff(world)][:1]
        for url, name in await self._places(world, made.kind, made, reply):
            for by in (None, *crew, planting.a, made.planted.owner):
                read = await world.send(Request(url, by=by))
                if isinstance(read, Answer) and read.status in OK and canary in read.body:
                    return f"{by or 'nobody'} then read it by {name}"
        return ""

    async def _places(self, world: "World", kind: Kind, made: Made, reply: Answer) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        if kind.read is not None:
            place = kind.read.places[-1] if kind.read.places else "id"
            if own := own_id(reply.json(), kind.name, place):
                found.append((await made.planted.called(own).url(world, self.surface, kind.read), kind.read.name))
        if kind.listing is not None:
            ids = await made.planted.ids_for(world, self.surface, kind.listing)
            found.append((address(world, self.surface, kind.listing, ids), kind.listing.name))
        facts = await world.ask(Api(self.surface))
        for one in facts.operations:
            rule = reserved_for(world.declaration, one)
            is_same = one.path.rstrip("/").rpartition("/")[2] == kind.collection.rpartition("/")[2]
            if one.method == "GET" and not one.places and rule is not None and rule.is_staffs and is_same:
                found.append((address(world, self.surface, one, ()), one.name))
        return found
