"""Where the values of reads stand: the parameters of paths, queries and searching bodies, and values that may find something."""

import json
from dataclasses import dataclass, replace
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
from launchready.observe.http import Answer, Request
from launchready.observe.question import Question
from launchready.observe.who.people import customers
from launchready.observe.who.whoami import WhoAmI

if TYPE_CHECKING:
    from launchready.observe.world import World

_SHAPES = "limit page offset per cursor size count skip sort order direction after before fields"
NOT_FILTERS = frozenset(_SHAPES.split())
"""Words of parameters that choose no object."""
SEARCHES = frozenset({"search", "query", "find", "filter", "lookup", "autocomplete"})
PLACE = "launchready-place"
OK = range(200, 300)


@dataclass(frozen=True, slots=True)
class Place:
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
class Places(Question[tuple[Place, ...]]):
    """Which parameters of reads choose what comes back?"""

    surface: str

    async def ask(self, world: "World") -> tuple[Place, ...]:
        """Searches and filters first, then ids; what is asked is asked as a customer."""
        facts = await world.ask(Api(self.surface))
        planting = await world.ask(Objects(self.surface))
        places = await self._queries(world, facts, planting.planted)
        places += self._bodies(world, facts, planting.planted)
        for read in await world.ask(GoodReads(self.surface)):
            asking = read.request(world, self.surface, PLACE)
            places.append(Place(read.operation, read.operation.places[-1], "path", asking, (read.ids[-1],)))
        places += await self._persons(world, facts)
        return tuple(places)

    async def _persons(self, world: "World", facts: ApiFacts) -> list[Place]:
        """Reads of one account by its name: customer A's own."""
        a = customers(world).a
        found: list[Place] = []
        for one in facts.operations:
            if one.method != "GET" or len(one.places) != 1 or not is_person(one.places[0]) or is_admin(one):
                continue
            value = (await world.ask(WhoAmI(self.surface, a))).value(one.places[0])
            if value:
                request = Request(address(world, self.surface, one, (PLACE,)), by=a)
                found.append(Place(one, one.places[0], "path", request, (value,)))
        return found

    async def _queries(self, world: "World", facts: ApiFacts, planted: tuple[Planted, ...]) -> list[Place]:
        a = customers(world).a
        found: list[Place] = []
        for one in facts.operations:
            params = [param for param in one.params if _is_filter(param)]
            if one.method != "GET" or one.places or is_admin(one) or not params:
                continue
            url = address(world, self.surface, one, ())
            reply = await world.send(Request(url, by=a))
            items = items_in(reply.json()) if isinstance(reply, Answer) and reply.status in OK else ()
            for param in params:
                request = Request(f"{url}?{'&'.join([*needed(one, param), f'{param.name}={PLACE}'])}", by=a)
                values = _canaries(planted) if _is_search(one, param.name) else _listed(items, param.name)
                found.append(Place(one, param.name, "query", request, values or _canaries(planted)))
        return sorted(found, key=lambda place: not _is_search(place.operation, place.parameter))

    def _bodies(self, world: "World", facts: ApiFacts, planted: tuple[Planted, ...]) -> list[Place]:
        """The texts of bodies that search, those inside of other fields too."""
        a = customers(world).a
        found: list[Place] = []
        for one in facts.operations:
            if one.method != "POST" or one.places or is_admin(one) or one.body_kind != "json" or not _searches(one):
                continue
            for word in one.body:
                if word.type == "string" and not word.enum and "[]" not in word.path:
                    name = ".".join(word.path)
                    body = Body(one, lambda _: "audit", {name: PLACE}, optional=False, extra={name: PLACE})
                    request = body.request(address(world, self.surface, one, ()), a)
                    found.append(Place(one, name, "body", request, _canaries(planted)))
        return found


def _searches(operation: Operation) -> bool:
    """Whether a POST only asks, by the last word of its path or the first of its id."""
    return bool(SEARCHES & {*words(operation.path)[-1:], *words(operation.id)[:1]})


def _is_filter(param: Param) -> bool:
    """Whether a parameter of a query may choose objects."""
    return (
        param.where == "query"
        and param.type in {"string", "any", "integer", "number"}
        and not NOT_FILTERS & {*words(param.name), param.name.lower()}
    )


def needed(operation: Operation, but: Param) -> list[str]:
    """What a query cannot do without, besides one parameter."""
    return [
        f"{one.name}={_usual(one)}" for one in operation.params if one.where == "query" and one.required and one != but
    ]


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
