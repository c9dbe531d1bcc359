"""Asks reads for values with a wait in them: a database that takes them for a part of its statement answers late."""

import secrets
from dataclasses import dataclass, field
from statistics import mean
from typing import TYPE_CHECKING

from launchready.observe.api.kinds import is_admin, words
from launchready.observe.api.objects import Objects, address
from launchready.observe.api.openapi import Api, Operation, Param
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.inputs.injection import Injections
from launchready.observe.inputs.places import PLACE, Place, Places, needed
from launchready.observe.inputs.sleeps import NUMBER, ORDER, TEXT, Sleep
from launchready.observe.inputs.sorting import SORTS, Sortings
from launchready.observe.question import Question
from launchready.observe.who.people import customers, is_refused

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST = 14
MOST_FOUND = 3
"""Parameters that waited, after which no more are tried: each takes seconds of the product's time."""
MOST_LOOKED_INTO = 8
"""Late answers of one parameter that are looked into."""
DOSES, ROWS_DOSES = (1, 2, 3, 1), (1, 2, 1, 2, 1, 1)
"""What is asked for once an answer came late; rows more often, for how fast they are counted varies."""
SLOW_MS = 2500.0
"""An answer that takes this long by itself tells nothing of a wait."""
LEAST_MS = 250.0
"""A wait of rows that are counted must take this long, and of seconds nearly as long as it says."""
SECOND_MS, NEARLY = 1000.0, 0.95
TWIN = 0.4
"""The most that a twin without a wait may take of the shortest wait."""
SPREAD, ROWS_SPREAD = 1.4, 4.0
"""How far the longest and the shortest wait of one dose may differ: seconds keep their length, counting does less so."""
GROWTH = 1.3
"""How many times longer doses of two and more must take than a dose of one."""
DIRECTIONS = ("asc", "desc")


@dataclass(frozen=True, slots=True)
class Delayed:
    """One parameter and how it took values with a wait in them."""

    operation: str
    parameter: str
    usual_ms: float
    """How long its usual value took; the control."""
    tried: int
    """How many ways of waiting were tried."""
    database: str
    """The one whose words were obeyed; empty where none were."""
    where: str
    waits: tuple[tuple[int, float], ...]
    """Doses (seconds for most) and how long the answer took, in the order in which they were asked; 0 is the twin."""
    because: str
    """Why nothing can be told; empty otherwise."""
    curls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DelaysSeen:
    """Every parameter that was tried."""

    tried: tuple[Delayed, ...]
    obeyed: tuple[str, ...]
    """Parameters that are known to be part of a statement already, and were not tried."""
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Delays(Question[DelaysSeen]):
    """Do values with a wait in them make reads wait?"""

    surface: str

    async def ask(self, world: "World") -> DelaysSeen:
        """One by one, while nothing else is asked; what obeys conditions is known and left in peace."""
        seen = await world.ask(Injections(self.surface))
        known = (*seen.tried, *await world.ask(Sortings(self.surface)))
        obeyed = {(one.operation, one.parameter) for one in known if one.where}
        places = [*await self._sorts(world), *await world.ask(Places(self.surface))]
        left = [one for one in places if (one.operation.name, one.parameter) not in obeyed]
        found: list[Delayed] = []
        for place in left[:MOST]:
            if sum(bool(one.database) for one in found) < MOST_FOUND:
                found.append(await _Trial(world, place).go())
        missing = (await world.ask(Objects(self.surface))).missing
        why = tuple(f"{one.collection}: {one.because}" for one in missing if not one.forbidden)
        return DelaysSeen(tuple(found), tuple(f"{operation} {name}" for operation, name in sorted(obeyed)), why)

    async def _sorts(self, world: "World") -> list[Place]:
        """The parameters that lists are sorted by, and those that say in which direction."""
        found: list[Place] = []
        for one in (await world.ask(Api(self.surface))).operations:
            if one.method != "GET" or one.places or is_admin(one):
                continue
            for param in one.params:
                if _is_order(param):
                    query = "&".join([*needed(one, param), f"{param.name}={PLACE}"])
                    request = Request(f"{address(world, self.surface, one, ())}?{query}", by=customers(world).a)
                    found.append(Place(one, param.name, SORTED, request, _usual_orders(one, param)))
        return found


SORTED = "sorted"


def _is_order(param: Param) -> bool:
    spoken = {*words(param.name), param.name.lower().replace("_", "")}
    return param.where == "query" and param.type in {"string", "any"} and bool(spoken & {*SORTS, "dir", "direction"})


def _usual_orders(operation: Operation, param: Param) -> tuple[str, ...]:
    told = tuple(one.strip('"') for one in (*param.enum, *filter(None, [param.example])))
    if {"dir", "direction"} & {*words(param.name)}:
        return (*told, *DIRECTIONS)[:1]
    fields = [one.name for one in operation.answer if one.type in {"string", "integer", "number"}]
    return (*told, *fields, "id")[:1]


@dataclass(slots=True)
class _Trial:
    """Tries one parameter."""

    world: "World"
    place: Place
    usual: float = 0.0
    tried: int = 0
    because: str = ""
    waits: list[tuple[int, float]] = field(default_factory=list)
    curls: list[str] = field(default_factory=list)

    async def go(self) -> Delayed:
        """Each way of waiting once; what comes late is asked again in other doses, each beside its twin without a wait."""
        value = next(iter(self.place.values), "audit")
        found: Sleep | None = None
        if await self._is_quick(value):
            looked = 0
            for sleep in self._sleeps(value):
                late = await self._extra(sleep, value, 1)
                self.tried += late is not None
                if late is not None and late >= self._least(sleep, 1) and looked < MOST_LOOKED_INTO:
                    looked += 1
                    if await self._obeys(sleep, value) or await self._obeys(sleep, value):
                        found = sleep
                        break
        return Delayed(
            self.place.operation.name,
            self.place.parameter,
            round(self.usual, 1),
            self.tried,
            found.database if found else "",
            found.where if found else "",
            tuple(self.waits) if found else (),
            "" if found else self.because,
            tuple(self.curls[-2:]) if found else (),
        )

    def _sleeps(self, value: str) -> tuple[Sleep, ...]:
        if self.place.where == SORTED:
            return ORDER
        return (*(NUMBER if value.isdigit() else ()), *TEXT)

    async def _is_quick(self, value: str) -> bool:
        """The control: its usual value is answered by the operation itself, in good time."""
        replies = [await self.world.send(self.place.asking(value)) for _ in range(2)]
        for one in replies:
            if not isinstance(one, Answer) or is_refused(one) or one.status in {401, 403} or one.status >= 500:  # noqa: PLR2004 - HTTP's failures
                self.because = f"its usual value was not answered: {one.line()}"
                return False
        self.usual = max(_took(one) for one in replies)
        if self.usual > SLOW_MS:
            self.because = f"it takes {self.usual:.0f} ms by itself, too long to tell a wait"
        return not self.because

    async def _obeys(self, sleep: Sleep, value: str) -> bool:
        """Whether each wait takes as long as it says, dose by dose, and its twin without a wait never does."""
        self.waits, self.curls = [], []
        extras: list[tuple[int, float]] = []
        twins: list[float] = []
        doses = [*(ROWS_DOSES if sleep.rows else DOSES)]
        secrets.SystemRandom().shuffle(doses)
        for dose in doses:
            twin, extra = await self._extra(sleep, value, 0), await self._extra(sleep, value, dose)
            if twin is None or extra is None or extra < self._least(sleep, dose):
                return False
            twins.append(twin)
            extras.append((dose, extra))
        last = await self._extra(sleep, value, 0)
        if last is None:
            return False
        rates = [extra / dose for dose, extra in extras]
        shortest = min(extra for _, extra in extras)
        spread = ROWS_SPREAD if sleep.rows else SPREAD
        one, more = ([extra for dose, extra in extras if (dose > 1) == many] for many in (False, True))
        grows = mean(more) >= GROWTH * mean(one)  # a guard that holds up what looks bad holds it up as long each time
        return grows and max(*twins, last) < TWIN * shortest and max(rates) <= spread * min(rates)

    async def _extra(self, sleep: Sleep, value: str, dose: int) -> float | None:
        """How much longer than the usual value one with a wait took, in ms; None where it tells nothing."""
        request = self.place.asking(sleep.value(value, dose))
        reply = await self.world.send(request)
        if not isinstance(reply, Answer) or is_refused(reply) or reply.status in {401, 403}:
            self.because = self.because or f"a value with a wait in it was not answered: {reply.line()[:160]}"
            return None
        self.waits.append((dose, reply.milliseconds))
        self.curls = [*self.curls[-1:], self.world.curl(request)]
        return max(0.0, reply.milliseconds - self.usual)

    def _least(self, sleep: Sleep, dose: int) -> float:
        return LEAST_MS * dose if sleep.rows else NEARLY * SECOND_MS * dose - self.usual


def _took(reply: Reply) -> float:
    return reply.milliseconds if isinstance(reply, Answer) else 0.0
