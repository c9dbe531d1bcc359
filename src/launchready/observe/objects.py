"""Plants one object of each kind that an API keeps, as its owner would, with a canary in each free string."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote
from uuid import uuid4

import anyio

from launchready.declare.model import Json
from launchready.observe.bodies import Body, complaints, plausible
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.ids import ids_in, items_in, own_id
from launchready.observe.kinds import Kind, kinds, last_word, refers_to, singular
from launchready.observe.openapi import Api, ApiFacts, Operation
from launchready.observe.people import customers, others
from launchready.observe.question import Question
from launchready.observe.schema import Field
from launchready_hunt.canary import Kind as Mark

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST_KINDS = 12
ROUNDS = 4
LONGEST_WAIT = 65
REFUSED = (401, 403)


class Forbidden(CannotLook):
    """None of the customers' roles may make such an object."""


@dataclass(frozen=True, slots=True)
class Planted:
    """One object that this run made."""

    collection: str
    """Its kind."""
    name: str
    """The kind in a word: `order`."""
    owner: str
    ids: tuple[str, ...]
    """The ids that fill the path of the object, its own last."""
    canaries: tuple[str, ...]
    shown: str
    """The operation by which its owner read a canary back; empty where none did."""
    curl: str
    """How it was made."""

    def url(self, world: "World", surface: str, operation: Operation) -> str:
        """The address of an operation on this object."""
        return address(world, surface, operation, self.ids)

    def in_(self, reply: Reply) -> bool:
        """Whether an answer shows a canary of the object that its request did not carry itself."""
        if not isinstance(reply, Answer):
            return False
        carried = f"{reply.request.url} {reply.request.body or ''}"
        return any(canary in reply.body and canary not in carried for canary in self.canaries)


@dataclass(frozen=True, slots=True)
class NotPlanted:
    """A kind of which no object could be made, and why."""

    collection: str
    because: str
    forbidden: bool
    """Whether every role was refused: such objects are not the customers'."""


@dataclass(frozen=True, slots=True)
class Planting:
    """The objects of a run."""

    a: str
    b: str
    planted: tuple[Planted, ...]
    missing: tuple[NotPlanted, ...]


@dataclass(frozen=True, slots=True)
class Objects(Question[Planting]):
    """What objects can customer A make, and does A read the canaries in them back?"""

    surface: str

    async def ask(self, world: "World") -> Planting:
        """Makes one of each kind; kinds that need another are tried again after it."""
        who = customers(world)
        facts = await world.ask(Api(self.surface))
        made: dict[str, Planted] = {}
        missing: dict[str, NotPlanted] = {}
        waiting = list(kinds(facts)[:MOST_KINDS])
        for _ in range(2):
            for kind in tuple(waiting):
                try:
                    made[kind.collection] = await plant(world, self.surface, kind, tuple(made.values()))
                    waiting.remove(kind)
                    missing.pop(kind.collection, None)
                except CannotLook as unknown:
                    barred = isinstance(unknown, Forbidden)
                    missing[kind.collection] = NotPlanted(kind.collection, str(unknown), barred)
        return Planting(who.a, who.b, tuple(made.values()), tuple(missing.values()))


async def plant(
    world: "World",
    surface: str,
    kind: Kind,
    made: tuple[Planted, ...],
    owner: str | None = None,
    *,
    extra: tuple[tuple[str, Json], ...] = (),
) -> Planted:
    """Makes one object, as customer A or as the first role that may; `extra` fields are laid over its body.

    Raises:
        CannotLook: nobody could make one.
    """
    parents: tuple[str, ...] = ()
    if kind.is_nested:
        parent = next((one for one in made if one.collection == kind.parent), None)
        if parent is None:
            raise Forbidden(f"there is no {singular(last_word(kind.parent))} of this run's to put it in")
        parents, owner = parent.ids, parent.owner
    askers = (owner,) if owner else (customers(world).a, *(one.name for one in others(world)))
    refusals: list[CannotLook] = []
    for asker in askers:
        try:
            return await _Maker(world, surface, kind, made, asker, parents, extra).make()
        except CannotLook as unknown:
            refusals.append(unknown)
    why = Forbidden if all(isinstance(one, Forbidden) for one in refusals) else CannotLook
    raise why("; ".join(map(str, refusals)))


def address(world: "World", surface: str, operation: Operation, ids: tuple[str, ...]) -> str:
    """The address of an operation with ids in its path.

    Raises:
        CannotLook: the surface is not declared.
    """
    at = world.declaration.surface(surface)
    if at is None:
        raise CannotLook(f"launch.toml declares no surface {surface}")
    return at.at(operation.at(*(quote(one, safe="") for one in ids)))


async def patient(world: "World", request: Request) -> Reply:
    """Sends a request; where a limit asks to wait for less than a minute, waits and sends it once more."""
    reply = await world.send(request)
    if isinstance(reply, Answer) and reply.status == 429:  # noqa: PLR2004 - too many requests
        after = reply.header("Retry-After") or ""
        if after.isdigit() and int(after) <= LONGEST_WAIT:
            await anyio.sleep(int(after) + 0.2)
            return await world.send(request)
    return reply


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes one object of a kind as one principal."""

    world: "World"
    surface: str
    kind: Kind
    made: tuple[Planted, ...]
    owner: str
    parents: tuple[str, ...]
    extra: tuple[tuple[str, Json], ...] = ()

    async def make(self) -> Planted:
        create = self.kind.create
        assert create is not None
        ids = self.parents
        if len(create.places) > len(ids):  # the client chooses the id
            last = next((one for one in create.params if one.name == create.places[-1]), None)
            ids = (*ids, "100001" if last and last.type == "integer" else str(uuid4()))
        canaries: list[str] = []

        def mark(field: str) -> str:
            label = f"{self.owner}'s {self.kind.name}: {field}"
            canaries.append(self.world.plant(Mark("token"), label, create.name).value)
            return canaries[-1]

        body = Body(create, mark, await self._known(create), extra=dict(self.extra))
        url = address(self.world, self.surface, create, ids)
        answer = await self._create(body, url, canaries)
        if len(ids) == len(self.parents):
            ids = (*ids, await self._id_in(answer, tuple(canaries)))
        planted = Planted(
            self.kind.collection,
            self.kind.name,
            self.owner,
            ids,
            tuple(canaries),
            "",
            self.world.curl(answer.request),
        )
        if self.kind.delete is not None:
            request = Request(planted.url(self.world, self.surface, self.kind.delete), "DELETE", by=self.owner)
            self.world.remove_at_the_end(f"{self.kind.name} {planted.ids[-1]} of {self.owner}", request)
        return await self._read_back(planted)

    async def _create(self, body: Body, url: str, canaries: list[str]) -> Answer:
        said = ""
        for attempt in range(ROUNDS):
            canaries.clear()
            request = body.request(url, self.owner)
            reply = await patient(self.world, request)
            if not isinstance(reply, Answer):
                raise CannotLook(reply.line())
            if reply.status < 300:  # noqa: PLR2004 - HTTP's success ends here
                return reply
            said = f"{reply.line()}: {reply.body[:160]}"
            if reply.status in REFUSED:
                raise Forbidden(f"no {self.kind.name} could be made: {said}")
            if reply.status >= 500 or dict(self.extra).keys() & set(complaints(reply.json())):  # noqa: PLR2004
                break  # no other body mends it
            self._repair(body, reply, attempt)
        raise CannotLook(f"no {self.kind.name} could be made: {said}")

    def _repair(self, body: Body, refusal: Answer, attempt: int) -> None:
        """Reads what the refusal complains of: adds what is missing, makes plain what was wrong, last leaves out extras."""
        sent = body.value()
        fields = {one.name: one for one in body.operation.body}
        for name in complaints(refusal.json()):
            known = fields.get(name)
            if isinstance(sent, dict) and name not in sent:
                body.extra[name] = body.fill(known) if known else _guess(name)
            elif known is not None:
                body.known[name] = plausible(known) if known.type != "any" else 1
        if attempt > 0 or not complaints(refusal.json()):
            body.optional = False

    async def _known(self, create: Operation) -> dict[str, Json]:
        found: dict[str, Json] = {}
        for one in create.body:
            if one.required and (value := await self._reference(one)) is not None:
                found[one.name] = int(value) if one.type == "integer" and value.isdigit() else value
        return found

    async def _reference(self, one: Field) -> str | None:
        stem = refers_to(one.name) or (one.name if one.format == "uuid" or one.type == "integer" else None)
        if stem is None:
            return None
        wanted = singular(stem.rpartition("_")[2])
        own = next((made for made in self.made if made.name == wanted), None)
        if own is not None:
            return own.ids[-1]
        facts: ApiFacts = await self.world.ask(Api(self.surface))
        for operation in facts.operations:
            if operation.method == "GET" and not operation.places and singular(last_word(operation.path)) == wanted:
                request = Request(address(self.world, self.surface, operation, ()), by=self.owner)
                reply = await self.world.send(request)
                ids = ids_in(reply.json(), wanted) if isinstance(reply, Answer) else ()
                if ids:
                    return ids[0]
        return None

    async def _id_in(self, answer: Answer, canaries: tuple[str, ...]) -> str:
        place = self.kind.read or self.kind.update or self.kind.delete or self.kind.create or None
        param = place.places[-1] if place and place.places else "id"
        found = own_id(answer.json(), self.kind.name, param)
        if found:
            return found
        location = (answer.header("Location") or "").split("?")[0].rstrip("/")
        if last_word(self.kind.collection) in location.lower():
            return location.rpartition("/")[2]
        if self.kind.listing is not None:
            listed = await self._listed()
            for item in items_in(listed.json()) if isinstance(listed, Answer) else ():
                if any(canary in str(item) for canary in canaries) and (found := own_id(item, self.kind.name, param)):
                    return found
        if self.kind.read is None:
            return ""
        raise CannotLook(f"{answer.line()} does not say the id of the new {self.kind.name}")

    async def _listed(self) -> Reply:
        assert self.kind.listing is not None
        url = address(self.world, self.surface, self.kind.listing, self.parents)
        return await self.world.send(Request(url, by=self.owner))

    async def _read_back(self, planted: Planted) -> Planted:
        for operation in (self.kind.read, self.kind.listing):
            if operation is None:
                continue
            url = planted.url(self.world, self.surface, operation)
            if planted.in_(await self.world.send(Request(url, by=self.owner))):
                return replace(planted, shown=operation.name)
        return planted


def _guess(name: str) -> Json:
    return 1 if refers_to(name) or name in {"price", "amount", "quantity", "count"} else "audit"
