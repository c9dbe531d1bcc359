"""Asks lists to be sorted by a condition of SQL: a database that understands it sorts by one column or by another."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

from launchready.declare.model import Json
from launchready.observe.api.ids import items_in, own_id
from launchready.observe.api.kinds import Kind, is_admin, kinds, words
from launchready.observe.api.making import make
from launchready.observe.api.naming import last_word, singular
from launchready.observe.api.objects import Objects, address
from launchready.observe.api.openapi import Api, Operation, Param
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.inputs.injection import Tried
from launchready.observe.inputs.places import needed
from launchready.observe.question import Question
from launchready.observe.who.people import customers, is_refused

if TYPE_CHECKING:
    from launchready.observe.world import World

SORTS = frozenset({"sort", "sorting", "sortby", "order", "orderby", "ordering"})
"""Words of parameters that say by what a list is sorted."""
DIRECTIONS = frozenset({"dir", "direction", "asc", "desc", "type", "mode"})
MOST, MOST_COLUMNS = 4, 6
ROUNDS = 4
AROUND = 200
OK = range(200, 300)

Order = tuple[str, ...]
"""The items of an answer in their order, each by its id."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way in which a value may stand in the statement, with a condition of two numbers in it.

    The true and the false request hold the same words: only the order of the two numbers differs.
    """

    where: str
    first: str
    second: str
    """The same in another form: both must work."""


CHOICE = Way(
    "a column to sort by",
    "(CASE WHEN {high}>{low} THEN {one} ELSE {other} END)",
    "CASE WHEN ({high}-{low})>0 THEN {one} ELSE {other} END",
)
"""Sorts by one column where the condition is true, by another where it is false."""
SIGNS = tuple(
    Way(
        where,
        f"{{one}}{mark}*(CASE WHEN {{high}}>{{low}} THEN 1 ELSE -1 END){tail}",
        f"{{one}}{mark}*(CASE WHEN ({{high}}-{{low}})>0 THEN 1 ELSE -1 END){tail}",
    )
    for where, mark, tail in (
        ("a column to sort by", "", ""),
        ("a column in double quotes", '"', '+0*"{one}'),
        ("a column in backticks", "`", "+0*`{one}"),
    )
)
"""Sort by a number where the condition is true, and by its negative where it is false."""


@dataclass(frozen=True, slots=True)
class Sortings(Question[tuple[Tried, ...]]):
    """Do the parameters that lists are sorted by reach a database as part of its statements?"""

    surface: str

    async def ask(self, world: "World") -> tuple[Tried, ...]:
        """Reads only, as customer A, of lists that hold two items or more; a second one is made where there is one alone."""
        facts = await world.ask(Api(self.surface))
        found = []
        for one in facts.operations:
            params = [param for param in one.params if is_sort(param)]
            if one.method == "GET" and not one.places and not is_admin(one) and params:
                kind = next((kind for kind in kinds(facts) if kind.listing == one), None)
                found += [await _Trial(world, self.surface, one, param, kind).go() for param in params]
        return tuple(found[:MOST])


def is_sort(param: Param) -> bool:
    """Whether a parameter of a query says by what a list is sorted, not in which direction alone."""
    spoken = {*words(param.name), param.name.lower().replace("_", "")}
    return (
        param.where == "query"
        and param.type in {"string", "any", "array"}
        and bool(SORTS & spoken)
        and not DIRECTIONS & spoken
    )


@dataclass(slots=True)
class _Trial:
    """Tries one parameter."""

    world: "World"
    surface: str
    operation: Operation
    param: Param
    kind: Kind | None
    because: str = ""
    said: dict[bool, str] = field(default_factory=dict)
    curls: list[str] = field(default_factory=list)
    among: frozenset[str] = frozenset()
    """The items of the list at first; what is added meanwhile is passed over. Empty for all."""

    async def go(self) -> Tried:
        """Finds columns that change the order, then asks for a choice among them."""
        items = await self._items()
        columns = {name: await self._sorted(name) for name in self._columns(items)}
        known = {name: shown for name, shown in columns.items() if len(shown) > 1}
        tells = len({self._order(shown) for shown in known.values()}) > 1
        pair = self._pair(known, items) if tells else None
        rising = (name for name in known if _direction([one.get(name) for one in known[name]]))
        number = next(rising, "") if tells else ""
        where = await self._choice(*pair, known) if pair else ""
        for way in SIGNS if number and not where else ():
            where = where or await self._sign(way, number)
        untold = self.because or f"no value of {self.param.name} changes the order of what comes back"
        return Tried(
            self.operation.name,
            self.param.name,
            tells,
            where,
            "" if where or (tells and not self.because) else untold,
            self.said.get(True, "") if where else "",
            self.said.get(False, "") if where else "",
            tuple(self.curls[-2:]) if where else (),
        )

    def _request(self, value: str) -> Request:
        query = "&".join([*needed(self.operation, self.param), f"{self.param.name}={quote(value, safe='')}"])
        return Request(f"{address(self.world, self.surface, self.operation, ())}?{query}", by=customers(self.world).a)

    async def _items(self) -> tuple[dict[str, Json], ...]:
        """What the list shows as it is; two of them at least where that can be had."""
        query = "&".join(needed(self.operation, self.param))
        url = address(self.world, self.surface, self.operation, ())
        request = Request(f"{url}?{query}" if query else url, by=customers(self.world).a)
        shown = await self._ask(request)
        if len(shown) == 1 and self.kind is not None and self.kind.delete is not None:
            try:
                await make(self.world, self.surface, self.kind, await self.world.ask(Objects(self.surface)))
            except CannotLook as unknown:
                self.because = str(unknown)
                return shown
            shown = await self._ask(request)
        self.among = frozenset(self._order(shown))
        return shown

    def _columns(self, items: Sequence[dict[str, Json]]) -> tuple[str, ...]:
        """Names of columns, numbers first: what the document says, and fields whose values differ."""
        told = [json.loads(one) for one in (*self.param.enum, *filter(None, [self.param.example]))]
        named = [one.strip("-+").partition(":")[0] for one in told if isinstance(one, str)]
        fields = [
            name
            for name in (items[0] if items else ())
            if len({str(one.get(name)) for one in items if isinstance(one.get(name), str | int | float)}) > 1
        ]
        numbers = [name for name in fields if all(_is_number(one.get(name)) for one in items)]
        mine = [name for name in named if name in fields]
        return tuple(dict.fromkeys((*mine[:3], *numbers[:2], *fields)))[:MOST_COLUMNS]

    async def _sorted(self, name: str) -> tuple[dict[str, Json], ...]:
        """What comes back sorted by a column, where it comes twice in the same order."""
        first, again = await self._ask(self._request(name)), await self._ask(self._request(name))
        return first if self._order(first) == self._order(again) else ()

    def _pair(
        self, known: dict[str, tuple[dict[str, Json], ...]], items: Sequence[dict[str, Json]]
    ) -> tuple[str, str] | None:
        """Two columns of one type that give two orders."""
        usual = self._order(items)
        for one, first in known.items():
            for other, second in known.items():
                alike = {type(row.get(name)) for name in (one, other) for row in items}
                orders = self._order(first), self._order(second)
                if one < other and len(alike) == 1 and orders[0] != orders[1] and sorted(orders[0]) == sorted(usual):
                    return one, other
        return None

    async def _choice(self, one: str, other: str, known: dict[str, tuple[dict[str, Json], ...]]) -> str:
        """Where a choice of two columns sorted as each of them does by itself; empty where it did not."""
        orders = {True: self._order(known[one]), False: self._order(known[other])}
        for number in range(ROUNDS):
            for says in (True, False):
                shown = await self._chosen(CHOICE, number, one, other, says=says)
                if self._order(shown) != orders[says]:
                    return ""
        return CHOICE.where if self._order(await self._ask(self._request(one))) == orders[True] else ""

    async def _sign(self, way: Way, name: str) -> str:
        """Where a column was sorted by forwards and backwards; empty where it was not."""
        forwards = _direction([row.get(name) for row in await self._ask(self._request(name))])
        for number in range(ROUNDS):
            for says in (True, False):
                shown = await self._chosen(way, number, name, "", says=says)
                wanted = forwards if says else -forwards
                if not wanted or _direction([row.get(name) for row in shown]) != wanted:
                    return ""
        return way.where

    async def _chosen(self, way: Way, number: int, one: str, other: str, *, says: bool) -> tuple[dict[str, Json], ...]:
        """What comes back for a condition that is true or false."""
        low, high = 1000 + secrets.randbelow(4000), 5001 + secrets.randbelow(4000)
        form = (way.first, way.second)[number % 2]
        first, second = (high, low) if says else (low, high)
        if number == ROUNDS - 1:  # the same told the other way round
            form, first, second = form.replace(">", "<"), second, first
        value = form.format(high=first, low=second, one=one, other=other)
        request = self._request(value)
        shown = await self._ask(request)
        self.said[says] = f"{value} -> {', '.join(self._order(shown))[:AROUND] or 'nothing'}"
        self.curls = [*self.curls[-1:], self.world.curl(request)]
        return shown

    async def _ask(self, request: Request) -> tuple[dict[str, Json], ...]:
        reply = await self.world.send(request)
        if not isinstance(reply, Answer) or is_refused(reply):
            self.because = f"it was not answered: {reply.line()}"
            return ()
        items = items_in(reply.json()) if reply.status in OK else ()
        return tuple(one for one in items if not self.among or self._name(one) in self.among)

    def _order(self, items: Sequence[dict[str, Json]]) -> Order:
        return tuple(map(self._name, items))

    def _name(self, item: dict[str, Json]) -> str:
        found = own_id(item, singular(last_word(self.operation.path)), "id")
        return found or json.dumps(item, sort_keys=True)[:AROUND]


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _direction(values: list[Json]) -> int:
    """1 where numbers go up, -1 where they go down, 0 where neither, or where they do not differ."""
    numbers = [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    if len(numbers) < len(values) or len(set(numbers)) < 2:  # noqa: PLR2004 - two values are an order
        return 0
    return 1 if numbers == sorted(numbers) else -1 if numbers == sorted(numbers, reverse=True) else 0
