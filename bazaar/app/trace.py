"""The outermost rings of every request: the edge's key, one line of log, and no exception gets out."""

import hmac
import time

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bazaar.app.failures import unexpected
from bazaar.app.log import Field
from bazaar.app.services import Services
from launchready_guard.asgi import header


class EdgeOnly:
    """Turns away whoever does not come through the edge, without a word."""

    def __init__(self, app: ASGIApp, key: str | None) -> None:
        self._app, self._key = app, key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """403 with an empty body, or on to the app."""
        if scope["type"] == "http" and self._key is not None:
            given = Headers(scope=scope).get("x-edge-key", "")
            if not hmac.compare_digest(given.encode(), self._key.encode()):
                await send({"type": "http.response.start", "status": 403, "headers": [(b"content-length", b"0")]})
                await send({"type": "http.response.body", "body": b""})
                return
        await self._app(scope, receive, send)


class Trace:
    """Logs and catches."""

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self._app, self._services = app, services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 0

        async def told(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message).setdefault("Cache-Control", "private, no-store")
                # Before it leaves: whoever has the answer finds its line.
                self._line(scope, status, time.perf_counter() - started)
            await send(message)

        scope.setdefault("state", {})
        try:
            await self._app(scope, receive, told)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is reported, and the caller gets a plain answer
            self._services.log.write("error", level="error", exception=type(error).__name__, path=_path(scope))
            report = self._services.reporter.tell(error, _path(scope), Headers(scope=scope), _user(scope))
            self._services.later.start("error report", report)
            if not status:
                await unexpected(error, self._services)(scope, receive, told)

    def _line(self, scope: Scope, status: int, seconds: float) -> None:
        fields: dict[str, Field] = {
            "method": scope["method"],
            "path": _path(scope),
            "status": status,
            "user": _user(scope),
            "duration_ms": round(seconds * 1000, 1),
            "authorization": header(scope, b"authorization"),
        }
        self._services.log.write("request", **fields)


def _path(scope: Scope) -> str:
    """The route's path: what somebody writes into an address stays out of the log."""
    route = scope.get("route")
    return str(getattr(route, "path", None) or "(no route)")


def _user(scope: Scope) -> str | None:
    user: str | None = scope.get("state", {}).get("user_id")
    return user
