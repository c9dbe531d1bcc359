"""Who asks: the two customers whose data must stay apart, the staff, and accounts made for one look."""

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from launchready.declare.model import Call, Json, Principal
from launchready.observe.api.kinds import is_admin, last_word, words
from launchready.observe.api.naming import is_password, plain
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


MOST_NAMED, MOST_NEAR = 6, 6
"""How many operations are asked whether they tell who asks."""
NEAR_WORDS = frozenset(
    ["auth", "auths", "user", "users", "account", "accounts", "session", "sessions", "identity", "userinfo", "settings"]
)
LEAVING = frozenset({"logout", "signout", "logoff"})


@dataclass(frozen=True, slots=True)
class OwnProfile(Question[Operation]):
    """Which operation tells a signed-in user who they are?"""

    surface: str

    async def ask(self, world: "World") -> Operation:
        """By its name, and by what it shows: of several that could be it, the first that tells a customer their own name.

        Where none does, the one whose name fits best.
        """
        facts = await world.ask(Api(self.surface))
        ready = [
            one
            for one in facts.operations
            if one.method == "GET"
            and not one.places
            and not is_admin(one)
            and not any(param.required for param in one.params)
            and not set(words(one.path)) & LEAVING
        ]
        named = [one for one in ready if last_word(one.path) in SELF_WORDS]
        named.sort(key=lambda one: SELF_WORDS.index(last_word(one.path)))
        near = sorted((one for one in ready if one not in named and _is_near(one)), key=lambda one: len(one.path))
        found = await self._telling(world, (*named[:MOST_NAMED], *near[:MOST_NEAR])) or next(iter(named), None)
        if found is None:
            raise CannotLook(f"{facts.source} names no operation such as GET /me that tells a user who they are")
        return found

    async def _telling(self, world: "World", ready: tuple[Operation, ...]) -> Operation | None:
        """The first that shows a customer the name or the address that they sign in with, in an object and no list."""
        surface = world.declaration.surface(self.surface)
        try:
            who = world.declaration.principal(customers(world).a)
            assert who is not None
            assert surface is not None
            names = _names(world, who)
            for one in ready if names else ():
                reply = await world.send(Request(surface.at(one.path), by=who.name))
                if isinstance(reply, Answer) and _tells(reply.json(), names):
                    return one
        except CannotLook:
            return None  # nobody can ask: the name has to do
        return None


def _names(world: "World", who: Principal) -> set[str]:
    """What a principal signs in with, as far as it is known: an address, a name."""
    found = {email_of(world, who.name), who.username}
    if who.is_disposable:
        found.add(credentials_of(world, who).username)
    calls = (*who.sign_in.form, *_leaves(who.sign_in.json)) if who.sign_in else ()
    found |= {value for key, value in calls if plain(key) in USER and not _is_secret(key, value) and "{" not in value}
    return {one.lower() for one in found if one}


def _is_near(operation: Operation) -> bool:
    return bool(set(words(operation.path)[-2:]) & NEAR_WORDS)


def _tells(value: Json, names: set[str]) -> bool:
    """Whether one of the names stands in an object, at any depth, but not in a list of objects."""
    if isinstance(value, dict):
        return any(_tells(one, names) for one in value.values())
    return isinstance(value, str) and bool(value) and value.lower() in names


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
        if done.barred:
            raise CannotLook(f"a disposable account could not be made: {refused(done)}")
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
    return is_password(key) or value.startswith(SCHEMES)


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
