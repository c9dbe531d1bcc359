"""Sends HTTP requests byte for byte and times them; follows nothing, retries nothing, decides nothing."""

import io
import socket
import ssl
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from launchready.observe.http import BODY_LIMIT, Answer, Reply, Request, Silence, Why

REQUEST_SECONDS = 15.0
IN_FLIGHT = 64
LARGE = 2**19

Lookup = Callable[[str], Awaitable[tuple[str, ...]]]


class Names(AbstractResolver):
    """Gives aiohttp the run's own DNS, and the declared ports."""

    def __init__(self, lookup: Lookup, ports: dict[int, int]) -> None:
        self._lookup = lookup
        self._ports = ports

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a host; raises OSError where it has none."""
        del family  # both families are asked for and told apart by their form
        addresses = await self._lookup(host)
        if not addresses:
            raise OSError(None, f"{host} has no address")
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=self._ports.get(port, port),
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in addresses
        ]

    async def close(self) -> None:
        """Holds nothing."""


class Wire:
    """The run's HTTP client."""

    def __init__(self, lookup: Lookup, *, ports: dict[int, int], trust: Path | None) -> None:
        self._ports = ports
        self._tls = ssl.create_default_context(cafile=str(trust) if trust else None)
        self._names = Names(lookup, ports)
        self._session: aiohttp.ClientSession | None = None

    async def send(self, request: Request) -> Reply:
        """Sends one request; what goes wrong on the way is an answer too."""
        started = time.perf_counter()
        try:
            async with self._open().request(
                request.method,
                self._url(request),
                data=_sent(request.body) if request.body is not None else None,
                headers=self._headers(request) or None,
                allow_redirects=False,
                server_hostname=self._server_name(request),
                ssl=request.verify,
            ) as response:
                body = await response.content.read(BODY_LIMIT)
                while (
                    len(body) <= BODY_LIMIT
                    and not response.content.at_eof()
                    and (more := await response.content.read(BODY_LIMIT))
                ):
                    body += more
                headers = tuple([(str(name, "latin-1"), str(value, "latin-1")) for name, value in response.raw_headers])
                spent = (time.perf_counter() - started) * 1000
                text = body[:BODY_LIMIT].decode("utf-8", "replace")
                return Answer(request, response.status, headers, text, round(spent, 1), len(body) > BODY_LIMIT)
        except TimeoutError:
            return Silence(request, Why.TIMED_OUT, f"no whole answer within {REQUEST_SECONDS:.0f} s")
        except aiohttp.ClientConnectorDNSError as error:
            return Silence(request, Why.NO_ADDRESS, error.os_error.strerror or str(error.os_error))
        except (aiohttp.ClientConnectorCertificateError, aiohttp.ClientSSLError, ssl.SSLError) as error:
            return Silence(request, Why.TLS, _first_line(error))
        except aiohttp.ClientConnectorError as error:
            return Silence(request, Why.REFUSED, _first_line(error.os_error))
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return Silence(request, Why.BROKEN, f"{type(error).__name__}: {_first_line(error)}")

    async def close(self) -> None:
        """Closes every connection."""
        if self._session is not None:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    resolver=self._names, ssl=self._tls, limit=IN_FLIGHT, use_dns_cache=False
                ),
                timeout=aiohttp.ClientTimeout(total=REQUEST_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=True,
                headers={"User-Agent": "launchready (+the owner asked for this audit)"},
            )
        return self._session

    def _url(self, request: Request) -> URL:
        if request.address is None:
            return URL(request.url, encoded=True)
        parts = urlsplit(request.url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        host = f"[{request.address}]" if ":" in request.address else request.address
        tail = request.url.split(parts.netloc, 1)[1]
        return URL(f"{parts.scheme}://{host}:{self._ports.get(port, port)}{tail}", encoded=True)

    def _headers(self, request: Request) -> list[tuple[str, str]]:
        headers = list(request.headers)
        if request.address is not None and not any(name.lower() == "host" for name, _ in headers):
            headers.insert(0, ("Host", urlsplit(request.url).netloc))
        return headers

    def _server_name(self, request: Request) -> str | None:
        if not request.url.startswith("https:"):
            return None
        return request.sni or (request.host if request.address else None)


def _sent(body: str) -> bytes | io.BytesIO:
    """A body's bytes; a large one piece by piece, so that the others are not held up."""
    raw = body.encode(errors="surrogateescape")
    return io.BytesIO(raw) if len(raw) > LARGE else raw


def _first_line(error: BaseException) -> str:
    lines = str(error).splitlines()
    return lines[0] if lines else type(error).__name__
