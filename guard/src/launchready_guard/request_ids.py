"""A name for every request, the same in its answer, its log lines and the traces of what it calls (W3C Trace Context)."""

import re
import secrets
from contextvars import ContextVar
from dataclasses import dataclass

from launchready_guard.address import Proxies
from launchready_guard.asgi import App, Receive, Scope, Send, adding, every

_TRACEPARENT = re.compile(
    r"(?P<version>[0-9a-f]{2})-(?P<trace>[0-9a-f]{32})-(?P<parent>[0-9a-f]{16})-(?P<flags>[0-9a-f]{2})(?P<more>-.*)?"
)
_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_NAME = b"x-request-id"


@dataclass(frozen=True, slots=True)
class Trace:
    """Where one request stands."""

    request_id: str
    trace_id: str
    """32 hex digits, the same in every service that the request passes."""
    span_id: str
    """16 hex digits, this service's own."""
    sampled: bool

    @property
    def traceparent(self) -> str:
        """What goes along with calls to other services."""
        return f"00-{self.trace_id}-{self.span_id}-{'01' if self.sampled else '00'}"


CURRENT: ContextVar[Trace | None] = ContextVar("launchready_guard.trace", default=None)
"""The request that is being answered; log formatters read it."""


class RequestIds:
    """Mount it outermost, so that every answer has its name."""

    def __init__(self, app: App, *, proxies: Proxies | None = None) -> None:
        """Takes what is guarded, and the proxies whose `X-Request-Id` is kept; anybody else's is replaced."""
        self._app, self._proxies = app, proxies or Proxies()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        trace = self._read(scope)
        scope.setdefault("state", {})["trace"] = trace
        token = CURRENT.set(trace)
        try:
            await self._app(scope, receive, adding(send, [(_NAME, trace.request_id.encode())], over=True))
        finally:
            CURRENT.reset(token)

    def _read(self, scope: Scope) -> Trace:
        named = [value for value in every(scope, _NAME) if _ID.fullmatch(value)] if self._proxies.trusts(scope) else []
        trace, sampled = _continued(every(scope, b"traceparent"))
        return Trace(
            named[0] if len(named) == 1 else f"req_{secrets.token_hex(8)}",
            trace or secrets.token_hex(16),
            secrets.token_hex(8),
            sampled,
        )


def _continued(said: list[str]) -> tuple[str | None, bool]:
    """The trace that a caller began, where it says so rightly (section 3.2); otherwise a new one begins."""
    found = _TRACEPARENT.fullmatch(said[0].strip()) if len(said) == 1 else None
    if not found or found["version"] == "ff" or (found["version"] == "00" and found["more"]):
        return None, False
    if not int(found["trace"], 16) or not int(found["parent"], 16):
        return None, False
    return found["trace"], bool(int(found["flags"], 16) & 1)
