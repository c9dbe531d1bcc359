"""Signs in as a declared principal, and says plainly when that does not work."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlencode

from launchready.declare.model import Call, Principal
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.pick import fill, pick
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World


@dataclass(frozen=True, slots=True)
class Session:
    """What a principal sends along; never stored."""

    principal: str
    headers: tuple[tuple[str, str], ...]
    token: str | None

    def on(self, request: Request) -> Request:
        """The request with the session's headers, where it does not set them itself."""
        own = {name.lower() for name, _ in request.headers}
        return request.with_headers(*(pair for pair in self.headers if pair[0].lower() not in own))


@dataclass(frozen=True, slots=True)
class SignIn(Question[Session]):
    """A session of a principal. `again` tells fresh ones apart: the same number is the same session."""

    kept: ClassVar[bool] = False

    principal: str
    surface: str | None = None
    """A surface with a sign-in of its own; None is the principal's usual one."""
    again: int = 0

    async def ask(self, world: "World") -> Session:
        """Signs in by the declared recipe."""
        who = world.declaration.principal(self.principal)
        if who is None:
            raise CannotLook(f"launch.toml declares no principal {self.principal}")
        call = dict(who.sign_in_at).get(self.surface) if self.surface else who.sign_in
        if call is None and who.token is not None:
            token = world.secrets.resolve(who.token)
            return Session(who.name, (("Authorization", f"Bearer {token}"),), token)
        if call is None:
            raise CannotLook(f"launch.toml says neither how {who.name} signs in nor gives a token (line {who.line})")
        return session_from(who, call, await world.send(request_of(call, world, {})), world)


def request_of(call: Call, world: "World", words: dict[str, str], *, on: str | None = None) -> Request:
    """A declared call as a request, with its `{words}` filled in and its secrets resolved.

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
        body = world.secrets.fill(fill(dict(call.form), words))
        assert isinstance(body, dict)
        return Request(
            request.url,
            request.method,
            (("Content-Type", "application/x-www-form-urlencoded"),),
            urlencode({key: str(value) for key, value in body.items()}),
            call.by,
        )
    if call.json is not None:
        return request.with_json(world.secrets.fill(fill(call.json, words)))
    return request


def session_from(who: Principal, call: Call, reply: Reply, world: "World") -> Session:
    """The session that the answer to a sign-in gives.

    Raises:
        CannotLook: it gives none.
    """
    if not isinstance(reply, Answer):
        raise CannotLook(f"{who.name} cannot sign in: {reply.line()}")
    path = call.picks("token")
    token = pick(reply.json(), path) if path else None
    cookies = [value.split(";", 1)[0] for value in reply.all("Set-Cookie")]
    cookies = [cookie for cookie in cookies if cookie.partition("=")[2]]
    for cookie in cookies:
        world.secrets.meet(cookie.partition("=")[2])
    if isinstance(token, str) and token:
        return Session(who.name, (("Authorization", f"Bearer {world.secrets.meet(token)}"),), token)
    if path is None and cookies:
        return Session(who.name, (("Cookie", "; ".join(cookies)),), None)
    wanted = f"a token at {path}" if path else "a cookie"
    raise CannotLook(
        f"{who.name} cannot sign in (launch.toml line {who.line}): {call.method} {call.path} answered {reply.status}, "
        f"without {wanted}"
    )
