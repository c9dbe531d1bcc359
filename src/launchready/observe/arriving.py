"""Signs in and keeps apart what the answer gives: a bearer token, cookies, and what renews them."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from launchready.declare.model import Call
from launchready.observe.http import Answer, Reply
from launchready.observe.pick import pick
from launchready.observe.session import Session, request_of
from launchready.observe.token_times import PURPOSES, plain, values_in

if TYPE_CHECKING:
    from launchready.observe.world import World

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


async def arrive(
    world: "World", call: Call, who: str, *, surface: str | None = None, cookies: tuple[tuple[str, str], ...] = ()
) -> Arrival:
    """Signs in by a declared call, with cookies that the browser already holds."""
    request = request_of(call, world, {}, on=surface)
    request = replace(request, by=None)
    if cookies:
        request = request.with_headers(cookie_header(cookies))
    reply = await world.send(request)
    if not isinstance(reply, Answer) or reply.status >= 400:  # noqa: PLR2004 - HTTP's refusals start here
        return Arrival(reply, None, None, ())
    path = call.picks("token")
    token = pick(reply.json(), path) if path else None
    bearer = None
    if isinstance(token, str) and token:
        bearer = Session(who, (("Authorization", f"Bearer {world.secrets.meet(token)}"),), token)
    jar = dict(cookies) | dict(set_cookies(reply))
    for value in jar.values():
        if len(value) > SHORTEST_SECRET:
            world.secrets.meet(value)
    jar = {name: value for name, value in jar.items() if value}
    cookie = Session(who, (cookie_header(tuple(jar.items())),), None) if jar else None
    refresh = [(name, value) for name, value in values_in(reply.json()) if name in PURPOSES and isinstance(value, str)]
    return Arrival(reply, bearer, cookie, tuple(refresh))


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
