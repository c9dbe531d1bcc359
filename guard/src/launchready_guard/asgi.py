"""The little of ASGI that every guard needs: the types, a header, an answer of our own, and headers on others' answers."""

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from typing import Any, Protocol

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Header = tuple[bytes, bytes]


Words = Callable[[int, str], tuple[str, bytes]]
"""A refusal in a product's own form: a media type and a body, for a status and a plain sentence."""
WORDS = "launchready_guard.words"
"""Where the scope holds them (`refusals.Refusals`)."""


class App(Protocol):
    """An ASGI application, a framework's or a plain function."""

    def __call__(self, scope: Scope, receive: Receive, send: Send, /) -> Awaitable[None]:
        """Answers one connection."""
        ...


def header(scope: Scope, name: bytes) -> str | None:
    """The first header of this name (in small letters), or None."""
    for one, value in scope["headers"]:
        if one == name:
            return str(value.decode("latin-1"))
    return None


def every(scope: Scope, name: bytes) -> list[str]:
    """All headers of this name (in small letters), in their order."""
    return [value.decode("latin-1") for one, value in scope["headers"] if one == name]


def path_of(scope: Scope) -> str:
    """The path as the app's router sees it: without what a mount or a proxy puts before it."""
    path, root = str(scope["path"]), str(scope.get("root_path", ""))
    inner = path[len(root) :]
    return (inner or "/") if root and path.startswith(root) and inner[:1] in {"", "/"} else path


def adding(send: Send, headers: Iterable[Header], *, over: bool = False) -> Send:
    """Sends answers with these headers too; what the app said itself stays, unless `over`."""
    ours = list(headers)

    async def sent(message: Message) -> None:
        if message["type"] in {"http.response.start", "websocket.accept"}:
            names = {name for name, _ in ours}
            theirs = [
                (name, value) for name, value in message.get("headers", ()) if not (over and name.lower() in names)
            ]
            there = {name.lower() for name, _ in theirs}
            message = {**message, "headers": [*theirs, *(one for one in ours if one[0] not in there)]}
        await send(message)

    return sent


async def refuse(
    scope: Scope,
    send: Send,
    status: int,
    title: str,
    *,
    headers: Iterable[Header] = (),
    more: Mapping[str, str] | None = None,
) -> None:
    """Answers in the app's place: a problem of RFC 9457 or the product's own words, or the close of a WebSocket that was never accepted."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": title})
        return
    if words := scope.get(WORDS):
        kind, body = words(status, title)
    else:
        kind = "application/problem+json"
        body = json.dumps({"type": "about:blank", "title": title, "status": status, **(more or {})}).encode()
    ours = [
        (b"content-type", kind.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": [*ours, *headers]})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
