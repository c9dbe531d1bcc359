"""Makes one object of a kind as one principal, repairs what is refused, and finds out how requests name the new object."""

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from launchready.declare.model import Json
from launchready.observe.api.bodies import Body, is_free
from launchready.observe.api.calls import Named, chosen_id, patient, request, values
from launchready.observe.api.complaints import complaints
from launchready.observe.api.deeds import PERSON, Slot, Use
from launchready.observe.api.ids import candidates, id_in_location, is_only_told, items_in, referred, scalars
from launchready.observe.api.kinds import Kind
from launchready.observe.api.linking import values_of
from launchready.observe.api.mending import UNKNOWN_ASKER, Repair, home_of
from launchready.observe.api.naming import (
    DELETE,
    ID_NAMES,
    LIST,
    READ,
    last_word,
    plain,
)
from launchready.observe.api.paging import pages
from launchready.observe.api.planted import Planted
from launchready.observe.api.referring import Referring
from launchready.observe.api.schema import Field
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply
from launchready_hunt.canary import Kind as Mark

if TYPE_CHECKING:
    from launchready.observe.world import World

ROUNDS = 6
NO_WAY = "the API names no operation that deletes it"
MOST_IDS = 4
OK = range(200, 300)


class Forbidden(CannotLook):
    """None of the customers' roles may make such an object, or the product says that this part of it is not in use."""


class Unbelieved(Forbidden):
    """The same, told by 401: whoever asked may not have been believed at all."""


@dataclass(slots=True)
class Maker:
    """Makes one object of a kind as one principal."""

    world: "World"
    surface: str
    kind: Kind
    made: tuple[Planted, ...]
    owner: str
    chosen: tuple[tuple[str, str], ...] = ()
    """Ids that the caller wants in fields of the body, by the fields' names: another's, for one."""
    extra: tuple[tuple[str, Json], ...] = ()
    """Fields that are laid over the body."""
    answer: Answer | None = None
    """What the creation was answered last."""

    async def make(self) -> Planted:
        """One object, read back by its owner where that is possible.

        Raises:
            CannotLook: none could be made, or nothing tells its id.
        """
        making = self.kind.making
        assert making is not None
        known = await self._parents(making)
        body = Body(making.operation, lambda _: "", await self._referring.needed(making.operation))
        body.extra.update(self.extra)
        body.known.update(self.chosen)
        given = frozenset(name for name, _ in (*self.extra, *self.chosen))
        marks: list[tuple[str, str]] = []

        def mark(field: str) -> str:
            label = f"{self.owner}'s {self.kind.name}: {field}"
            marks.append((field, self.world.plant(Mark("token"), label, making.operation.name).value))
            return marks[-1][1]

        body.mark, body.anywhere = mark, True
        named = Named(self.owner, chosen_id(making), known)
        ids = await values(self.world, self.surface, making, named)
        answer = await self._create(making, ids, body, marks)
        if not marks and making.operation.body_kind in {"", "json"} and await self._learn(body, answer):
            answer = await self._create(making, ids, body, marks)
        known += self._referring.sent(body)
        planted = Planted(
            self.kind.collection,
            self.kind.name,
            self.owner,
            tuple(ids[slot] for slot in making.parents),
            tuple(value for _, value in marks),
            "",
            self.world.curl(answer.request),
            known,
            tuple(name for name, _ in marks),
            left_out=tuple(sorted(body.left_out)),
            learned=_learned(body, given),
        )
        planted = self._borrowing(planted)
        return await self._read_back(
            planted, (named.own,) if making.own else await self._told_ids(answer, planted, body)
        )

    @property
    def _referring(self) -> Referring:
        return Referring(self.world, self.surface, self.owner, self.made)

    async def _parents(self, making: Use) -> tuple[tuple[str, str], ...]:
        """The ids of what the object belongs to, by their nouns."""
        known: list[tuple[str, str]] = []
        for slot in making.parents:
            if slot.stem == PERSON:
                continue
            own = self._referring.own(slot.stem)
            if own is not None:
                known += [(slot.stem, own.ids[-1]), *own.known]
                continue
            there = await self._referring.listed_one(slot.stem)
            if there is None:
                raise Forbidden(f"there is no {slot.stem.replace('_', ' ')} of this run's to put it in")
            known.append((slot.stem, there))
        return tuple(dict.fromkeys(known))

    def _borrowing(self, planted: Planted) -> Planted:
        """With the canaries of the maker's own objects that it was made of, where it has none of its own."""
        if planted.canaries:
            return planted
        ids = {value for _, value in planted.known}
        own = [one for one in self.made if one.owner == self.owner and one.canaries and one.ids[-1] in ids]
        if not own:
            return planted
        return replace(planted, canaries=own[0].canaries, fields=own[0].fields, borrowed=own[0].collection)

    async def _create(self, making: Use, ids: dict[Slot, str], body: Body, marks: list[tuple[str, str]]) -> Answer:
        said = ""
        for attempt in range(ROUNDS):
            marks.clear()
            sent = request(self.world, self.surface, making, ids, self.owner, body=body)
            reply = await patient(self.world, sent)
            if not isinstance(reply, Answer):
                raise CannotLook(reply.line())
            self.answer = reply
            if reply.status < 300 or (reply.status in {302, 303} and reply.header("Location")):  # noqa: PLR2004
                return reply
            said = f"{reply.line()}: {reply.body[:160]}"
            mend = Repair(body, self.kind.name, reply, home_of(self.world.declaration, self.surface))
            if mend.is_switched_off or mend.is_of_the_asker(known=not ids):
                why = Unbelieved if reply.status == UNKNOWN_ASKER else Forbidden
                raise why(f"no {self.kind.name} could be made: {said}")
            if reply.status >= 500 or reply.status in {404, 405} or self._is_about_extras(reply):  # noqa: PLR2004
                break  # no other body mends it
            mend.mend(attempt)
            await self._referring.mend(body, reply)
        raise CannotLook(f"no {self.kind.name} could be made: {said}")

    def _is_about_extras(self, refusal: Answer) -> bool:
        return bool(dict(self.extra).keys() & set(complaints(refusal.json()))) if self.extra else False

    async def _learn(self, body: Body, answer: Answer) -> bool:
        """Whether an answer names free texts that the document does not: they are filled the next time."""
        if body.operation.body:
            return False
        value = answer.json()
        item = next(iter(items_in(value)), value)
        shown = {**scalars(item)} if isinstance(item, dict) else {}
        nulls = [key for key, one in item.items() if one is None or one == ""] if isinstance(item, dict) else []
        names = [name for name in dict.fromkeys((*nulls, *shown)) if is_free(Field((name,), "string", required=False))]
        names = [name for name in names if plain(name) not in {*ID_NAMES, "owner", "user", "createdat", "updatedat"}]
        for name in names[:3]:
            body.extra[name] = None
        return bool(names)

    async def _told_ids(self, answer: Answer, planted: Planted, body: Body) -> tuple[str, ...]:
        """The ids; where nothing tells any, what was made stays, and that is told."""
        try:
            return await self._ids(answer, planted, body)
        except Forbidden:
            raise
        except CannotLook as unknown:
            self.world.leave(f"{planted.name} of {planted.owner}: {unknown}")
            raise

    async def _ids(self, answer: Answer, planted: Planted, body: Body) -> tuple[str, ...]:
        """What may be the id of the new object, the likeliest first."""
        use = next((one for one in self.kind.uses if one.own is not None), None)
        param = use.own.last if use and use.own else "id"
        name = self.kind.name
        found: dict[str, None] = {}
        if use is not None:
            found.update(dict.fromkeys(values_of(body.operation, use.operation, answer, body.last)))
        if plain(param) not in {*map(plain, ID_NAMES), plain(f"{name}id")}:  # a natural key: a field that we chose
            found.update(dict.fromkeys(body.sent(param)))
        found.update(dict.fromkeys(candidates(answer.json(), name, param)))
        located = id_in_location(answer.header("Location") or "", last_word(self.kind.collection))
        if located:
            found[located] = None
        if not found or (use is not None and not answer.body.strip() and not located):
            for item in await self._found_in_lists(planted):
                found.update(dict.fromkeys(candidates(item, name, param)))
        found.update(dict.fromkeys(body.sent(param)))
        if not found:
            if use is None:
                return ("",)
            if is_only_told(answer.json()):
                raise Forbidden(f"{answer.line()} lists {name}s, and makes none")
            raise CannotLook(f"{answer.line()} does not say the id of the new {name}")
        return tuple(found)[:MOST_IDS]

    async def _found_in_lists(self, planted: Planted) -> list[dict[str, Json]]:
        """The objects of lists that hold a canary of the new one."""
        for use in self.kind.all(LIST):
            try:
                ids = await values(self.world, self.surface, use, planted.named)
            except CannotLook:
                continue
            asked = request(self.world, self.surface, use, ids, self.owner)
            async for reply in pages(self.world, use.operation, asked):
                items = items_in(reply.json()) if isinstance(reply, Answer) else ()
                own = [one for one in items if any(canary in str(one) for canary in planted.canaries)]
                if own:
                    return own
        return []

    async def _read_back(self, planted: Planted, found: tuple[str, ...]) -> Planted:
        """The object with the id by which its owner reads a canary; else with the likeliest."""
        first = replace(planted, ids=(*planted.ids, found[0]))
        shown: Planted | None = None
        for own in found:
            trial = replace(planted, ids=(*planted.ids, own))
            for use in (*self.kind.all(READ), *(self.kind.all(LIST) if own == found[0] else ())):
                if shown is None and (reply := await self._shows(use, trial)) is not None:
                    shown = replace(trial, shown=use.operation.name, known=(*trial.known, *referred(reply)))
        ready = shown or first
        self._remove_at_the_end(ready)
        return ready

    async def _shows(self, use: Use, planted: Planted) -> Reply | None:
        """The answer in which a use shows the owner a canary; None where none does."""
        try:
            ids = await values(self.world, self.surface, use, planted.named)
        except CannotLook:
            return None
        asked = request(self.world, self.surface, use, ids, planted.owner)
        if use.verb == READ:
            reply = await self.world.send(asked)
            return reply if planted.in_(reply) else None
        async for reply in pages(self.world, use.operation, asked):
            if planted.in_(reply):
                return reply
        return None

    def _remove_at_the_end(self, planted: Planted) -> None:
        """Has it removed; what nothing removes is told, but for what goes with the object that it belongs to."""
        use = next((one for one in self.kind.uses if one.verb == DELETE and one.own is not None), None)
        parents = self.kind.making.parents if self.kind.making else ()
        what = f"{planted.name} {planted.ids[-1]} of {planted.owner}"
        if use is None:
            if all(slot.stem == PERSON for slot in parents):
                self.world.leave(f"{what}: {NO_WAY}")
            return
        known = {**dict(planted.known), **dict(zip((slot.stem for slot in parents), planted.ids, strict=False))}
        ids = {slot: planted.ids[-1] if slot == use.own else known.get(slot.stem, "") for slot in use.slots}
        self.world.remove_at_the_end(what, request(self.world, self.surface, use, ids, planted.owner))


def _learned(body: Body, given: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """The values that refusals asked for, and ids of the type that was taken; no canaries, which each request has of its own."""
    told = {**body.known, **body.extra}
    new = {name: value for name, value in told.items() if name not in given and value is not None}
    return tuple((name, json.dumps(value)) for name, value in new.items())
