"""Asks an ASGI app as a server does, one request at a time, and keeps what it answered."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from launchready_guard.asgi import App, Message, Receive, Scope, Send


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def __getitem__(self, name: str) -> str | None:
        return next((value for one, value in self.headers if one.lower() == name), None)

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Echo:
    """The app that is guarded: it tells what reached it."""

    headers: Mapping[str, str] = field(default_factory=dict)
    asked: list[Scope] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked.append(scope)
        body = b""
        while (message := await receive())["type"] == "http.request":
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        self.bodies.append(body)
        headers = [(name.encode(), value.encode()) for name, value in self.headers.items()]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"the app"})


async def ask(
    app: App,
    asked: str = "GET /",
    headers: Mapping[str, str] | list[tuple[str, str]] | None = None,
    body: bytes | list[bytes] = b"",
    client: str = "203.0.113.9",
    *,
    stays: bool = False,
) -> Answer:
    """One request. Who `stays` is there until the answer is whole, as browsers are; else they are gone after their body."""
    method, _, path = asked.partition(" ")
    given = [
        (name.lower(), value) for name, value in (headers.items() if isinstance(headers, Mapping) else headers or [])
    ]
    parts = [body] if isinstance(body, bytes) else body
    if isinstance(body, bytes) and body and not any(name == "content-length" for name, _ in given):
        given.append(("content-length", str(len(body))))
    scope: Scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in given],
        "client": (client, 50_000),
        "scheme": "https",
    }
    waiting: list[Message] = [
        {"type": "http.request", "body": part, "more_body": number < len(parts) - 1}
        for number, part in enumerate(parts)
    ]
    said: list[Message] = []

    answered = asyncio.Event()

    async def receive() -> Message:
        if stays and not waiting:
            await answered.wait()
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        said.append(message)
        if message["type"] == "http.response.body" and not message.get("more_body"):
            answered.set()

    await app(scope, receive, send)
    assert said[0]["type"] == "http.response.start"
    return Answer(
        said[0]["status"],
        [(name.decode(), value.decode("latin-1")) for name, value in said[0]["headers"]],
        b"".join(message.get("body", b"") for message in said[1:]),
    )
