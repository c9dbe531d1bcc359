"""Tries more than its form offers at a sign-up of an API that shows nobody a profile: a list that shows the accounts tells."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.declare.model import Json
from launchready.observe.access.reserved_fields import equals, higher, is_reserved
from launchready.observe.api.calls import address
from launchready.observe.api.ids import items_in
from launchready.observe.api.openapi import ApiFacts, Operation
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.who.credentials import sign_in_of, sign_up_of
from launchready.observe.who.people import Account, Disposable

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST_LISTS = 8


@dataclass(frozen=True, slots=True)
class Gain:
    """One reserved field of a new account."""

    field: str
    before: Json
    """What an account shows that was made without it."""
    wanted: Json
    after: Json
    curl: str

    @property
    def done(self) -> bool:
        """Whether a list shows the wanted value, where it shows another for an account made without."""
        return equals(self.after, self.wanted) and not equals(self.before, self.wanted)


@dataclass(frozen=True, slots=True)
class Gains:
    """What came of a sign-up with more than its form offers."""

    sign_up: str
    place: str
    """The operation that shows accounts."""
    gains: tuple[Gain, ...]


async def gains_at_sign_up(world: "World", surface: str, facts: ApiFacts) -> Gains:
    """Makes an account without and one with the reserved fields that a list shows of the first.

    Raises:
        CannotLook: no account can be made, or no list shows it.
    """
    login = sign_in_of(facts)
    sign_up = sign_up_of(facts, login.path if login else "")
    if sign_up is None:
        raise CannotLook("the API shows nobody who they are, and documents no sign-up")
    plain = await world.ask(Disposable(surface, "signed up plainly"))
    for place in _lists(facts):
        before = await _entry(world, surface, place, plain)
        wished = {
            name: higher(name, value, None, (), "admin")
            for name, value in before.items()
            if is_reserved(name) and not isinstance(value, dict | list)
        }
        wished = {name: value for name, value in wished.items() if not equals(before[name], value)}
        if wished:
            return await _tried(world, surface, (sign_up, place), before, wished)
    raise CannotLook("the API shows nobody who they are, and no list shows an account with what it may")


def _lists(facts: ApiFacts) -> list[Operation]:
    ready = [
        one
        for one in facts.operations
        if one.method == "GET" and not one.places and not any(param.required for param in one.params)
    ]
    return ready[:MOST_LISTS]


async def _tried(
    world: "World",
    surface: str,
    operations: tuple[Operation, Operation],
    before: dict[str, Json],
    wished: dict[str, Json],
) -> Gains:
    sign_up, place = operations
    other = await world.ask(Disposable(surface, f"signed up with {', '.join(wished)}", json.dumps(wished)))
    after = await _entry(world, surface, place, other)
    if not after:
        raise CannotLook(f"{place.name} does not show an account that was made with {', '.join(wished)}")
    body: Json = {"username": "new", "email": "new@example.com", "password": "…", **wished}
    curl = world.curl(Request(address(world, surface, sign_up, ()), "POST").with_json(body))
    gains = (Gain(name, before.get(name), wanted, after.get(name), curl) for name, wanted in wished.items())
    return Gains(sign_up.name, place.name, tuple(gains))


async def _entry(world: "World", surface: str, place: Operation, account: Account) -> dict[str, Json]:
    """What a list shows of an account; empty where it does not show it."""
    request = Request(address(world, surface, place, ()))
    reply = await world.send(request, session=account.session)
    for entry in items_in(reply.json()) if isinstance(reply, Answer) else ():
        if {account.email, account.name, account.username} & {
            one for one in entry.values() if isinstance(one, str) and one
        }:
            return entry
    return {}
