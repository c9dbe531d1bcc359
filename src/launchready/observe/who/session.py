"""Signs in as a principal, and says plainly when that does not work."""

import base64
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import quote, urlencode, urlsplit

from launchready.declare.model import Call, Json, Principal
from launchready.declare.who import BASIC, BEARER
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.pick import fill
from launchready.observe.question import Question
from launchready.observe.who.granted import (
    Granted,
    asks_again,
    cookies_in,
    granted,
    headers_for,
    hidden_fields,
    lets_in,
)
from launchready.observe.who.guarded import sent_again, wants_token

if TYPE_CHECKING:
    from launchready.observe.world import World

SAID = 300
"""Characters of an answer to a sign-in that are kept for people to read."""
CUT_WORD = re.compile(r"[^\s\",:{}\[\]<>]+$")
AUTHORIZED = ("bearer", "token", "jwt")
"""Schemes whose word stands before a token in Authorization."""


class CannotSignIn(CannotLook):
    """A principal cannot sign in; carries what the product said to it."""

    def __init__(self, words: str, said: str = "") -> None:
        super().__init__(words)
        self.said = said


@dataclass(frozen=True, slots=True)
class Session:
    """What a principal sends along; never stored."""

    principal: str
    headers: tuple[tuple[str, str], ...]
    token: str | None
    query: tuple[tuple[str, str], ...] = ()
    send: str = BEARER
    """How the token is sent: `Name: … {token}` or `?name={token}`."""
    how: str = ""
    """How it came about, for people to read: without any secret."""
    said: str = ""
    """The beginning of the answer that gave it; whoever shows it takes the secrets out."""
    at: str = ""
    """The address that gave it; empty where nobody signed in for it."""
    where: str = ""
    """Where the token stood in that answer; empty where cookies are the session, or nobody signed in for it."""

    def on(self, request: Request) -> Request:
        """The request with what the session sends along, where it does not set it itself."""
        own = {name.lower() for name, _ in request.headers}
        whole = request.with_headers(*(pair for pair in self.headers if pair[0].lower() not in own))
        known = urlsplit(request.url).query
        more = [(name, value) for name, value in self.query if f"{name}=" not in known]
        if not more:
            return whole
        joined = "&".join(f"{quote(name)}={quote(value, safe='')}" for name, value in more)
        return replace(whole, url=f"{request.url}{'&' if known else '?'}{joined}")

    def holding(self, token: str) -> "Session":
        """The same session with another token in the place of its own: an expired, a tampered or a forged one."""
        headers, query = sent_along(self.send, token)
        names = {name.lower() for name, _ in headers}
        kept = tuple(pair for pair in self.headers if pair[0].lower() not in names)
        return replace(self, headers=(*kept, *headers), query=query or self.query, token=token)

    @property
    def form(self) -> str:
        """What a request that repeats it carries, the secret a place to fill."""
        if self.token is not None or self.send == BASIC:
            return self.send
        return next((f"{name}: {{token}}" for name, _ in self.headers if name == "Cookie"), BEARER)


@dataclass(frozen=True, slots=True)
class SignIn(Question[Session]):
    """A session of a principal. `again` tells fresh ones apart: the same number is the same session."""

    kept: ClassVar[bool] = False

    principal: str
    surface: str | None = None
    """A surface with a sign-in of its own; None is the principal's usual one."""
    again: int = 0

    async def ask(self, world: "World") -> Session:
        """Signs in by the declared recipe, or by the one that the API's document tells."""
        from launchready.observe.who.recipe import session_of  # noqa: PLC0415 - which needs this module

        who = world.declaration.principal(self.principal)
        if who is None:
            raise CannotLook(f"launch.toml declares no principal {self.principal}")
        if self.surface is None:
            return await session_of(world, who)
        call = dict(who.sign_in_at).get(self.surface)
        if call is None:
            raise CannotLook(f"launch.toml does not say how {who.name} signs in at {self.surface} (line {who.line})")
        reply, call = await put(world, filled(call, who, world))
        return session_from(who, call, reply, world)


def request_of(call: Call, world: "World", words: dict[str, str], *, on: str | None = None) -> Request:
    """A declared call as a request, with its secrets resolved and its `{words}` filled in: a word is never taken for a secret.

    Raises:
        CannotLook: the surface it goes to is not declared or has no url, or a secret does not resolve.
    """
    name = call.on or on
    surfaces = [one for one in world.declaration.surfaces if one.url and name in (None, one.name)]
    surface = next((one for one in surfaces if name or type(one).__name__ == "ApiSurface"), None)
    if surface is None:
        raise CannotLook(
            f"{call.method} {call.path} goes to the surface {name or 'api'}, which launch.toml does not declare"
        )
    request = Request(surface.at(str(fill(call.path, words))), call.method, by=call.by)
    if call.form:
        body = fill(world.secrets.fill(dict(call.form)), words)
        assert isinstance(body, dict)
        return Request(
            request.url,
            request.method,
            (("Content-Type", "application/x-www-form-urlencoded"),),
            urlencode({key: str(value) for key, value in body.items()}),
            call.by,
        )
    if call.json is not None:
        return request.with_json(fill(world.secrets.fill(call.json), words))
    return request


def filled(call: Call, who: Principal, world: "World") -> Call:
    """A call with the principal's own address, name and password in their places; the password stays a reference."""
    words = {"email": who.email or who.username, "username": who.username or who.email}
    known = {name: word for name, word in words.items() if word}
    if who.password is not None:
        known["password"] = who.password.ref
    del world
    form = tuple((name, str(fill(value, known))) for name, value in call.form)
    return replace(call, path=str(fill(call.path, known)), json=fill(call.json, known), form=form)


async def put(world: "World", call: Call, headers: tuple[tuple[str, str], ...] = ()) -> tuple[Reply, Call]:
    """Sends a sign-in; a form that is refused is sent once more with the hidden fields of its page."""
    request = request_of(call, world, {}).with_headers(*headers)
    reply = await world.send(request)
    if not call.form and wants_token(reply):
        return await sent_again(request, reply, world.send), call
    if not call.form or not isinstance(reply, Answer) or (lets_in(reply) and reply.all("Set-Cookie")):
        return reply, call
    page: Reply = reply
    if not asks_again(reply):
        page = await world.send(Request(request.url, headers=headers))
    whole = guarded(call, page, request.url)
    if whole is None:
        return reply, call
    again = request_of(whole[0], world, {}).with_headers(*headers, *whole[1])
    return await world.send(again), call


def guarded(call: Call, page: Reply, url: str) -> tuple[Call, tuple[tuple[str, str], ...]] | None:
    """A form's call with the hidden fields of its page, and the headers that a browser sends with it; None where it has no more."""
    hidden = hidden_fields(page.body) if isinstance(page, Answer) and asks_again(page) else {}
    if not isinstance(page, Answer) or not hidden or set(hidden) <= set(dict(call.form)):
        return None
    cookies = [pair for pair in headers_for(cookies_in(page)) if pair[0] == "Cookie"]
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(url))
    return replace(call, form=(*hidden.items(), *call.form)), (*cookies, ("Referer", url), ("Origin", origin))


def session_from(who: Principal, call: Call, reply: Reply, world: "World") -> Session:
    """The session that the answer to a sign-in gives, sent as the declaration says.

    Raises:
        CannotLook: it gives none.
    """
    return sessions_from(who, call, reply, world, ())[0]


def sessions_from(
    who: Principal, call: Call, reply: Reply, world: "World", sends: tuple[str, ...]
) -> tuple[Session, ...]:
    """Every session that the answer to a sign-in can be meant to give, the likeliest first.

    Args:
        who: who signs in.
        call: how.
        reply: what was answered.
        world: which is told of the secrets in it.
        sends: how the API's document says that tokens are sent, if it does.

    Raises:
        CannotLook: it gives none.
    """
    if not isinstance(reply, Answer):
        raise CannotSignIn(f"{who.name} cannot sign in: {reply.line()}")
    path = call.picks("token")
    found = granted(reply, path)
    for secret in (found.token, *(value for _, value in found.cookies)):
        if secret:
            world.secrets.meet(secret)
    line = f"{call.method} {call.path} answered {reply.status}"
    sessions: list[Session] = []
    told = said(reply)
    if found.token:
        for send in _ways(who, found, sends):
            how = f"{line}; the token at {found.where}, sent as {send}"
            sessions.append(
                replace(
                    with_token(who, world, found.token, send, how), said=told, at=reply.request.url, where=found.where
                )
            )
    if path is None and found.cookies and lets_in(reply):
        names = ", ".join(name for name, _ in found.cookies)
        headers = (*fixed(who, world), *headers_for(found.cookies))
        how = f"{line}; the cookie {names}"
        sessions.append(Session(who.name, headers, None, how=how, said=told, at=reply.request.url))
    if sessions:
        return tuple(sessions)
    wanted = f"a token at {path}" if path else "a cookie" if call.form else "a token or a cookie"
    asked_again = ", but with the form again" if asks_again(reply) else ""
    raise CannotSignIn(
        f"{who.name} cannot sign in (launch.toml line {who.line}): {line}, without {wanted}{asked_again}", said(reply)
    )


def _ways(who: Principal, found: Granted, sends: tuple[str, ...]) -> tuple[str, ...]:
    if who.send:
        return (who.send,)
    called = found.kind.strip()
    own = (f"Authorization: {called} {{token}}",) if called.lower() in {"token", "jwt", "mac"} else ()
    return tuple(dict.fromkeys((*own, *sends, BEARER)))  # a document may be wrong


def sent_along(send: str, token: str) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """The headers and the query that carry a token."""
    if send.startswith("?"):
        name, _, template = send[1:].partition("=")
        return (), ((name, template.replace("{token}", token)),)
    name, _, template = send.partition(":")
    return ((name.strip(), template.strip().replace("{token}", token)),), ()


def with_token(who: Principal, world: "World", token: str, send: str, how: str) -> Session:
    """A session of a token."""
    headers, query = sent_along(send, world.secrets.meet(token))
    return Session(who.name, (*fixed(who, world), *headers), token, query, send, how)


def with_basic(who: Principal, world: "World", name: str, password: str) -> Session:
    """A session of HTTP Basic: the name and the password go with each request."""
    pair = base64.b64encode(f"{name}:{password}".encode()).decode()
    headers = (("Authorization", f"Basic {world.secrets.meet(pair)}"),)
    return Session(who.name, (*fixed(who, world), *headers), None, send=BASIC, how="name and password, as HTTP Basic")


def with_headers(who: Principal, world: "World") -> Session:
    """A session of nothing but the declared headers."""
    headers = fixed(who, world)
    value = {name.lower(): value for name, value in headers}.get("authorization", "")
    scheme, _, token = value.partition(" ")
    is_token = scheme.lower() in AUTHORIZED and bool(token)
    if is_token:
        world.secrets.meet(token.strip())
    names = ", ".join(name for name, _ in headers)
    send = f"Authorization: {scheme} {{token}}" if is_token else BEARER
    return Session(who.name, headers, token.strip() if is_token else None, send=send, how=f"the headers {names}")


def fixed(who: Principal, world: "World") -> tuple[tuple[str, str], ...]:
    """The declared headers of a principal, their references resolved."""
    filled_in: Json = world.secrets.fill(dict(who.headers))
    assert isinstance(filled_in, dict)
    return tuple((name, str(value).strip()) for name, value in filled_in.items())


def said(reply: Reply) -> str:
    """What a product said, short enough to be shown; whoever shows it takes the secrets out."""
    return shortly(reply.body, SAID) if isinstance(reply, Answer) else ""


def shortly(text: str, most: int) -> str:
    """The beginning of a text on one line, without the word that the cut would halve: half a token looks like none."""
    line = " ".join(text.split())
    return line if len(line) <= most else CUT_WORD.sub("", line[:most]) + "…"
