"""Guesses a password many times in one GraphQL request, by aliases or by a list of operations, where single tries are limited."""

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import uuid4

from launchready.declare.model import Json
from launchready.observe.errors import CannotLook
from launchready.observe.graphql import wire as graphql_wire
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.limits.bursts import WrongPasswords
from launchready.observe.question import Question
from launchready.observe.who.people import Account, Disposable, attempt, customers, is_refused, sign_in_call

if TYPE_CHECKING:
    from launchready.observe.world import World

ALIASES, BATCH = "aliases", "a list of operations"
MORE = 3
"""How many guesses more than the limit let through go into the one request."""
WHOLE = re.compile(
    r"\s*(?:(?:query|mutation)\b\s*\w*\s*(?:\((?P<variables>[^{}]*)\))?\s*)?\{(?P<field>.*)\}\s*", re.DOTALL
)
VARIABLE = re.compile(r"\$(\w+)\s*:")
FIELD = re.compile(r"\s*(?:\w+\s*:\s*)?(\w+)")
SHORTEST_TOKEN = 16


@dataclass(frozen=True, slots=True)
class ManyInOne:
    """Many guesses in one request, and what came of them."""

    applies: bool
    """Whether customers sign in by a GraphQL operation with variables."""
    because: str
    """Why it does not apply, or why nothing can be told."""
    alone: int = 0
    """The control: how many wrong passwords, one a request, met the limit; 0 where none did."""
    guesses: int = 0
    """How many were in the one request, the right one last."""
    status: int = 0
    """What the one request was answered with."""
    told: int = 0
    """How many of its guesses were answered at all."""
    opened: bool = False
    """Whether the last guess, the right one, signed in."""
    held_alone: bool = False
    """Whether the right password was refused after as many wrong ones, one a request; looked at where `opened`."""
    curl: str = ""


@dataclass(frozen=True, slots=True)
class GuessesInOne(Question[ManyInOne]):
    """Does the limit on sign-ins count what is tried within one request?"""

    surface: str
    way: str
    """ALIASES or BATCH."""

    async def ask(self, world: "World") -> ManyInOne:
        """First the limit of single tries, then the same and a few more in one request, on an account made for it."""
        try:
            call = await sign_in_call(world, customers(world).a)
        except CannotLook as unknown:
            return ManyInOne(applies=False, because=str(unknown))
        parts = await _operation(world, attempt(world, call, "nobody@example.com", "x"))
        if parts is None:
            return ManyInOne(applies=False, because="customers do not sign in by a GraphQL operation with variables")
        singles = await world.ask(WrongPasswords(self.surface))
        tries = singles.burst.tries
        alone = next((at for at, one in enumerate(tries, 1) if one.limited), len(tries) if singles.stopped else 0)
        if not alone:
            return ManyInOne(applies=True, because="single wrong passwords meet no limit; mend that first")
        guesses = alone + MORE
        account = await world.ask(Disposable(self.surface, f"many sign-ins in one request: {self.way}"))
        passwords = [*(f"wrong-{uuid4().hex}" for _ in range(guesses - 1)), account.password]
        parts_of = [await _operation(world, attempt(world, account.call, account.email, one)) for one in passwords]
        ready = [one for one in parts_of if one is not None]
        make = aliased if self.way == ALIASES else listed
        told_of = [
            await _operation(world, attempt(world, call, "you@example.com", word)) for word in ("wrong", "right")
        ]
        request = make(ready)
        reply = await world.send(request)
        opened = told(reply, guesses)
        seen = ManyInOne(
            applies=True,
            because="" if isinstance(reply, Answer) else reply.line(),
            alone=alone,
            guesses=guesses,
            status=reply.status if isinstance(reply, Answer) else 0,
            told=len(opened),
            opened=bool(opened) and len(opened) == guesses and opened[-1] and not any(opened[:-1]),
            curl=world.curl(make([one for one in told_of if one is not None])),
        )
        return replace(seen, held_alone=await self._holds(world, guesses)) if seen.opened else seen

    async def _holds(self, world: "World", guesses: int) -> bool:
        """Whether the right password is refused after as many wrong ones that come one by one."""
        account: Account = await world.ask(Disposable(self.surface, f"as many sign-ins one by one: {self.way}"))
        for _ in range(guesses - 1):
            await world.send(attempt(world, account.call, account.email, f"wrong-{uuid4().hex}"))
        last = await world.send(attempt(world, account.call, account.email, account.password))
        return isinstance(last, Answer) and (is_refused(last) or last.status >= 400)  # noqa: PLR2004 - HTTP's refusals


@dataclass(frozen=True, slots=True)
class Tried:
    """One sign-in as a GraphQL operation; never stored."""

    request: Request
    query: str
    declared: str
    """Its variables with their types."""
    field: str
    """What it asks: the field, its arguments and what it chooses."""
    variables: dict[str, Json]


async def _operation(world: "World", request: Request) -> Tried | None:
    """A sign-in taken apart; None where it is no GraphQL operation whose credentials are variables."""
    sent, _ = await graphql_wire.real(world, request)
    try:
        body: Json = json.loads(sent.body or "")
    except ValueError:
        return None
    query, variables = (body.get("query"), body.get("variables")) if isinstance(body, dict) else (None, None)
    match = WHOLE.fullmatch(query) if isinstance(query, str) else None
    if not isinstance(query, str) or match is None or not match["variables"] or not isinstance(variables, dict):
        return None
    return Tried(replace(sent, by=None), query, match["variables"], match["field"], variables)


def aliased(tries: list[Tried]) -> Request:
    """All tries as aliases of one operation."""
    declared, fields = [], []
    variables: dict[str, Json] = {}
    for at, one in enumerate(tries):
        names = VARIABLE.findall(one.declared)
        own, field = one.declared, re.sub(r"^\s*\w+\s*:(?=\s*\w+\s*[({])", "", one.field)
        for name in names:
            own, field = (re.sub(rf"\${name}\b", f"${name}_{at}", text) for text in (own, field))
        declared.append(own)
        fields.append(f"a{at}: {field.strip()}")
        variables |= {f"{name}_{at}": one.variables.get(name) for name in names}
    whole = f"mutation Many({', '.join(declared)}) {{ {' '.join(fields)} }}"
    return _post(tries[0].request, {"query": whole, "variables": variables})


def listed(tries: list[Tried]) -> Request:
    """All tries as a list of operations."""
    return _post(tries[0].request, [{"query": one.query, "variables": one.variables} for one in tries])


def told(reply: Reply, count: int) -> tuple[bool, ...]:
    """For each guess that was answered, in order: whether it signed in."""
    value = reply.json() if isinstance(reply, Answer) else None
    if isinstance(value, list):
        parts: list[Json] = [one.get("data") if isinstance(one, dict) else None for one in value]
        return tuple(_signed_in(one) for one in parts)
    data = value.get("data") if isinstance(value, dict) else None
    if not isinstance(data, dict):
        return ()
    return tuple(_signed_in(data.get(f"a{at}")) for at in range(count) if f"a{at}" in data)


def _signed_in(value: Json) -> bool:
    """Whether an answer holds what a sign-in gives: a text as long as a token."""
    if isinstance(value, dict):
        return any(_signed_in(one) for key, one in value.items() if not key.lower().endswith("errors"))
    return isinstance(value, str) and len(value) >= SHORTEST_TOKEN and " " not in value


def _post(like: Request, body: Json) -> Request:
    kept = tuple((name, value) for name, value in like.headers if name.lower() != "content-type")
    return replace(like, headers=kept, body=None).with_json(body)
