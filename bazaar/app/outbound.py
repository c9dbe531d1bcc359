"""Calls that leave the product: HTTP with time-outs, to addresses the settings may map.

What a customer names is asked by `ask_outside`: never an address of the inside, whatever its name resolves to and
wherever it redirects.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import urljoin, urlsplit

import anyio.to_thread
from dnslib import QTYPE, DNSError, DNSRecord

from bazaar.app.settings import Settings
from launchready_guard.egress import Egress, NotAllowed

TIMEOUT = 5.0
MOST_BYTES = 200_000
MOST_REDIRECTS = 3
REDIRECTS = (301, 302, 303, 307, 308)
KEEP_METHOD = (307, 308)


class OutboundError(Exception):
    """The other side could not be asked."""


class NoServerError(OutboundError):
    """The address has none."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    text: str
    location: str = ""


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
        self._resolvers = settings.resolvers
        self._stands_for = settings.stands_for
        self._faults = settings.faults
        self._egress = Egress(schemes=("http", "https"), ports=None, resolve=self._resolved)
        self._tls = ssl.create_default_context(cafile=str(settings.trust) if settings.trust else None)

    async def ask(
        self,
        method: str,
        url: str,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        seconds: float = TIMEOUT,
    ) -> Answer:
        """One request, which may be silent for so many seconds.

        Raises:
            OutboundError: the address makes no sense, or nobody answers there.
        """
        place = _Place.of(url)
        there = self._connect.get(f"{place.host}:{place.port}", (place.host, place.port))
        return await anyio.to_thread.run_sync(self._ask, method, place, there, body, dict(headers or {}), seconds)

    async def ask_outside(
        self, method: str, url: str, *, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """A request to an address that a customer named, and to where that redirects.

        Raises:
            OutboundError: as `ask`, or one of the addresses is not a public one.
        """
        ask = self._ask_outside
        for _ in range(MOST_REDIRECTS):
            answer = await ask(method, url, body, dict(headers or {}))
            if answer.status not in REDIRECTS or not answer.location:
                return answer
            url = urljoin(url, answer.location)
            if answer.status not in KEEP_METHOD:
                method, body = "GET", None
            if "bnd-callback-redirect" in self._faults:
                ask = self._ask_anywhere
        raise OutboundError("the address redirects without end")

    async def _ask_outside(self, method: str, url: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        place = _Place.of(url)
        there = await self._outside(place, url)
        if "bnd-callback-name" in self._faults:
            return await self._ask_anywhere(method, url, body, headers)
        return await anyio.to_thread.run_sync(self._ask, method, place, there, body, headers)

    async def _ask_anywhere(self, method: str, url: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        return await self.ask(method, url, body=body, headers=headers)

    async def look(self, url: str) -> None:
        """Whether `ask_outside` might go there: a name that has no server today may have one tomorrow.

        Raises:
            OutboundError: the address makes no sense, or is not a public one.
        """
        with contextlib.suppress(NoServerError):
            await self._outside(_Place.of(url), url)

    async def _outside(self, place: _Place, url: str) -> tuple[str, int]:
        """The very address to connect to: a name is not resolved a second time, for it may say something else then."""
        mapped = self._connect.get(f"{place.host}:{place.port}")
        if mapped is not None:  # a name of the product's own, which anybody may ask
            return mapped
        try:
            pinned = await self._egress.pin(url)
        except NotAllowed as error:
            raise OutboundError("the address is not a public one") from error
        return pinned.address, pinned.port

    async def _resolved(self, host: str) -> list[str]:
        return [str(one) for one in await anyio.to_thread.run_sync(self._addresses, host)]

    def _addresses(self, host: str) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
        """What the resolver of the zone that a name lies in says of it, or the machine's own."""
        zones = (one for one in self._resolvers if host == one or host.endswith(f".{one}"))
        server = self._resolvers.get(next(zones, ""))
        try:
            if server is None:
                found = [one[4][0] for one in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]
            else:
                packed = DNSRecord.question(host).send(*server, timeout=TIMEOUT)
                found = [str(one.rdata) for one in DNSRecord.parse(packed).rr if one.rtype == QTYPE.A]
        except (OSError, UnicodeError, DNSError) as error:
            raise NoServerError("the address has no server") from error
        if not found:
            raise NoServerError("the address has no server")
        return [ipaddress.ip_address(one) for one in found]

    def _socket(self, host: str, port: int, seconds: float) -> socket.socket:
        address = str(self._addresses(host)[0])
        return socket.create_connection((self._stands_for.get(address, address), port), timeout=seconds)

    def _ask(  # noqa: PLR0917 - run_sync takes no names
        self,
        method: str,
        place: _Place,
        there: tuple[str, int],
        body: bytes | None,
        headers: dict[str, str],
        seconds: float = TIMEOUT,
    ) -> Answer:
        default = 443 if place.is_secure else 80
        connection = http.client.HTTPConnection(
            place.host, place.port if place.port != default else None, timeout=seconds
        )
        try:
            plain = self._socket(*there, seconds)
            connection.sock = self._tls.wrap_socket(plain, server_hostname=place.host) if place.is_secure else plain
            connection.request(method, place.target, body, headers)
            answer = connection.getresponse()
            text = answer.read(MOST_BYTES).decode("utf-8", "replace")
            return Answer(answer.status, text, answer.getheader("Location", ""))
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise OutboundError(f"{place.host} does not answer") from error
        finally:
            connection.close()
