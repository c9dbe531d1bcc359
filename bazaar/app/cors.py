"""What is written by hand where the guard of CORS is not mounted: one mistake for each fault, each known from real products."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FAULTS = frozenset(f"bnd-cors-{name}" for name in ("reflect", "wildcard", "null", "suffix", "cookie-only"))


class Careless:
    """Answers preflights and marks answers, for too many origins."""

    def __init__(self, app: ASGIApp, *, trusted: str, faults: frozenset[str]) -> None:
        self._app, self._trusted, self._faults = app, trusted, faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        headers = Headers(scope=scope)
        origin, cookies = headers.get("origin"), "cookie" in headers
        trusted = origin is not None and self._trusts(origin, cookies=cookies)

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                answer.add_vary_header("Origin")
                if self._gives_all(cookies=cookies):
                    answer["Access-Control-Allow-Origin"] = "*"
                elif trusted and origin is not None:
                    answer["Access-Control-Allow-Origin"] = origin
                    answer["Access-Control-Allow-Credentials"] = "true"
            await send(message)

        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            allowed = [
                (b"access-control-allow-methods", b"GET, POST, PATCH, DELETE"),
                (b"access-control-allow-headers", b"Authorization, Content-Type"),
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
