"""Who asks: the two customers whose data must stay apart, the staff, and accounts made for one look."""

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from launchready.declare.model import Call, Json, Principal
from launchready.observe.api.kinds import is_admin, last_word
from launchready.observe.api.naming import plain
from launchready.observe.api.openapi import Api, Operation
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.question import Question
from launchready.observe.secret import SCHEMES
from launchready.observe.who.accounts import Credentials, credentials_of, fresh, refused, signed_up, texts_of
from launchready.observe.who.credentials import ADDRESSES, CONSTANTS, EMAIL, USER, sign_up_of
from launchready.observe.who.recipe import SELF_WORDS, call_of, session_of
from launchready.observe.who.session import CannotSignIn, Session, request_of
from launchready_hunt.canary import Kind as Mark

if TYPE_CHECKING:
    from launchready.observe.world import World

__all__ = ["EMAIL", "SELF_WORDS", "sign_up_of"]


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
    outside = [one for one in world.declaration.principals if not one.is_staff]
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
    return tuple(one for one in world.declaration.principals if one.is_staff)


def others(world: "World") -> tuple[Principal, ...]:
    """One principal of each role that is neither the customers' nor the staff's: sellers, for one."""
    role = customers(world).role
    found: dict[str, Principal] = {}
    for one in world.declaration.principals:
        if one.role != role and not one.is_staff:
            found.setdefault(one.role, one)
    return tuple(found.values())


def email_of(world: "World", name: str) -> str | None:
    """The address that a principal signs in with, or None."""
    who = world.declaration.principal(name)
    if who is None:
        return None
    if who.email:
        return who.email
    if who.is_disposable:
        return credentials_of(world, who).email
    return next((text for text in texts_of(who.sign_in) if EMAIL.fullmatch(text)), None)


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
    username: str = ""


@dataclass(frozen=True, slots=True)
class Disposable(Question[Account]):
    """An account of this run's own, by the sign-up that the API documents; another label gives another one."""

    kept: ClassVar[bool] = False

    surface: str
    label: str
    extra: str = ""
    """What the sign-up carries besides, as a JSON object."""

    async def ask(self, world: "World") -> Account:
        """Signs up as the first customer would, then signs in as the declared customers do."""
        a = world.declaration.principal(customers(world).a)
        assert a is not None
        label = f"a disposable account ({self.label})"
        name = world.plant(Mark("token"), f"the name of {label}", "sign-up").value
        own = replace(fresh(world, label), name=name)
        done = await signed_up(world, own, a.sign_up, self.surface, json.loads(self.extra or "{}"))
        own = done.credentials
        try:
            session, call = await signed_in_as(world, a, own, label)
        except CannotSignIn as refusal:
            told = f"{refused(done)}, then {refusal}"
            raise CannotLook(f"a disposable account could not be made: {told}") from None
        return Account(own.email, own.password, name, session, call, own.username)


async def signed_in_as(world: "World", like: Principal, own: Credentials, label: str) -> tuple[Session, Call]:
    """A session of an account of this run's, which signs in as a declared principal does; and how it signed in.

    Raises:
        CannotSignIn: it was not let in.
        CannotLook: nothing says how.
    """
    call = with_credentials(await sign_in_call(world, like.name), own.email, own.password, own.username)
    who = replace(like, name=label, sign_in=call, headers=like.headers, password=None, sign_up=None, made=False)
    return await session_of(world, who), call


async def sign_in_call(world: "World", name: str) -> Call:
    """The request by which a principal signs in, declared or documented.

    Raises:
        CannotLook: it does not sign in, or nothing says how.
    """
    who = world.declaration.principal(name)
    if who is None:
        raise CannotLook(f"launch.toml declares no principal {name}")
    call = await call_of(world, who)
    if call is None:
        raise CannotLook(f"{name} does not sign in: it has a token, a key or HTTP Basic (launch.toml line {who.line})")
    return call


def with_credentials(call: Call, email: str, password: str, username: str | None = None) -> Call:
    """A declared sign-in with another account's address or name, and its password."""
    leaves = [(key, value) for key, value in (*call.form, *_leaves(call.json)) if not _is_secret(key, value)]
    names = {key for key, value in leaves if EMAIL.fullmatch(value) or plain(key) in USER}
    if not names:
        names = {key for key, _ in leaves if plain(key) not in CONSTANTS}

    def put(value: Json, key: str) -> Json:
        if isinstance(value, dict):
            return {name: put(one, name) for name, one in value.items()}
        if isinstance(value, list):
            return [put(one, key) for one in value]
        if isinstance(value, str) and _is_secret(key, value):
            return password
        if isinstance(value, str) and key in names:
            is_address = EMAIL.fullmatch(value) is not None or plain(key) in ADDRESSES
            return email if username is None or is_address else username
        return value

    form = tuple((name, str(put(value, name))) for name, value in call.form)
    return replace(call, json=put(call.json, ""), form=form)


def _is_secret(key: str, value: str) -> bool:
    return "pass" in key.lower() or value.startswith(SCHEMES)


def _leaves(value: Json, key: str = "") -> list[tuple[str, str]]:
    if isinstance(value, dict):
        return [leaf for name, one in value.items() for leaf in _leaves(one, name)]
    if isinstance(value, list):
        return [leaf for one in value for leaf in _leaves(one, key)]
    return [(key, value)] if isinstance(value, str) else []


def attempt(world: "World", call: Call, email: str, password: str) -> Request:
    """A sign-in with these credentials, as a request."""
    return request_of(with_credentials(call, email, password), world, {})


def is_refused(answer: Answer) -> bool:
    """Whether an answer says that the asker must slow down or is locked out."""
    return answer.status in {423, 429} or (answer.status in {403, 503} and answer.header("Retry-After") is not None)
