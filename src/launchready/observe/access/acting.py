"""An operation of a higher role about to be tried on something that this run made: its request, and its effect."""

import json
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import anyio

from launchready.declare.model import Json
from launchready.declare.who import STAFF
from launchready.observe.access.likes import lasting
from launchready.observe.access.subjects import Subject
from launchready.observe.api.bodies import Body, is_free, plausible
from launchready.observe.api.openapi import Operation
from launchready.observe.api.schema import Field
from launchready.observe.errors import CannotLook
from launchready.observe.http import Request
from launchready.observe.who.people import customers
from launchready_hunt.canary import Kind as Mark

if TYPE_CHECKING:
    from launchready.observe.world import World

ROLE_LIKE = re.compile(r"role|group|permission|scope|access|level|type", re.IGNORECASE)
DRIFT_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Acting:
    """An operation about to be tried on a subject."""

    world: "World"
    surface: str
    operation: Operation
    subject: Subject

    async def settled(self) -> Json:
        """How the subject is, seen twice.

        Raises:
            CannotLook: it does not look the same twice.
        """
        first, second = await self.subject.look(), await self.subject.look()
        if lasting(first) != lasting(second):
            raise CannotLook("what it acts on looks different each time")
        return second

    async def drifts(self) -> bool:
        """Whether another such thing changes while nobody acts on it."""
        twin = await self.subject.another()
        before = lasting(await twin.look())
        started = time.monotonic()
        while time.monotonic() - started < DRIFT_SECONDS:
            await anyio.sleep(DRIFT_SECONDS / 4)
            if lasting(await twin.look()) != before:
                return True
        return False

    def request(self, by: str | None, shown: Json) -> Request:
        """The request, with values that differ from what the subject shows."""
        url = self.subject.url
        if not self.operation.body_kind:
            return Request(url, self.operation.method, by=by)
        current = _named(shown)
        mark = self.world.plant(
            Mark("token"), f"{by or 'nobody'} tries {self.operation.name}", self.operation.name
        ).value
        fields = [one for one in self.operation.body if len(one.path) == 1 and not is_free(one)]
        asked = [one for one in fields if one.required] or ([] if self._has_text() else fields[:1])
        known = {one.name: _other(one, current.get(one.name), self._roles()) for one in asked}
        needed = {one.name for one in self.operation.body if one.required}
        extra = {name: value for name, value in known.items() if name not in needed}
        return Body(self.operation, lambda _: mark, known, extra=extra).request(url, by)

    def _has_text(self) -> bool:
        return any(is_free(one) and len(one.path) == 1 for one in self.operation.body)

    def _roles(self) -> tuple[str, ...]:
        own = customers(self.world).role
        declared = dict.fromkeys(one.role for one in self.world.declaration.principals if one.role != own)
        return tuple(sorted(declared, key=lambda role: STAFF.search(role) is not None))


def _other(one: Field, current: Json, roles: tuple[str, ...]) -> Json:
    """A value for a field that differs from the current one, and gives as little power as may be."""
    choices: list[Json] = [json.loads(value) for value in one.enum]
    choices = [value for value in choices if value != current]
    if choices:
        return min(choices, key=lambda value: STAFF.search(str(value)) is not None)
    if one.type == "boolean":
        return not current if isinstance(current, bool) else True
    if one.type in {"integer", "number"}:
        least = plausible(one)
        return current + 1 if isinstance(current, int) and (one.most is None or current < one.most) else least
    if ROLE_LIKE.search(one.name) and roles:
        return next((role for role in roles if role != current), roles[0])
    return plausible(one)


def _named(value: Json) -> dict[str, Json]:
    """Every plain value of a state by its name, the first of a name."""
    found: dict[str, Json] = {}
    inner: list[Json] = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    if isinstance(value, dict):
        found = {key: one for key, one in value.items() if not isinstance(one, dict | list)}
    for one in inner:
        for key, more in _named(one).items():
            found.setdefault(key, more)
    return found
