"""Asks reads for true and for false conditions of SQL: a database that understands them shows the object to one alone."""

import json
import secrets
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from launchready.declare.model import Json
from launchready.observe.access.sights import SEARCH_WORDS
from launchready.observe.api.bodies import Body
from launchready.observe.api.ids import items_in
from launchready.observe.api.kinds import is_admin, words
from launchready.observe.api.making import GoodReads
from launchready.observe.api.naming import is_person
from launchready.observe.api.objects import Objects, Planted, address
from launchready.observe.api.openapi import Api, ApiFacts, Operation, Param
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.inputs.conditions import LIKE, NUMBER, TEXT, Style, leaves, unlike
from launchready.observe.question import Question
from launchready.observe.who.people import customers, is_refused
from launchready.observe.who.whoami import WhoAmI

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST = 10
"""Parameters that are tried."""
MOST_VALUES = 4
"""Values that are tried to find one that a parameter finds something by."""
ROUNDS = 3
_SHAPES = "limit page offset per cursor size count skip sort order direction after before fields"
NOT_FILTERS = frozenset(_SHAPES.split())
"""Words of parameters that choose no object."""
SEARCHES = frozenset({"search", "query", "find", "filter", "lookup", "autocomplete"})
AROUND = 300
PLACE = "launchready-place"
OK = range(200, 300)


@dataclass(frozen=True, slots=True)
class Tried:
    """One parameter and what it took for a condition."""

    operation: str
    parameter: str
    tells: bool
    """The control: a value that is there shows the object, another value does not."""
    where: str
    """The place in a statement that the value reaches; empty where conditions were not obeyed."""
    because: str
    """Why nothing can be told; empty otherwise."""
    true: str
    """The last true condition and what it was answered with."""
    false: str
    curls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InjectionSeen:
    """Every parameter of a read that was tried."""

    tried: tuple[Tried, ...]
    missing: tuple[str, ...]
    """Objects that could not be made, so that nothing of them can be found."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A parameter of a read, and values that may find something by it."""

    operation: Operation
    parameter: str
    where: str
    """`path`, `query` or `body`."""
    request: Request
    """The request with PLACE where the value stands."""
    values: tuple[str, ...]

    def asking(self, value: str) -> Request:
        """The request with a value."""
        quoted = quote(value, safe="")
        body = self.request.body
        if self.where == "body" and body is not None:
            return replace(self.request, body=body.replace(PLACE, json.dumps(value)[1:-1]))
        return replace(self.request, url=self.request.url.replace(PLACE, quoted))


@dataclass(frozen=True, slots=True)
class Injections(Question[InjectionSeen]):
    """Do the parameters of reads reach a database as part of its statements?"""

    surface: str

    async def ask(self, world: "World") -> InjectionSeen:
        """Reads only, as customers, for objects that the run made or that their lists show."""
        facts = await world.ask(Api(self.surface))
        planting = await world.ask(Objects(self.surface))
        places = await self._queries(world, facts, planting.planted)
        places += self._bodies(world, facts, planting.planted)
        for read in await world.ask(GoodReads(self.surface)):
            asking = read.request(world, self.surface, PLACE)
            places.append(_Place(read.operation, read.operation.places[-1], "path", asking, (read.ids[-1],)))
        places += await self._persons(world, facts)
        tried = [await _Trial(world, place).go() for place in places[:MOST]]
        missing = tuple(f"{one.collection}: {one.because}" for one in planting.missing if not one.forbidden)
        return InjectionSeen(tuple(tried), missing)

    async def _persons(self, world: "World", facts: ApiFacts) -> list[_Place]:
        """Reads of one account by its name: customer A's own."""
        a = customers(world).a
        found: list[_Place] = []
        for one in facts.operations:
            if one.method != "GET" or len(one.places) != 1 or not is_person(one.places[0]) or is_admin(one):
                continue
            value = (await world.ask(WhoAmI(self.surface, a))).value(one.places[0])
            if value:
                request = Request(address(world, self.surface, one, (PLACE,)), by=a)
                found.append(_Place(one, one.places[0], "path", request, (value,)))
        return found

    async def _queries(self, world: "World", facts: ApiFacts, planted: tuple[Planted, ...]) -> list[_Place]:
        a = customers(world).a
        found: list[_Place] = []
        for one in facts.operations:
            params = [param for param in one.params if _is_filter(param)]
            if one.method != "GET" or one.places or is_admin(one) or not params:
                continue
            url = address(world, self.surface, one, ())
            reply = await world.send(Request(url, by=a))
            items = items_in(reply.json()) if isinstance(reply, Answer) and reply.status in OK else ()
            for param in params:
                needed = [
                    f"{other.name}={_usual(other)}" for other in one.params if _is_needed(other) and other != param
                ]
                request = Request(f"{url}?{'&'.join([*needed, f'{param.name}={PLACE}'])}", by=a)
                values = _canaries(planted) if _is_search(one, param.name) else _listed(items, param.name)
                found.append(_Place(one, param.name, "query", request, values or _canaries(planted)))
        return sorted(found, key=lambda place: not _is_search(place.operation, place.parameter))

    def _bodies(self, world: "World", facts: ApiFacts, planted: tuple[Planted, ...]) -> list[_Place]:
        a = customers(world).a
        found: list[_Place] = []
        for one in facts.operations:
            if (
                one.method != "POST"
                or one.places
                or is_admin(one)
                or words(one.path)[-1:] not in {(w,) for w in SEARCHES}
            ):
                continue
            for word in one.body:
                if len(word.path) == 1 and word.type == "string" and not word.enum and one.body_kind == "json":
                    body = Body(one, lambda _: "audit", {word.name: PLACE}, extra={word.name: PLACE})
                    request = body.request(address(world, self.surface, one, ()), a)
                    found.append(_Place(one, word.name, "body", request, _canaries(planted)))
        return found


@dataclass(slots=True)
class _Trial:
    """Tries one parameter."""

    world: "World"
    place: _Place
    value: str = ""
    marks: frozenset[str] = frozenset()
    """What only the object that is looked for shows."""
    good: int = 0
    nothing: int = 0
    """The statuses of an answer with the object, and without."""
    because: str = ""
    said: dict[bool, str] = field(default_factory=dict)
    curls: list[str] = field(default_factory=list)

    async def go(self) -> Tried:
        """Finds a value that tells, then tries each style; what looks obeyed is asked again in other words."""
        for value in self.place.values[:MOST_VALUES]:
            if await self._tells(value):
                break
        where = ""
        for style in self._styles() if self.marks else ():
            if await self._obeys(style):
                where = style.where
                break
        tells = bool(self.marks)
        because = self.because or ("" if tells else f"no value of {self.place.parameter} changes what comes back")
        return Tried(
            self.place.operation.name,
            self.place.parameter,
            tells,
            where,
            "" if where else because,
            self.said.get(True, "") if where else "",
            self.said.get(False, "") if where else "",
            tuple(self.curls[-2:]) if where else (),
        )

    async def _tells(self, value: str) -> bool:
        first = await self.world.send(self.place.asking(value))
        other = await self.world.send(self.place.asking(unlike(value)))
        again = await self.world.send(self.place.asking(value))
        self._note(first, again, other)
        shown = leaves(first, value) & leaves(again, value)
        marks = shown - leaves(other, value)
        if isinstance(first, Answer) and first.status in OK and isinstance(other, Answer):
            self.value, self.marks, self.good, self.nothing = value, marks, first.status, other.status
        return bool(self.marks)

    def _styles(self) -> tuple[Style, ...]:
        number = NUMBER if self.value.isdigit() else ()
        return (*number, *TEXT, *(LIKE if self.place.where != "path" else ()))

    async def _obeys(self, style: Style) -> bool:
        for number in range(ROUNDS):
            forms = (style.first, style.second, style.first)
            low, high = 1000 + secrets.randbelow(4000), 5001 + secrets.randbelow(4000)
            form = forms[number % len(forms)]
            true, false = form, form.replace("{high}", "{}").replace("{low}", "{high}").replace("{}", "{low}")
            if number == ROUNDS - 1:
                true, false = (one.replace(">", "<") for one in (false, true))
            if not await self._is(true, low, high, says=True) or not await self._is(false, low, high, says=False):
                return False
        last = await self.world.send(self.place.asking(self.value))
        return self.marks <= leaves(last, self.value)

    async def _is(self, form: str, low: int, high: int, *, says: bool) -> bool:
        """Whether a condition is answered as a true or as a false one would be."""
        condition = form.format(v=self.value, low=low, high=high)
        request = self.place.asking(condition)
        reply = await self.world.send(request)
        self._note(reply)
        if not isinstance(reply, Answer):
            return False
        there = leaves(reply, self.value)
        shows = sorted(self.marks & there)
        self.said[says] = f"{condition} -> {reply.status}, " + (
            f"shows {', '.join(shows)[:AROUND]}" if shows else "nothing"
        )
        self.curls = [*self.curls[-1:], self.world.curl(request)]
        if says:
            return reply.status == self.good and self.marks <= there
        return reply.status == self.nothing and not shows

    def _note(self, *replies: Reply) -> None:
        for one in replies:
            if not isinstance(one, Answer) or is_refused(one):
                self.because = f"it was not answered: {one.line()}"


def _is_filter(param: Param) -> bool:
    """Whether a parameter of a query may choose objects."""
    return (
        param.where == "query"
        and param.type in {"string", "any", "integer", "number"}
        and not NOT_FILTERS & {*words(param.name), param.name.lower()}
    )


def _is_needed(param: Param) -> bool:
    return param.where == "query" and param.required


def _usual(param: Param) -> str:
    chosen = param.enum[0] if param.enum else param.example
    if chosen is not None:
        return quote(str(json.loads(chosen)), safe="")
    return "1" if param.type in {"integer", "number"} else "audit"


def _is_search(operation: Operation, name: str) -> bool:
    return name.lower() in SEARCH_WORDS or (bool(SEARCHES & set(words(operation.path))) and name.lower() != "id")


def _canaries(planted: tuple[Planted, ...]) -> tuple[str, ...]:
    """The first canary of each object that was read back."""
    return tuple(one.canaries[0] for one in planted if one.canaries)


def _listed(items: tuple[dict[str, Json], ...], name: str) -> tuple[str, ...]:
    """The values of a field in a list."""
    wanted = name.lower().replace("_", "")
    found = [
        str(value)
        for item in items
        for key, value in item.items()
        if key.lower().replace("_", "") == wanted and isinstance(value, str | int) and not isinstance(value, bool)
    ]
    return tuple(dict.fromkeys(one for one in found if one))
