"""Reads what the API shows customers and visitors, and finds what nobody needs: hashes, others' secrets and addresses."""

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.observe.access.likes import MOST_READS, OK, OwnReads, ProfileOf, every_plain_read, needs_query
from launchready.observe.access.matrix import reserved_for
from launchready.observe.access.surplus import Reader, private_in, surplus_in
from launchready.observe.api.ids import ids_in
from launchready.observe.api.kinds import kinds
from launchready.observe.api.objects import Objects, Planted, address
from launchready.observe.api.openapi import Api, ApiFacts, Operation
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.pick import json_of
from launchready.observe.question import Question
from launchready.observe.who.people import customers, email_of
from launchready.observe.who.person import known_as

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST_OPERATIONS = 40
MOST_NAMED = 6
"""Of what was left out, as many as a reader wants to see."""


@dataclass(frozen=True, slots=True)
class Excess:
    """One thing too much in an answer."""

    operation: str
    by: str
    """`nobody`, or the customer's name."""
    what: str
    """`a password hash`, `another user's e-mail address`."""
    shown: str
    """Enough of it to find it, and no more."""
    curl: str


@dataclass(frozen=True, slots=True)
class Read:
    """Everything that was read."""

    excess: tuple[Excess, ...]
    answers: int
    """How many answers with something in them were searched."""
    others: int
    """How many users' addresses were looked for."""
    left_out: str = ""
    """What a Pass says nothing of, and why, as the end of a sentence; empty for nothing."""


@dataclass(frozen=True, slots=True)
class TooMuch(Question[Read]):
    """Do answers carry more than their reader needs?"""

    surface: str

    async def ask(self, world: "World") -> Read:
        """Reads lists and items as both customers and as nobody."""
        facts = await world.ask(Api(self.surface))
        planted = (await world.ask(Objects(self.surface))).planted
        who = customers(world)
        readers = {name: await self._reader(world, name) for name in (who.a, who.b, None)}
        found: list[Excess] = []
        answers = 0
        for operation, by, reply in await self._answers(world, facts, planted):
            if not isinstance(reply, Answer) or reply.status not in OK or not reply.body:
                continue
            answers += 1
            for what, shown in surplus_in(reply.body, readers[by]):
                found.append(Excess(operation.name, by or "nobody", what, shown, world.curl(reply.request)))
        emails = [one.name for one in world.declaration.principals if email_of(world, one.name)]
        return Read(tuple(found), answers, len(emails), await self._left_out(world, facts))

    async def _left_out(self, world: "World", facts: ApiFacts) -> str:
        lists = (await every_plain_read(world, self.surface))[MOST_READS:]
        items = [one for one in _ready(world, facts)[MOST_OPERATIONS:] if one.places]
        names = [one.name for one in (*lists, *items)]
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        return f"; not read, as there are too many: {', '.join(names[:MOST_NAMED])}{more}" if names else ""

    async def _reader(self, world: "World", name: str | None) -> Reader:
        """Who reads, and what is whose: addresses of all, private values of the other customers and the staff."""
        others = [one for one in world.declaration.principals if one.name != name]
        emails = [email for one in others if (email := email_of(world, one.name))]
        own: dict[str, str] = {}
        mine = ""
        if name is not None:
            own = {key: str(value) for key, value in (await known_as(world, self.surface, name)).items()}
            mine = await self._profile(world, name)
        who = customers(world)
        private: dict[str, str] = {}
        for one in others:
            if one.is_staff or one.name in {who.a, who.b}:
                private |= private_in(json_of(await self._profile(world, one.name)))
        kept = tuple((value, what) for value, what in private.items() if value not in mine)
        knows = name is None or "id" in own
        return Reader(frozenset(own.values()), frozenset(emails) - {*own.values()}, knows, kept)

    async def _profile(self, world: "World", name: str) -> str:
        try:
            reply = await world.ask(ProfileOf(self.surface, name))
        except CannotLook:
            return ""
        return reply.body if isinstance(reply, Answer) and reply.status in OK else ""

    async def _answers(
        self, world: "World", facts: ApiFacts, planted: tuple[Planted, ...]
    ) -> list[tuple[Operation, str | None, Reply]]:
        """What both customers and nobody read: every list, and an item of each."""
        who = customers(world)
        found: list[tuple[Operation, str | None, Reply]] = []
        for name in (who.a, who.b):
            found += [(operation, name, answer) for operation, answer in await world.ask(OwnReads(self.surface, name))]
        for operation in _ready(world, facts)[:MOST_OPERATIONS]:
            for by in (who.a, None) if not operation.secured else (who.a,):
                if not operation.places and by is not None:
                    continue  # read already
                for url in await self._urls(world, operation, planted, by):
                    found.append((operation, by, await world.send(Request(url, by=by))))
        return found

    async def _urls(
        self, world: "World", operation: Operation, planted: tuple[Planted, ...], by: str | None
    ) -> tuple[str, ...]:
        """The addresses at which an operation is read: with ids of this run's objects, and one of somebody else's."""
        if not operation.places:
            return (address(world, self.surface, operation, ()),)
        facts = await world.ask(Api(self.surface))
        own = [one for one in planted if operation.path.startswith(one.collection) and one.shown]
        found: list[tuple[str, ...]] = []
        for one in own[:1]:
            with suppress(CannotLook):
                found.append(await one.ids_for(world, self.surface, operation))
        kind = next((one for one in kinds(facts) if one.read == operation and one.listing and not one.is_nested), None)
        if kind is not None and kind.listing is not None:
            reply = await world.send(Request(address(world, self.surface, kind.listing, ()), by=by))
            listed = ids_in(reply.json(), kind.name) if isinstance(reply, Answer) else ()
            found += [(one,) for one in listed if (one,) not in found][:1]
        return tuple(address(world, self.surface, operation, ids) for ids in found)


def _ready(world: "World", facts: ApiFacts) -> list[Operation]:
    """The reads that customers may use and that need nothing but ids."""
    return [
        one
        for one in facts.operations
        if one.method == "GET" and not needs_query(one) and reserved_for(world.declaration, one) is None
    ]
