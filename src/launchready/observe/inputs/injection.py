"""Asks reads for true and for false conditions of SQL: a database that understands them shows the object to one alone."""

import secrets
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from launchready.observe.api.objects import Objects
from launchready.observe.http import Answer, Reply
from launchready.observe.inputs.conditions import LIKE, NUMBER, TEXT, Style, leaves, unlike
from launchready.observe.inputs.places import Place, Places
from launchready.observe.question import Question
from launchready.observe.who.people import is_refused

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST = 10
"""Parameters that are tried."""
MOST_VALUES = 4
"""Values that are tried to find one that a parameter finds something by."""
SHARE = 3
"""A third of what may be asked of one operation: other checks of the stage ask it as well."""
LEFT_OUT = "left out: others need the operation too"
ROUNDS = 3
AROUND = 300
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
    beyond: tuple[str, ...] = ()
    """Parameters beyond those that one run tries."""


@dataclass(frozen=True, slots=True)
class Injections(Question[InjectionSeen]):
    """Do the parameters of reads reach a database as part of its statements?"""

    surface: str

    async def ask(self, world: "World") -> InjectionSeen:
        """Reads only, as customers, for objects that the run made or that their lists show."""
        planting = await world.ask(Objects(self.surface))
        most, asked = world.declaration.consent.requests_per_operation // SHARE, Counter[str]()
        tried: list[Tried] = []
        places = await world.ask(Places(self.surface))
        for place in places[:MOST]:
            name = place.operation.name
            trial = _Trial(world, place)
            tried.append(await trial.go() if asked[name] < most else trial.told(LEFT_OUT))
            asked[name] += trial.asked
        missing = tuple(f"{one.collection}: {one.because}" for one in planting.missing if not one.forbidden)
        beyond = tuple(f"{one.operation.name} {one.parameter}" for one in places[MOST:])
        return InjectionSeen(tuple(tried), missing, beyond)


@dataclass(slots=True)
class _Trial:
    """Tries one parameter."""

    world: "World"
    place: Place
    value: str = ""
    marks: frozenset[str] = frozenset()
    """What only the object that is looked for shows."""
    good: int = 0
    nothing: int = 0
    """The statuses of an answer with the object, and without."""
    because: str = ""
    said: dict[bool, str] = field(default_factory=dict)
    curls: list[str] = field(default_factory=list)
    asked: int = 0

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
        because = "" if self.marks else f"no value of {self.place.parameter} changes what comes back"
        return self.told(self.because or because, where)

    def told(self, because: str, where: str = "") -> Tried:
        """What came of it."""
        return Tried(
            self.place.operation.name,
            self.place.parameter,
            bool(self.marks),
            where,
            "" if where else because,
            self.said.get(True, "") if where else "",
            self.said.get(False, "") if where else "",
            tuple(self.curls[-2:]) if where else (),
        )

    async def _tells(self, value: str) -> bool:
        first = await self._send(value)
        other = await self._send(unlike(value))
        again = await self._send(value)
        self._note(first, again, other)
        shown = leaves(first, value) & leaves(again, value)
        marks = shown - leaves(other, value)
        if isinstance(first, Answer) and first.status in OK and isinstance(other, Answer):
            self.value, self.marks, self.good, self.nothing = value, marks, first.status, other.status
        return bool(self.marks)

    async def _send(self, value: str) -> Reply:
        self.asked += 1
        return await self.world.send(self.place.asking(value))

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
        last = await self._send(self.value)
        return self.marks <= leaves(last, self.value)

    async def _is(self, form: str, low: int, high: int, *, says: bool) -> bool:
        """Whether a condition is answered as a true or as a false one would be."""
        condition = form.format(v=self.value, low=low, high=high)
        reply = await self._send(condition)
        request = reply.request
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
