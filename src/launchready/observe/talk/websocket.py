"""Says something over a WebSocket (RFC 6455) and keeps every message that comes until the model has done."""

import asyncio
import json
import ssl
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from launchready.declare.hosts import is_address
from launchready.observe.errors import CannotLook
from launchready.observe.http import BODY_LIMIT, Answer, Reply, Request, Silence, Why
from launchready.observe.pick import pick
from launchready.observe.talk.streams import LINES

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

    from launchready.observe.world import World

QUIET_SECONDS = 6.0
"""So long after a message nothing more is expected, where nothing says that the model has done."""
SWITCHED = 101
OURS = frozenset({"host", "connection", "upgrade", "content-type", "content-length"})
"""Headers that the handshake writes itself."""


class Socket:
    """One open WebSocket of one customer."""

    def __init__(self, connection: "ClientConnection") -> None:
        self._connection = connection

    @classmethod
    async def open(cls, world: "World", request: Request) -> "Socket":
        """Opens it as the principal that the request names.

        Raises:
            CannotLook: consent does not cover it, nobody could sign in, or the handshake failed.
        """
        from websockets.asyncio.client import connect  # noqa: PLC0415 - few products talk so, and it takes a while
        from websockets.exceptions import InvalidHandshake  # noqa: PLC0415 - the same

        if request.by is not None:
            request = (await world.sign_in(request.by)).on(request)
        parts = urlsplit(request.url)
        addresses = await world.admit(request.host, f"WebSocket {parts.path}")
        is_secure = parts.scheme == "https"
        port = parts.port or (443 if is_secure else 80)
        trust = world.declaration.network.trust
        try:
            connection = await connect(
                request.url.replace("http", "ws", 1),
                host=addresses[0],
                port=port if is_address(request.host) else world.port(port),
                ssl=ssl.create_default_context(cafile=str(trust) if trust else None) if is_secure else None,
                additional_headers=[(name, value) for name, value in request.headers if name.lower() not in OURS],
                user_agent_header=None,
                max_size=BODY_LIMIT,
                proxy=None,
            )
        except (OSError, InvalidHandshake, TimeoutError) as error:
            raise CannotLook(f"the WebSocket {request.url} did not open: {error}") from None
        return cls(connection)

    async def say(self, request: Request, until: str | None) -> Reply:
        """Sends the request's body; the answer holds every message that came, one a line.

        Args:
            request: whose body is sent, and how long the whole may take.
            until: a path that the last message has; None where nothing tells which is the last.
        """
        from websockets.exceptions import ConnectionClosed  # noqa: PLC0415 - as above

        started = time.perf_counter()
        heard: list[str] = []
        is_late = False
        try:
            async with asyncio.timeout(request.seconds):
                await self._connection.send(request.body or "")
                while not (heard and until and _has(heard[-1], until)):
                    patience = QUIET_SECONDS if heard and not until else None
                    message = await asyncio.wait_for(self._connection.recv(), patience)
                    heard.append(message if isinstance(message, str) else message.decode("utf-8", "replace"))
        except ConnectionClosed as closed:
            if not heard:
                return Silence(request, Why.BROKEN, f"the WebSocket was closed without an answer: {closed}")
        except TimeoutError:
            is_late = until is not None
            if not heard:
                return Silence(request, Why.TIMED_OUT, f"no message within {request.seconds or QUIET_SECONDS:g} s")
        spent = round((time.perf_counter() - started) * 1000, 1)
        body = "\n".join(_line(one) for one in heard)
        return Answer(request, 200, (("Content-Type", LINES[0]),), body[:BODY_LIMIT], spent, is_late)

    async def close(self) -> None:
        """Closes it."""
        await self._connection.close()


def _has(message: str, path: str) -> bool:
    try:
        found = pick(json.loads(message), path)
    except ValueError:
        return False
    return found is not None and found is not False


def _line(message: str) -> str:
    """A message as one line of JSON: text that is none becomes a JSON text."""
    try:
        return json.dumps(json.loads(message), ensure_ascii=False)
    except ValueError:
        return json.dumps(message, ensure_ascii=False)
