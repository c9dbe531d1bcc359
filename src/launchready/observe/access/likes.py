"""Compares what two roles were shown: the values of an answer that mark it, and those that a role sees anyway."""

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from launchready.declare.model import Json
from launchready.observe.access.matrix import reserved_for
from launchready.observe.api.ids import ENVELOPES
from launchready.observe.api.naming import is_person, plain, singular, words
from launchready.observe.api.objects import Objects, address
from launchready.observe.api.openapi import Api, Operation
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.question import Question
from launchready.observe.who.people import OwnProfile

if TYPE_CHECKING:
    from launchready.observe.world import World

SHORTEST_MARK = 6
"""Characters of a value below which it may stand in another answer by chance."""
MOST_READS = 60
OK = range(200, 300)
VOLATILE = re.compile(
    r"(^|_)(at|time|date|views?|counts?|updated|seen|request|trace|etag|expires?|timestamp|nonce|age)(_|$)|At$|_on$|"
    r"(Time|Date|Timestamp|Seen|Views?|Count|RequestId|TraceId)$|^(took|elapsed|duration)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ProfileOf(Question[Reply]):
    """What is a principal told about themselves?"""

    kept: ClassVar[bool] = False

    surface: str
    principal: str

    async def ask(self, world: "World") -> Reply:
        """Once a run: many ask."""
        profile = await world.ask(OwnProfile(self.surface))
        return await world.send(Request(address(world, self.surface, profile, ()), by=self.principal))


@dataclass(frozen=True, slots=True)
class OwnReads(Question[tuple[tuple[Operation, Answer], ...]]):
    """What does a principal read by the operations that are its own and need nothing but the asking?"""

    kept: ClassVar[bool] = False

    surface: str
    principal: str | None
    """None is nobody."""

    async def ask(self, world: "World") -> tuple[tuple[Operation, Answer], ...]:
        """One request an operation, after the run's objects are made."""
        with suppress(CannotLook):  # then there is less to see, and those who need the objects say so
            await world.ask(Objects(self.surface))
        found: list[tuple[Operation, Answer]] = []
        for operation in await plain_reads(world, self.surface):
            rule = reserved_for(world.declaration, operation)
            if rule is None or (self.principal and _role(world, self.principal) in rule.roles):
                reply = await self._read(world, operation)
                if isinstance(reply, Answer):
                    found.append((operation, reply))
        return tuple(found)

    async def _read(self, world: "World", operation: Operation) -> Reply:
        with suppress(CannotLook):
            if self.principal and operation == await world.ask(OwnProfile(self.surface)):
                return await world.ask(ProfileOf(self.surface, self.principal))
        return await world.send(Request(address(world, self.surface, operation, ()), by=self.principal))


async def plain_reads(world: "World", surface: str) -> tuple[Operation, ...]:
    """The reads that need no parameter, as many as a run asks."""
    return (await every_plain_read(world, surface))[:MOST_READS]


async def every_plain_read(world: "World", surface: str) -> tuple[Operation, ...]:
    """The reads that need no parameter, all of them."""
    facts = await world.ask(Api(surface))
    ready = [one for one in facts.operations if one.method == "GET" and not one.places and not needs_query(one)]
    ready.sort(key=lambda one: not any(is_person(singular(word)) for word in words(one.path)))  # people's first
    return tuple(ready)


def needs_query(operation: Operation) -> bool:
    """Whether an operation cannot be asked without a parameter beside its path."""
    return any(one.required and one.where in {"query", "header"} for one in operation.params)


async def sees_anyway(world: "World", surface: str, principal: str | None, but: Operation) -> frozenset[str]:
    """Every value that a principal is shown by what is its own, one operation left out."""
    told = await world.ask(OwnReads(surface, principal))
    shown = (answer for operation, answer in told if answer.status in OK and operation != but)
    return frozenset(text for answer in shown for text in texts(answer.json()))


def shows_same(control: Answer, reply: Reply, anyway: frozenset[str]) -> bool:
    """Whether a reply shows what the control shows: half of its marks, without those that the reader sees anyway.

    Without marks it is the whole answer that counts, where it says anything at all.
    """
    if not isinstance(reply, Answer) or reply.status not in OK or control.status not in OK:
        return False
    marks = marks_of(control) - anyway
    if marks:
        carried = f"{reply.request.url} {reply.request.body or ''}"
        shown = texts(reply.json()) if reply.json() is not None else frozenset()
        there = {one for one in marks if one in shown or (not shown and one in reply.body)}
        return sum(one not in carried for one in there) * 2 >= len(marks)
    value = control.json()
    return says_something(value) and not marks_of(control) and lasting(value) == lasting(reply.json())


def marks_of(answer: Answer) -> frozenset[str]:
    """The values of an answer that are long enough to know it by."""
    value = answer.json()
    if value is None:
        lines = (line.strip() for line in answer.body.splitlines())
        return frozenset(line for line in lines if len(line) >= SHORTEST_MARK)
    return frozenset(one for one in texts(value, stable=True) if len(one) >= SHORTEST_MARK)


def says_something(value: Json) -> bool:
    """Whether an answer holds a figure that is not nought: an empty list says nothing."""
    if isinstance(value, dict):
        return any(says_something(one) for key, one in value.items() if not VOLATILE.search(key))
    if isinstance(value, list):
        return any(says_something(one) for one in value)
    return isinstance(value, int | float) and not isinstance(value, bool) and value not in {0, 1}


def texts(value: Json, *, stable: bool = False) -> frozenset[str]:
    """Every text and number in a value; `stable` leaves out what changes by itself."""
    if isinstance(value, dict):
        kept = (one for key, one in value.items() if not (stable and VOLATILE.search(key)))
        return frozenset(text for one in kept for text in texts(one, stable=stable))
    if isinstance(value, list):
        return frozenset(text for one in value for text in texts(one, stable=stable))
    return (
        frozenset({str(value)}) if isinstance(value, str | int | float) and not isinstance(value, bool) else frozenset()
    )


def lasting(value: Json) -> str:
    """A value without the parts that change by themselves."""
    if isinstance(value, dict):
        return str({key: lasting(one) for key, one in sorted(value.items()) if not VOLATILE.search(key)})
    if isinstance(value, list):
        return str([lasting(one) for one in value])
    return repr(value)


_ABOUT = "ok success succeeded status statuscode code message msg error errors meta links requestid timestamp version apiversion"
ABOUT_ANSWERS = frozenset(_ABOUT.split())
"""What stands beside an object in an answer and is none of it."""


def opened(value: Json, depth: int = 0) -> dict[str, Json]:
    """The object in an answer, its envelope opened: one that is named as such, or `{"ok": true, "trip": {…}}`."""
    if not isinstance(value, dict) or depth > 2:  # noqa: PLR2004 - envelopes are no deeper
        return {}
    inner = next(
        (one for key, one in value.items() if key.lower() in {*ENVELOPES, "user", "profile"} and isinstance(one, dict)),
        None,
    )
    if inner is not None:
        return {**value, **opened(inner, depth + 1)}
    objects = [key for key, one in value.items() if isinstance(one, dict) and plain(key) not in ABOUT_ANSWERS]
    only = objects[0] if len(objects) == 1 else ""
    is_envelope = only and all(key == only or plain(key) in ABOUT_ANSWERS for key in value)
    return opened(value[only], depth + 1) if is_envelope else value


def _role(world: "World", principal: str) -> str:
    who = world.declaration.principal(principal)
    return who.role if who else ""
