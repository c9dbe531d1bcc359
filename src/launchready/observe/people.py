"""Who asks: the two customers whose data must stay apart, the staff, and accounts made for one look."""

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from launchready.declare.model import Call, Json, Principal
from launchready.observe.bodies import Body
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.kinds import is_admin, last_word, words
from launchready.observe.openapi import Api, ApiFacts, Operation
from launchready.observe.question import Question
from launchready.observe.secret import SCHEMES
from launchready.observe.session import Session, request_of, session_from
from launchready_hunt.canary import Kind as Mark

if TYPE_CHECKING:
    from launchready.observe.world import World

STAFF = re.compile(r"admin|staff|moderator|superuser|operator|root|owner", re.IGNORECASE)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
SIGN_UP_WORDS = frozenset(
    {"signup", "register", "registration", "join", "users", "accounts", "user", "account", "customers"}
)
SIGN_IN_WORDS = frozenset(
    {"login", "signin", "token", "session", "sessions", "reset", "confirm", "forgot", "change", "verify"}
)
SELF_WORDS = ("me", "whoami", "self", "profile", "account", "current", "user")


@dataclass(frozen=True, slots=True)
class Customers:
    """Two principals of the same role who must not see each other's data."""

    a: str
    b: str
    role: str


def customers(world: "World") -> Customers:
    """The first two principals that share a role which is no staff's.

    Raises:
        CannotLook: there are none.
    """
    outside = [one for one in world.declaration.principals if not STAFF.search(one.role)]
    for one in outside:
        for other in outside:
            if other is not one and other.role == one.role:
                return Customers(one.name, other.name, one.role)
    raise CannotLook(
        "launch.toml declares no two principals of the same role (other than the staff's): add a second "
        "[principal.…], so that one customer can try to reach the other's data"
    )


def staff(world: "World") -> tuple[Principal, ...]:
    """The principals whose role is the staff's."""
    return tuple(one for one in world.declaration.principals if STAFF.search(one.role))


def others(world: "World") -> tuple[Principal, ...]:
    """One principal of each role that is neither the customers' nor the staff's: sellers, for one."""
    role = customers(world).role
    found: dict[str, Principal] = {}
    for one in world.declaration.principals:
        if one.role != role and not STAFF.search(one.role):
            found.setdefault(one.role, one)
    return tuple(found.values())


def email_of(world: "World", name: str) -> str | None:
    """The address that a principal signs in with, or None."""
    who = world.declaration.principal(name)
    call = who.sign_in if who else None
    if call is None:
        return None
    return next((text for text in _leaves(call.json or dict(call.form)) if EMAIL.fullmatch(text)), None)


@dataclass(frozen=True, slots=True)
class OwnProfile(Question[Operation]):
    """Which operation tells a signed-in user who they are?"""

    surface: str

    async def ask(self, world: "World") -> Operation:
        """By its name; nothing is sent but for the document."""
        facts = await world.ask(Api(self.surface))
        ready = [
            one
            for one in facts.operations
            if one.method == "GET" and not one.places and not is_admin(one) and last_word(one.path) in SELF_WORDS
        ]
        if not ready:
            raise CannotLook(f"{facts.source} names no operation such as GET /me that tells a user who they are")
        return min(ready, key=lambda one: SELF_WORDS.index(last_word(one.path)))


@dataclass(frozen=True, slots=True)
class Account:
    """An account of this run's own, made for one look."""

    email: str
    password: str
    name: str
    session: Session
    call: Call
    """How it signs in."""


@dataclass(frozen=True, slots=True)
class Disposable(Question[Account]):
    """An account of this run's own, by the sign-up that the API documents; another label gives another one."""

    kept: ClassVar[bool] = False

    surface: str
    label: str
    extra: str = ""
    """What the sign-up carries besides, as a JSON object."""

    async def ask(self, world: "World") -> Account:
        """Signs up, then signs in as the declared customers do."""
        facts = await world.ask(Api(self.surface))
        a = world.declaration.principal(customers(world).a)
        assert a is not None
        if a.sign_in is None:
            raise CannotLook(f"launch.toml does not say how {a.name} signs in (line {a.line})")
        operation = sign_up_of(facts, a.sign_in)
        if operation is None:
            raise CannotLook(
                f"{facts.source} names no sign-up (e-mail and password), so no disposable account can be made"
            )
        domain = (email_of(world, a.name) or "@example.com").rpartition("@")[2]
        email, password = f"audit-{uuid4().hex[:10]}@{domain}", world.secrets.meet(f"Aud1t-{uuid4().hex}")
        name = world.plant(Mark("token"), f"the name of a disposable account ({self.label})", operation.name).value
        known: dict[str, Json] = {}
        for one in operation.body:
            lower = one.name.lower()
            if "mail" in lower or lower in {"username", "login"}:
                known[one.name] = email
            elif "pass" in lower:
                known[one.name] = password
        surface = world.declaration.surface(self.surface)
        assert surface is not None
        body = Body(operation, lambda _: name, known, extra=json.loads(self.extra or "{}"))
        answer = await world.answer(body.request(surface.at(operation.path), None))
        call = with_credentials(a.sign_in, email, password)
        who = replace(a, name=f"a disposable account ({self.label})", sign_in=call)
        reply = await world.send(request_of(call, world, {}))
        try:
            session = session_from(who, call, reply, world)
        except CannotLook:
            raise CannotLook(f"a disposable account could not be made: {answer.line()}, then {reply.line()}") from None
        return Account(email, password, name, session, call)


def sign_up_of(facts: ApiFacts, sign_in: Call) -> Operation | None:
    """The operation that makes an account, or None: an e-mail address and a password, and no sign-in."""
    ready = [
        one
        for one in facts.operations
        if one.method == "POST"
        and one.path.rstrip("/") != sign_in.path.rstrip("/")
        and not one.places
        and not is_admin(one)
        and not _named(one) & SIGN_IN_WORDS
        and any("pass" in field.name.lower() for field in one.body)
        and any("mail" in field.name.lower() or "user" in field.name.lower() for field in one.body)
    ]
    named = [one for one in ready if _named(one) & SIGN_UP_WORDS]
    return next(iter(named or ready), None)


def with_credentials(call: Call, email: str, password: str) -> Call:
    """A declared sign-in with another account's address and password."""

    def put(value: Json, key: str) -> Json:
        if isinstance(value, dict):
            return {name: put(one, name) for name, one in value.items()}
        if isinstance(value, list):
            return [put(one, key) for one in value]
        if isinstance(value, str) and ("pass" in key.lower() or value.startswith(SCHEMES)):
            return password
        if isinstance(value, str) and (EMAIL.fullmatch(value) or key.lower() in {"email", "username", "login", "user"}):
            return email
        return value

    form = tuple((name, str(put(value, name))) for name, value in call.form)
    return replace(call, json=put(call.json, ""), form=form)


def attempt(world: "World", call: Call, email: str, password: str) -> Request:
    """A sign-in with these credentials, as a request."""
    return request_of(with_credentials(call, email, password), world, {})


def is_refused(answer: Answer) -> bool:
    """Whether an answer says that the asker must slow down or is locked out."""
    return answer.status in {423, 429} or (answer.status in {403, 503} and answer.header("Retry-After") is not None)


def _named(operation: Operation) -> set[str]:
    named = {*words(operation.path), *words(operation.id)}
    path = operation.path.lower().replace("-", "").replace("_", "")
    return (
        named
        | {word for word in (*SIGN_UP_WORDS, *SIGN_IN_WORDS) if path.endswith(f"/{word}")}
        | ({"signup"} if {"sign", "up"} <= named else set())
        | ({"signin"} if {"sign", "in"} <= named else set())
    )


def _leaves(value: Json) -> list[str]:
    if isinstance(value, dict):
        return [text for one in value.values() for text in _leaves(one)]
    if isinstance(value, list):
        return [text for one in value for text in _leaves(one)]
    return [value] if isinstance(value, str) else []
