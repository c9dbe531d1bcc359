"""Calls that leave the product: HTTP with time-outs, without following redirects, to addresses the settings may map.

What a customer names is asked by `ask_outside`: never an address of the inside, whatever its name resolves to.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

import anyio.to_thread

from bazaar.app.settings import Settings

TIMEOUT = 5.0
MOST_BYTES = 200_000


class OutboundError(Exception):
    """The other side could not be asked."""


class NoServerError(OutboundError):
    """The address has none."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    text: str


@dataclass(frozen=True, slots=True)
class _Place:
    """An address, taken apart."""

    host: str
    port: int
    is_secure: bool
    target: str

    @classmethod
    def of(cls, url: str) -> Self:
        try:
            parts = urlsplit(url)
            host, secure = parts.hostname or "", parts.scheme == "https"
            port = parts.port or (443 if secure else 80)
        except ValueError as error:
            raise OutboundError("the address makes no sense") from error
        if parts.scheme not in ("http", "https") or not host:
            raise OutboundError("the address makes no sense")
        return cls(host, port, secure, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


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
        place = _Place.of(url)
        there = self._connect.get(f"{place.host}:{place.port}", (place.host, place.port))
        return await anyio.to_thread.run_sync(self._ask, method, place, there, body, dict(headers or {}))

    async def ask_outside(
        self, method: str, url: str, *, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """One request to an address that a customer named.

        Raises:
            OutboundError: as `ask`, or the address is not a public one.
        """
        place = _Place.of(url)
        there = await anyio.to_thread.run_sync(self._outside, place)
        return await anyio.to_thread.run_sync(self._ask, method, place, there, body, dict(headers or {}))

    async def look(self, url: str) -> None:
        """Whether `ask_outside` might go there: a name that has no server today may have one tomorrow.

        Raises:
            OutboundError: the address makes no sense, or is not a public one.
        """
        with contextlib.suppress(NoServerError):
            await anyio.to_thread.run_sync(self._outside, _Place.of(url))

    def _outside(self, place: _Place) -> tuple[str, int]:
        """The very address to connect to: a name is not resolved a second time, for it may say something else then."""
        mapped = self._connect.get(f"{place.host}:{place.port}")
        if mapped is not None:  # a name of the product's own, which anybody may ask
            return mapped
        try:
            found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise NoServerError("the address has no server") from error
        addresses = [ipaddress.ip_address(one[4][0]) for one in found]
        plain = [one.ipv4_mapped or one if isinstance(one, ipaddress.IPv6Address) else one for one in addresses]
        if not all(one.is_global and not one.is_multicast for one in plain):
            raise OutboundError("the address is not a public one")
        return str(addresses[0]), place.port

    def _ask(
        self, method: str, place: _Place, there: tuple[str, int], body: bytes | None, headers: dict[str, str]
    ) -> Answer:
        default = 443 if place.is_secure else 80
        connection = http.client.HTTPConnection(
            place.host, place.port if place.port != default else None, timeout=TIMEOUT
        )
        try:
            plain = socket.create_connection(there, timeout=TIMEOUT)
            connection.sock = self._tls.wrap_socket(plain, server_hostname=place.host) if place.is_secure else plain
            connection.request(method, place.target, body, headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.read(MOST_BYTES).decode("utf-8", "replace"))
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise OutboundError(f"{place.host} does not answer") from error
        finally:
            connection.close()
