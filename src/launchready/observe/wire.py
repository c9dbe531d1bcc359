"""Sends HTTP requests byte for byte and times them; follows nothing, decides nothing."""

import asyncio
import re
import socket
import ssl
import time
from collections.abc import Awaitable, Callable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import aiohappyeyeballs

from launchready.declare.hosts import is_address
from launchready.observe.connection import Connection, Whole
from launchready.observe.http import Answer, Reply, Request, Silence, Why

REQUEST_SECONDS = 15.0
IN_FLIGHT = 64
NEXT_ADDRESS_SECONDS = 0.25
"""How long the first address of a name may take before the next is tried beside it (RFC 8305)."""
USUAL = (
    ("User-Agent", "launchready (+the owner asked for this audit)"),
    ("Accept", "*/*"),
    ("Accept-Encoding", "gzip, deflate"),
)
USUAL_LINES = "".join(f"{name}: {value}\r\n" for name, value in USUAL)
BODILESS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
AGAIN = frozenset({*BODILESS, "PUT", "DELETE"})
"""Methods that may be sent twice (RFC 9110, 9.2.2), where a server closed an idle connection as they were sent."""
SPLITS = re.compile(r"[\r\n\0]")

Lookup = Callable[[str], Awaitable[tuple[str, ...]]]


class _Target(NamedTuple):
    """The parts of a url, as they stand."""

    scheme: str
    host: str
    """Without brackets, in lower case."""
    port: int
    authority: str
    """What the Host header says."""
    path: str
    """Path and query."""


class _Place(NamedTuple):
    """What a connection leads to: those that differ in any of it are not shared."""

    scheme: str
    host: str
    port: int
    address: str | None
    name: str | None
    """The server name of the handshake."""
    verify: bool


class NoAddressError(OSError):
    """The name has no address."""


class NotConnectedError(OSError):
    """No connection came about."""


class Wire:
    """The run's HTTP client."""

    def __init__(self, lookup: Lookup, *, ports: dict[int, int], trust: Path | None) -> None:
        self._lookup = lookup
        self._ports = ports
        self._checked = ssl.create_default_context(cafile=str(trust) if trust else None)
        self._unchecked = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._unchecked.check_hostname = False
        self._unchecked.verify_mode = ssl.CERT_NONE
        for context in (self._checked, self._unchecked):
            context.set_alpn_protocols(["http/1.1"])
        self._idle: dict[_Place, list[Connection]] = {}
        self._every: set[Connection] = set()
        self._room = asyncio.Semaphore(IN_FLIGHT)

    async def send(self, request: Request) -> Reply:
        """Sends one request; what goes wrong on the way is an answer too."""
        started = time.perf_counter()
        try:
            async with self._room:
                done = await self._exchange(request, started)
        except TimeoutError:
            return Silence(request, Why.TIMED_OUT, f"no whole answer within {request.seconds or REQUEST_SECONDS:g} s")
        except NoAddressError as error:
            return Silence(request, Why.NO_ADDRESS, str(error))
        except ssl.SSLError as error:
            return Silence(request, Why.TLS, _first_line(error))
        except NotConnectedError as error:
            return Silence(request, Why.REFUSED, _first_line(error))
        except (OSError, ValueError) as error:
            return Silence(request, Why.BROKEN, _first_line(error))
        spent = (time.perf_counter() - started) * 1000
        pieces = done.pieces
        body = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        text = body[: request.most].decode("utf-8", "replace")
        return Answer(
            request, done.status, tuple(done.headers), text, round(spent, 1), len(body) > request.most or done.is_late
        )

    async def close(self) -> None:
        """Closes every connection."""
        for one in self._every:
            one.close()
        if self._every:
            await asyncio.wait([one.lost for one in self._every], timeout=1)
        self._idle.clear()
        self._every.clear()

    async def _exchange(self, request: Request, started: float) -> Whole:
        target = _target(request.url)
        body = None if request.body is None else request.body.encode(errors="surrogateescape")
        head = _head(request, target, None if body is None else len(body))
        name = None
        if target.scheme == "https":
            name = request.sni or target.host.rstrip(".")
        place = _Place(target.scheme, target.host, target.port, request.address, name, request.verify)
        patience = request.seconds or REQUEST_SECONDS
        while True:
            left = patience - (time.perf_counter() - started)
            connection = self._kept(place)
            is_fresh = connection is None
            if connection is None:
                async with asyncio.timeout(left):
                    connection = await self._connect(place)
                left = patience - (time.perf_counter() - started)
            try:
                without = request.method == "HEAD"
                whole = await connection.exchange(head, body, without_body=without, seconds=left, most=request.most)
            except ConnectionError:
                if is_fresh or connection.has_begun or request.method not in AGAIN:
                    raise
                continue  # an idle connection that the server was just closing
            finally:
                if not connection.is_usable:
                    self._every.discard(connection)
            if connection.is_usable:
                self._idle.setdefault(place, []).append(connection)
            return whole

    def _kept(self, place: _Place) -> Connection | None:
        kept = self._idle.get(place, [])
        while kept:
            connection = kept.pop()
            if connection.is_usable:
                return connection
            connection.close()
            self._every.discard(connection)
        return None

    async def _connect(self, place: _Place) -> Connection:
        port = self._ports.get(place.port, place.port)
        addresses: tuple[str, ...]
        if place.address is not None:
            addresses = (place.address,)
        elif is_address(place.host):
            addresses, port = (place.host,), place.port
        else:
            addresses = await self._lookup(place.host)
        if not addresses:
            raise NoAddressError(f"{place.host} has no address")
        context = None
        if place.scheme == "https":
            context = self._checked if place.verify else self._unchecked
        loop = asyncio.get_running_loop()
        try:
            opened = await aiohappyeyeballs.start_connection(
                [_info(one, port) for one in addresses], happy_eyeballs_delay=NEXT_ADDRESS_SECONDS, interleave=1
            )
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            _, connection = await loop.create_connection(
                Connection, sock=opened, ssl=context, server_hostname=place.name if context else None
            )
        except (ssl.SSLError, ssl.CertificateError, TimeoutError):
            raise
        except OSError as error:
            raise NotConnectedError(_first_line(error)) from error
        self._every.add(connection)
        return connection


@lru_cache(maxsize=4096)
def _target(url: str) -> _Target:
    """The parts of a url, nothing rewritten.

    Raises:
        ValueError: it is no address of the web, or would end the request line.
    """
    parts = urlsplit(url)
    scheme, host = parts.scheme.lower(), parts.hostname or ""
    if scheme not in {"http", "https"} or not host:
        raise ValueError(f"{url!r} is no http or https address")
    usual = 443 if scheme == "https" else 80
    port = parts.port or usual
    if not host.isascii():
        host = host.encode("idna").decode()
    shown = f"[{host}]" if ":" in host else host
    after = url.partition("://")[2]
    start = min((at for mark in "/?#" if (at := after.find(mark)) >= 0), default=len(after))
    path = after[start:].partition("#")[0]
    if SPLITS.search(path) or " " in path:
        raise ValueError(f"{url!r} would not be one request line")
    return _Target(
        scheme, host, port, shown if port == usual else f"{shown}:{port}", path if path.startswith("/") else f"/{path}"
    )


def _head(request: Request, target: _Target, length: int | None) -> bytes:
    """The request line and the headers, the caller's before the usual ones."""
    given = {name.lower() for name, _ in request.headers}
    lines = [f"{request.method} {target.path} HTTP/1.1\r\n"]
    if "host" not in given:
        authority = target.authority
        lines.append(f"Host: {authority}\r\n")
    for name, value in request.headers:
        if SPLITS.search(name) or SPLITS.search(value):
            raise ValueError(f"the header {name!r} holds an end of line")
        lines.append(f"{name}: {value}\r\n")
    if given:
        lines += [f"{name}: {value}\r\n" for name, value in USUAL if name.lower() not in given]
    else:
        lines.append(USUAL_LINES)
    if length is not None:
        if "content-type" not in given:
            lines.append("Content-Type: application/octet-stream\r\n")
        if not given & {"content-length", "transfer-encoding"}:
            lines.append(f"Content-Length: {length}\r\n")
    elif request.method not in BODILESS and "content-length" not in given:
        lines.append("Content-Length: 0\r\n")
    lines.append("\r\n")
    return "".join(lines).encode("utf-8", "surrogateescape")


def _info(address: str, port: int) -> tuple[int, int, int, str, tuple[str, int] | tuple[str, int, int, int]]:
    if ":" in address:
        return socket.AF_INET6, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (address, port, 0, 0)
    return socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (address, port)


def _first_line(error: BaseException) -> str:
    lines = str(error).splitlines()
    return lines[0] if lines else type(error).__name__
