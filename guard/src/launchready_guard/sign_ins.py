"""The throttle of sign-ins as a mount: it reads whose account a request names, and the answer says whether it was its owner."""

import json
import math
from collections.abc import Callable, Iterable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from launchready_guard.address import Proxies
from launchready_guard.asgi import App, Message, Receive, Scope, Send, every, header, path_of, refuse
from launchready_guard.paths import Route, Routes
from launchready_guard.sign_in import MONTH, SignInThrottle
from launchready_guard.window import StoreError

COOKIE = "__Host-device"
FIELDS = ("email", "username", "login")
LONGEST = 64 * 1024
"""Bytes of a sign-in; nobody's is longer."""


class SignIns:
    """Mount it inside of `Bodies`, around the routes that sign in.

    A request that names no account goes on to the app, which has nobody to let in.
    """

    def __init__(
        self,
        app: App,
        *,
        routes: Iterable[str],
        throttle: SignInThrottle,
        fields: Iterable[str] = FIELDS,
        proxies: Proxies | None = None,
        cookie: str = COOKIE,
        succeeds: Callable[[int], bool] = lambda status: 200 <= status < 300,  # noqa: PLR2004 - HTTP's successes
    ) -> None:
        """Reads the routes.

        Args:
            app: what is guarded.
            routes: such as `POST /login`.
            throttle: counts.
            fields: where a body of JSON or of a form names the account; the first that is there counts.
            proxies: what stands in front and is believed.
            cookie: by which a browser that signed in before is known again.
            succeeds: whether an answer of this status let somebody in.
        """
        self._app, self._throttle, self._proxies = app, throttle, proxies or Proxies()
        self._routes = Routes((Route.read(route), True) for route in routes)
        self._fields, self._cookie, self._succeeds = tuple(fields), cookie, succeeds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection."""
        if scope["type"] != "http" or not self._routes.find(scope["method"], path_of(scope)):
            await self._app(scope, receive, send)
            return
        body = await _whole(receive)
        if body is None:
            await refuse(scope, send, 413, f"a sign-in has {LONGEST} bytes at most")
            return
        account = self._named(header(scope, b"content-type") or "", body)
        if account is None:
            await self._app(scope, _again(body, receive), send)
            return
        try:
            attempt = await self._throttle.attempt(account, self._proxies.client(scope), self._device(scope))
        except StoreError:
            await refuse(scope, send, 503, "sign-ins cannot be counted now", headers=[(b"retry-after", b"5")])
            return
        if not attempt.allowed:
            wait = str(max(1, math.ceil(attempt.wait))).encode()
            await refuse(scope, send, 429, "too many attempts", headers=[(b"retry-after", wait)])
            return

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start" and self._succeeds(message["status"]):
                device = await self._throttle.succeeded(attempt)
                line = f"{self._cookie}={device}; Path=/; Max-Age={MONTH}; HttpOnly; Secure; SameSite=Lax"
                message = {**message, "headers": [*message.get("headers", ()), (b"set-cookie", line.encode())]}
            await send(message)

        await self._app(scope, _again(body, receive), told)

    def _named(self, kind: str, body: bytes) -> str | None:
        if kind.partition(";")[0].strip().lower() == "application/x-www-form-urlencoded":
            form = parse_qs(body.decode("utf-8", "replace"))
            given: dict[str, object] = {name: values[-1] for name, values in form.items()}
        else:
            try:
                found = json.loads(body)
            except (ValueError, RecursionError):
                return None
            given = found if isinstance(found, dict) else {}
        named = [given[name] for name in self._fields if name in given]
        return named[0] if named and isinstance(named[0], str) else None

    def _device(self, scope: Scope) -> str | None:
        try:
            held = SimpleCookie("; ".join(every(scope, b"cookie")))
        except CookieError:
            return None
        return held[self._cookie].value if self._cookie in held else None


async def _whole(receive: Receive) -> bytes | None:
    parts: list[bytes] = []
    more, size = True, 0
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > LONGEST:
            return None
        more = message.get("more_body", False)
    return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    held: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def next_one() -> Message:
        return held.pop() if held else await receive()

    return next_one
