"""Finds what a new object is to refer to: this run's own, the maker itself, or the first in a list that the maker may read."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.declare.model import Json
from launchready.observe.api.bodies import Body
from launchready.observe.api.calls import request
from launchready.observe.api.complaints import read
from launchready.observe.api.deeds import Use
from launchready.observe.api.ids import ids_in
from launchready.observe.api.mending import meant
from launchready.observe.api.naming import LIST, is_partner, last_word, plain, refers_to, singular
from launchready.observe.api.openapi import Api, ApiFacts, Operation
from launchready.observe.api.planted import Planted
from launchready.observe.api.schema import Field
from launchready.observe.http import Answer
from launchready.observe.who.whoami import WhoAmI

if TYPE_CHECKING:
    from launchready.observe.world import World

LONGEST_NUMBER = 15
"""Digits of an id that is surely a number in JSON; longer ones are written as texts, as JavaScript would round them."""


@dataclass(frozen=True, slots=True)
class Referring:
    """Looks for one maker."""

    world: "World"
    surface: str
    owner: str
    made: tuple[Planted, ...]

    def own(self, stem: str) -> Planted | None:
        """This run's own object of a noun, the maker's before others'."""
        wanted = {plain(stem), plain(singular(stem.rpartition("_")[2]))}
        fitting = [one for one in self.made if plain(one.name) in wanted]
        return next((one for one in fitting if one.owner == self.owner), next(iter(fitting), None))

    async def needed(self, create: Operation) -> dict[str, Json]:
        """Values for the required fields that refer to other objects."""
        found: dict[str, Json] = {}
        for one in create.body:
            stem = one.refers_to if one.required and not one.enum else None
            value = await self._value(one.name, stem) if stem else None
            if value is not None:
                found[one.name] = _typed(one, value)
        return found

    async def mend(self, body: Body, refusal: Answer) -> None:
        """Gives a field of which a refusal complains what it should refer to; what it had already is sent as the other type:
        a number that came as a text is there, and is not found.
        """
        for said in read(refusal.json() if refusal.json() is not None else refusal.body):
            told = meant(said, body.operation.body)
            one = told or Field((*said.inside, said.field), "any", required=True)
            stem = one.refers_to
            if stem is None or said.is_unwanted or one.enum:
                continue
            name = ".".join(part for part in one.path if part != "[]")
            before = body.sent(one.name)
            value = await self._value(one.name, stem)
            if value is None:
                continue
            ready = _typed(one, value)
            if value in before and type(ready) is type(_sent(body.last, one.path)):
                ready = _otherwise(ready)
            body.known[one.name] = ready
            if told is None:
                body.extra[name] = ready

    async def _value(self, field: str, stem: str) -> str | None:
        own = self.own(stem)
        return own.ids[-1] if own else await self._whoever(field, stem)

    async def _whoever(self, field: str, stem: str) -> str | None:
        """The maker itself where a person is wanted, so that no other learns of what is made; else the first in a list."""
        if is_partner(field):
            return (await self.world.ask(WhoAmI(self.surface, self.owner))).value(field)
        return await self.listed_one(stem)

    async def listed_one(self, stem: str) -> str | None:
        """The id of the first such object in a list that the maker may read."""
        wanted = singular(stem.rpartition("_")[2])
        facts: ApiFacts = await self.world.ask(Api(self.surface))
        for operation in facts.operations:
            if operation.method == "GET" and not operation.places and singular(last_word(operation.path)) == wanted:
                url = request(self.world, self.surface, Use(LIST, operation, wanted, "", ""), {}, self.owner)
                reply = await self.world.send(url)
                ids = ids_in(reply.json(), wanted) if isinstance(reply, Answer) else ()
                if ids:
                    return ids[0]
        return None

    def sent(self, body: Body) -> tuple[tuple[str, str], ...]:
        """What a body referred to: the ids by the nouns that name them."""
        told = {one.name: one.refers_to for one in body.operation.body}
        stems = {name: told.get(last := name.rpartition(".")[2]) or refers_to(last) for name in body.known}
        sent = {name: str(value) for name, value in body.known.items() if type(value) in {str, int}}
        return tuple((stem, value) for name, value in sent.items() if (stem := stems[name]))


def _typed(one: Field, value: str) -> Json:
    """An id as JSON: a number where the field says so, or where it says nothing and the id is one."""
    numeric = one.type == "integer" or (one.type == "any" and len(value) <= LONGEST_NUMBER)
    return int(value) if numeric and value.isdigit() else value


def _otherwise(value: Json) -> Json:
    if isinstance(value, str) and value.isdigit():
        return int(value)
    return str(value)


def _sent(whole: Json, path: tuple[str, ...]) -> Json:
    """What was sent in a field, from the top."""
    for part in path:
        if part == "[]":
            whole = whole[0] if isinstance(whole, list) and whole else None
        else:
            whole = whole.get(part) if isinstance(whole, dict) else None
    return whole
