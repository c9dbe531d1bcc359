"""Signs in and keeps apart what the answer gives: a bearer token, cookies, and what renews them."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from launchready.declare.model import Call, Json
from launchready.observe.auth.token_times import PURPOSES, plain, values_in
from launchready.observe.http import Answer, Reply
from launchready.observe.who.credentials import ADDRESSES, USER
from launchready.observe.who.granted import granted, headers_for, lets_in
from launchready.observe.who.people import Account
from launchready.observe.who.session import Session, put

if TYPE_CHECKING:
    from launchready.observe.world import World

USER_NAMES = frozenset(USER) - ADDRESSES
SHORTEST_SECRET = 8
"""Characters; what is shorter is no session, and hiding it would hide half the report."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One sign-in, and every way in which its session can travel; never stored."""

    reply: Reply
    bearer: Session | None
    cookie: Session | None
    refresh: tuple[tuple[str, str], ...]
    """Names, as one plain word, and values of what renews the session."""

    def carriers(self) -> tuple[tuple[str, Session], ...]:
        """Each way by itself."""
        both = (("bearer token", self.bearer), ("cookie", self.cookie))
        return tuple((how, session) for how, session in both if session is not None)


async def arrive(world: "World", call: Call, like: Session, *, held: tuple[tuple[str, str], ...] = ()) -> Arrival:
    """Signs in by a call.

    Args:
        world: which is told of the secrets in the answer.
        call: the sign-in, with the credentials in it.
        like: a session of the same kind: it says how a token is sent.
        held: cookies that the browser holds already.
    """
    reply, _ = await put(world, replace(call, by=None), (cookie_header(held),) if held else ())
    if not isinstance(reply, Answer) or reply.status >= 400:  # noqa: PLR2004 - HTTP's refusals start here
        return Arrival(reply, None, None, ())
    found = granted(reply, call.picks("token"))
    bearer = None
    if found.token:
        world.secrets.meet(found.token)
        bearer = like.holding(found.token) if like.token else _bearer(like.principal, found.token)
    jar = {name: value for name, value in (dict(held) | dict(set_cookies(reply))).items() if value}
    for value in jar.values():
        if len(value) > SHORTEST_SECRET:
            world.secrets.meet(value)
    let_in = jar and lets_in(reply)
    cookie = Session(like.principal, headers_for(tuple(jar.items())), None) if let_in else None
    refresh = [(name, value) for name, value in values_in(reply.json()) if name in PURPOSES and isinstance(value, str)]
    return Arrival(reply, bearer, cookie, tuple(refresh))


def _bearer(principal: str, token: str) -> Session:
    return Session(principal, (("Authorization", f"Bearer {token}"),), token)


def with_password(account: Account, password: str) -> Call:
    """How an account signs in with another password: put where its own stands, whatever the field is called."""
    return swapped(account.call, account.password, password)


def swapped(call: Call, old: str, new: Json) -> Call:
    """A call with something else wherever a text stands."""

    def put(value: Json) -> Json:
        if isinstance(value, dict):
            return {key: put(one) for key, one in value.items()}
        if isinstance(value, list):
            return [put(one) for one in value]
        return new if value == old else value

    form = tuple((key, str(new) if value == old else value) for key, value in call.form)
    return replace(call, json=put(call.json), form=form)


def user_name(account: Account) -> str | None:
    """The name with which an account signs in, where that is not its address."""
    known = [*account.call.form, *values_in(account.call.json)]
    return next((str(value) for name, value in known if plain(name) in USER_NAMES and value != account.email), None)


def set_cookies(answer: Answer) -> tuple[tuple[str, str], ...]:
    """The names and values of the cookies that an answer sets; an empty value takes one away."""
    found = []
    for raw in answer.all("Set-Cookie"):
        first, *rest = raw.split(";")
        name, _, value = first.strip().partition("=")
        gone = any(part.strip().lower() == "max-age=0" for part in rest)
        found.append((name, "" if gone else value.strip('"') and value))
    return tuple(found)


def cookie_header(cookies: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    """The header that carries cookies."""
    return "Cookie", "; ".join(f"{name}={value}" for name, value in cookies)


def renewing(arrival: Arrival, name: str) -> str | None:
    """The value for a field that wants what renews a session, or None."""
    return next((value for key, value in arrival.refresh if key == plain(name)), None)
