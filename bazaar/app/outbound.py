"""Calls that leave the product: HTTP with time-outs, without following redirects, to addresses the settings may map."""

import http.client
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import anyio.to_thread

from bazaar.app.settings import Settings

TIMEOUT = 5.0
MOST_BYTES = 200_000


class OutboundError(Exception):
    """The other side could not be asked."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    text: str


class Outbound:
    """Asks other servers."""

    def __init__(self, settings: Settings) -> None:
        self._connect = settings.connect
        self._tls = ssl.create_default_context(cafile=str(settings.trust) if settings.trust else None)

    async def ask(
        self, method: str, url: str, *, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """One request.

        Raises:
            OutboundError: the address makes no sense, or nobody answers there.
        """
        return await anyio.to_thread.run_sync(self._ask, method, url, body, dict(headers or {}))

    def _ask(self, method: str, url: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        try:
            parts = urlsplit(url)
            host, secure = parts.hostname or "", parts.scheme == "https"
            port = parts.port or (443 if secure else 80)
        except ValueError as error:
            raise OutboundError("the address makes no sense") from error
        if parts.scheme not in ("http", "https") or not host:
            raise OutboundError("the address makes no sense")
        connection = http.client.HTTPConnection(host, port if parts.port else None, timeout=TIMEOUT)
        try:
            plain = socket.create_connection(self._connect.get(f"{host}:{port}", (host, port)), timeout=TIMEOUT)
            connection.sock = self._tls.wrap_socket(plain, server_hostname=host) if secure else plain
            connection.request(method, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body, headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.read(MOST_BYTES).decode("utf-8", "replace"))
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise OutboundError(f"{host} does not answer") from error
        finally:
            connection.close()
