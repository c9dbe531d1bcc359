"""One object that this run made, and how it is known again."""

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from launchready.declare.model import Json
from launchready.observe.api.bodies import takes_text
from launchready.observe.api.calls import Named, address, parent_id
from launchready.observe.api.deeds import PERSON, Slot, places_of
from launchready.observe.api.kinds import same_noun
from launchready.observe.api.naming import is_person, plain, refers_to, singular
from launchready.observe.api.openapi import Operation
from launchready.observe.api.schema import Field
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply

if TYPE_CHECKING:
    from launchready.observe.world import World


SHORTEST_NAME = 8
"""Characters of an id from which on it is no chance that an answer holds it."""


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
    known: tuple[tuple[str, str], ...] = ()
    """The ids of what it belongs to or refers to, by the nouns that name them."""
    fields: tuple[str, ...] = ()
    """The fields that carry the canaries, one for each."""
    borrowed: str = ""
    """The kind whose canaries these are, where it has none of its own and was made of another object: an export, for one."""
    left_out: tuple[str, ...] = ()
    """Fields that the document has and the product takes from nobody, as its making showed."""
    learned: tuple[tuple[str, str], ...] = ()
    """What its making held beyond free texts, as JSON by the fields' names: what refusals asked for, and ids."""

    @property
    def named(self) -> Named:
        """The object as requests name it."""
        return Named(self.owner, self.ids[-1] if self.ids else "", self.known)

    def called(self, own: str) -> "Planted":
        """Another of its kind in the same place, by its id."""
        return replace(self, ids=(*self.ids[:-1], own))

    def taught(self, operation: Operation) -> Operation:
        """A change with the free texts that the making took, where nothing tells of any that it takes itself."""
        if operation.body_kind not in {"", "json"} or operation.method not in {"PUT", "PATCH"} or takes_text(operation):
            return operation
        names = dict.fromkeys(name for name in self.fields if "." not in name)
        more = tuple(Field((name,), "string", required=True) for name in names)
        return replace(operation, body=(*operation.body, *more), body_kind="json") if more else operation

    def learned_for(self, operation: Operation) -> tuple[dict[str, Json], dict[str, Json]]:
        """What was learned when it was made, for a change: fields that the change documents, and others for a whole object."""
        names = {one.name for one in operation.body}
        told: dict[str, Json] = {name: json.loads(text) for name, text in self.learned}
        known = {name: value for name, value in told.items() if name in names}
        more = {name: value for name, value in told.items() if name not in names and operation.method == "PUT"}
        return known, more

    async def url(self, world: "World", surface: str, operation: Operation) -> str:
        """The address of an operation on this object.

        Raises:
            CannotLook: for a place of its path no id is known.
        """
        ids = await self.ids_for(world, surface, operation)
        return address(world, surface, operation, ids or self.ids)

    async def ids_for(self, world: "World", surface: str, operation: Operation) -> tuple[str, ...]:
        """The ids that fill the places of an operation's path, in their order: the object's own where the path names it,
        elsewhere those of what it belongs to or refers to, whichever operation made it.

        Raises:
            CannotLook: for one of them no id is known.
        """
        slots = places_of(operation)
        own = self._own_place(operation, slots)
        known = {value for _, value in self.known}
        others = [one for one in self.ids[:-1] if one not in known]
        found: list[str] = []
        for at, slot in enumerate(slots):
            value = self.ids[-1] if at == own else await parent_id(world, surface, slot, self.named)
            if value is None and others:
                value = others.pop(0)  # it was made inside of something that only its place names
            if value is None:
                raise CannotLook(f"{operation.name}: no {slot.stem} is known to stand for {slot.name}")
            found.append(value)
        return tuple(found)

    def _own_place(self, operation: Operation, slots: tuple[Slot, ...]) -> int | None:
        """Which place of a path names the object itself; None where the path ends before it."""
        if operation.path.startswith(f"{self.collection}/{{"):
            return self.collection.count("{")
        named = [at for at, slot in enumerate(slots) if self._is(slot)]
        if named or not slots:
            return named[-1] if named else None
        known = {plain(singular(noun)) for noun, _ in self.known}
        last = slots[-1]
        is_known = bool({plain(singular(last.stem)), plain(refers_to(last.last) or "")} & known)
        return len(slots) - 1 if operation.path.rstrip("/").endswith("}") and not is_known else None

    def _is(self, slot: Slot) -> bool:
        stems = {slot.stem, refers_to(slot.last) or slot.stem}
        return any(same_noun(stem, self.name) for stem in stems) or (slot.stem == PERSON and is_person(self.name))

    def in_(self, reply: Reply) -> bool:
        """Whether an answer shows a canary of the object that its request did not carry itself."""
        return bool(self.shown_in(reply))

    def shown_in(self, reply: Reply) -> tuple[str, ...]:
        """The canaries of the object that an answer shows; not those that its request carried, nor those that name the
        object: a title in the place of an id is told to whoever may know that the object is there.
        """
        if not isinstance(reply, Answer):
            return ()
        headers = "".join(value for _, value in reply.request.headers)
        carried = f"{reply.request.url} {reply.request.body or ''} {headers} {' '.join(self.ids)}"
        return tuple(canary for canary in self.canaries if canary in reply.body and canary not in carried)

    def named_in(self, reply: Reply) -> bool:
        """Whether an answer names the object by an id that nobody guesses and its request did not carry."""
        if not isinstance(reply, Answer) or not self.ids:
            return False
        own = self.ids[-1]
        return (
            len(own) >= SHORTEST_NAME and own in reply.body and own not in f"{reply.request.url} {reply.request.body}"
        )
