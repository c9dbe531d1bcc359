"""Tries operations that take an account and what it may in their body: does one give the caller more than it had?"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.declare.model import Json
from launchready.observe.access.likes import ProfileOf, opened
from launchready.observe.access.matrix import reserved_for
from launchready.observe.access.reserved_fields import equals, is_power
from launchready.observe.api.bodies import Body
from launchready.observe.api.calls import address
from launchready.observe.api.ids import own_id
from launchready.observe.api.naming import is_password, is_person
from launchready.observe.api.openapi import ApiFacts, Operation
from launchready.observe.http import Answer, Request
from launchready.observe.who.people import others, staff
from launchready.observe.who.person import Person, place_of

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST_OPERATIONS = 3
MOST_ROLES = 4


@dataclass(frozen=True, slots=True)
class Grant:
    """One value that an account tried to give itself."""

    operation: str
    field: str
    before: Json
    wanted: Json
    after: Json
    status: int
    done: bool
    """Whether its profile, read again, shows the value."""
    curl: str


def granting(world: "World", facts: ApiFacts) -> list[Operation]:
    """The operations whose body names an account and what it may, and that no role is known to have for itself."""
    return [
        one
        for one in facts.operations
        if one.method in {"POST", "PUT", "PATCH"}
        and not one.places
        and not any(is_password(field.name) for field in one.body)
        and _power(one)
        and any(_names_account(field.name) for field in one.body)
        and reserved_for(world.declaration, one) is None
    ][:MOST_OPERATIONS]


async def grants(me: Person, facts: ApiFacts, shown: dict[str, Json]) -> list[Grant]:
    """What an account of the run's own gained by naming itself there; the first gain ends it."""
    found: list[Grant] = []
    for operation in granting(me.world, facts):
        field = _power(operation)
        for wanted in await _roles(me, field):
            found.append(await _tried(me, operation, field, wanted, shown))
            if found[-1].done:
                return found
    return found


async def _tried(me: Person, operation: Operation, field: str, wanted: Json, shown: dict[str, Json]) -> Grant:
    own = own_id(shown, "user", "id") or ""
    named = [one.name for one in operation.body if _names_account(one.name)]
    known: dict[str, Json] = {name: shown.get(name) or place_of(shown, name, own) for name in named}
    body = Body(operation, lambda _: "Audit", known, optional=False, extra={field: wanted})
    sent = body.request(address(me.world, me.surface, operation, ()), None)
    reply = await me.world.send(sent, session=me.session)
    after = (await me.read()).get(field)
    done = equals(after, wanted) and not equals(after, shown.get(field))
    status = reply.status if isinstance(reply, Answer) else 0
    curl = me.world.curl(Request(sent.url, sent.method, sent.headers, sent.body, by="own"))
    return Grant(operation.name, field, shown.get(field), wanted, after, status, done, curl)


async def _roles(me: Person, field: str) -> list[Json]:
    """What the profiles of the staff and of other roles show in that field."""
    found: list[Json] = []
    for one in (*staff(me.world), *others(me.world)):
        reply = await me.world.ask(ProfileOf(me.surface, one.name))
        value = opened(reply.json()).get(field) if isinstance(reply, Answer) else None
        if value is not None and value not in found:
            found.append(value)
    return found[:MOST_ROLES]


def _power(operation: Operation) -> str:
    return next((one.name for one in operation.body if len(one.path) == 1 and is_power(one.name)), "")


def _names_account(field: str) -> bool:
    return is_person(field) and not is_power(field)
