"""CORS of the API: our own pages may read its answers, with credentials, and nobody else's may."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bazaar.app.settings import Settings

METHODS = "GET, POST, PATCH, DELETE"
HEADERS = "Authorization, Content-Type"


class Cors:
    """Answers preflights and marks answers."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app, self._trusted, self._faults = app, settings.web_url, settings.faults
        self._host = urlsplit(settings.api_url).hostname

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if (
            scope["type"] != "http"
            or (headers := Headers(scope=scope)).get("host", "").partition(":")[0].lower() != self._host
        ):
            await self._app(scope, receive, send)
            return
        origin = headers.get("origin")
        has_cookie = "cookie" in headers
        trusted = origin is not None and self._trusts(origin, cookies=has_cookie)

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                answer.add_vary_header("Origin")
                if self._gives_all(cookies=has_cookie):
                    answer["Access-Control-Allow-Origin"] = "*"
                elif trusted and origin is not None:
                    answer["Access-Control-Allow-Origin"] = origin
                    answer["Access-Control-Allow-Credentials"] = "true"
                    answer["Access-Control-Expose-Headers"] = "X-Request-Id, Retry-After"
            await send(message)

        if scope["method"] == "OPTIONS" and origin is not None and "access-control-request-method" in headers:
            allowed = [
                (b"access-control-allow-methods", METHODS.encode()),
                (b"access-control-allow-headers", HEADERS.encode()),
                (b"access-control-max-age", b"600"),
            ]
            await marked({"type": "http.response.start", "status": 204, "headers": allowed if trusted else []})
            await send({"type": "http.response.body", "body": b""})
            return
        await self._app(scope, receive, marked)

    def _gives_all(self, *, cookies: bool) -> bool:
        return "bnd-cors-wildcard" in self._faults or ("bnd-cors-cookie-only" in self._faults and not cookies)

    def _trusts(self, origin: str, *, cookies: bool) -> bool:
        if "bnd-cors-reflect" in self._faults and origin.startswith("http"):
            return True
        if "bnd-cors-cookie-only" in self._faults and cookies and origin.startswith("http"):
            return True
        if "bnd-cors-suffix" in self._faults and origin.endswith(self._trusted.removeprefix("https://")):
            return True
        return origin == self._trusted or ("bnd-cors-null" in self._faults and origin == "null")
