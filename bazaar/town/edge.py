"""The edge layer: what stands between the world and the origin. It knows who really asks, and what may be cached."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from weakref import WeakValueDictionary

import aiohttp
from multidict import CIMultiDict
from starlette.types import Message, Receive, Scope, Send
from yarl import URL

from bazaar.town.cache import Asked, Cache, Headers, Kept, value_of
from bazaar.town.flood import GRAPHQL, Flood, told

UPSTREAM_SECONDS = 60
# These belong to one connection, or say who asks: a client's word for that ends at the edge.
OF_ONE_CONNECTION = frozenset(
    b"connection keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer transfer-encoding upgrade via".split()
)
WHO_ASKS = frozenset(
    b"x-forwarded-for x-forwarded-host x-forwarded-proto x-forwarded-port forwarded x-edge-key".split()
)
CLAIMS = frozenset(b"x-real-ip x-client-ip true-client-ip cf-connecting-ip x-original-forwarded-for".split())


class Edge:
    """One ASGI application: flood rules, cache, and the way to the origin."""

    def __init__(self, origin: tuple[str, int], key: str, tls: ssl.SSLContext, faults: frozenset[str]) -> None:
        self.origin = origin
        self.key = key
        self.tls = tls
        self.faults = faults
        self.cache = Cache(faults)
        self.flood = Flood()
        self.flights: WeakValueDictionary[tuple[str, str, str], asyncio.Lock] = WeakValueDictionary()
        self.session: aiohttp.ClientSession | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request; or keeps the connections to the origin from start to end."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        assert scope["type"] == "http"
        headers: Headers = tuple(scope["headers"])
        asked = Asked(
            scope["method"],
            value_of(headers, b"host").partition(":")[0].lower(),
            scope["raw_path"].decode("latin-1"),
            scope["query_string"].decode("latin-1"),
            headers,
        )
        # Caddy, the only one who reaches this port, writes the true peer at the end.
        peer = asked.header(b"x-forwarded-for").rpartition(",")[2].strip() or "unknown"
        what = asked.path
        if what == GRAPHQL and _has_body(asked):
            begun = await receive()
            what, receive = told(what, begun.get("body", b"")), _again(begun, receive)
        wait = None if "edg-no-flood-rule" in self.faults else self.flood.wait(asked.method, what, peer)
        if wait is not None:
            await _refuse(send, 429, ((b"retry-after", str(wait).encode()),))
        elif self.cache.may_look(asked):
            await self._from_cache(asked, peer, receive, send)
        else:
            await self._from_origin(asked, peer, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        async with aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(ssl=self.tls, limit=0),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=UPSTREAM_SECONDS),
        ) as self.session:
            await send({"type": "lifespan.startup.complete"})
            await receive()
        self.session = None
        await send({"type": "lifespan.shutdown.complete"})

    async def _from_cache(self, asked: Asked, peer: str, receive: Receive, send: Send) -> None:
        found = self.cache.find(asked)
        if found is None and self.cache.expects(asked):
            # One request fetches; those that ask for the same meanwhile wait, and find it kept.
            async with self.flights.setdefault(asked.place, asyncio.Lock()):
                found = self.cache.find(asked)
                if found is None:
                    await self._from_origin(asked, peer, receive, send)
                    return
        if found is None:
            await self._from_origin(asked, peer, receive, send)
        else:
            await _send_kept(send, asked, found, self.cache.age(found))

    async def _from_origin(self, asked: Asked, peer: str, receive: Receive, send: Send) -> None:
        begun = False

        async def told(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._forward(asked, peer, receive, told)
        except (TimeoutError, aiohttp.ClientError) as error:
            if begun:
                raise  # half an answer is out: the connection breaks, so that nobody takes it for a whole one
            await _refuse(send, 504 if isinstance(error, TimeoutError) else 502)

    async def _forward(self, asked: Asked, peer: str, receive: Receive, send: Send) -> None:
        assert self.session is not None
        request = self.session.request(
            asked.method,
            URL(f"https://{self.origin[0]}:{self.origin[1]}{asked.target}", encoded=True),
            headers=self._upstream_headers(asked, peer),
            data=_body(receive) if _has_body(asked) else None,
            server_hostname=asked.host,
            allow_redirects=False,
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
        )
        async with request as answer:
            headers: Headers = tuple(
                (name.lower(), value) for name, value in answer.raw_headers if name.lower() not in OF_ONE_CONNECTION
            )
            if "edg-static-uncached" in self.faults and asked.is_asset:
                headers = (*((n, v) for n, v in headers if n != b"cache-control"), (b"cache-control", b"no-store"))
            seconds = self.cache.seconds(asked, answer.status, headers)
            said = b"MISS" if seconds else b"BYPASS"
            start = {"type": "http.response.start", "status": answer.status, "headers": [*headers, (b"x-cache", said)]}
            if seconds:
                body = await answer.read()
                self.cache.keep(asked, answer.status, headers, body, seconds)
                await send(start)
                await send({"type": "http.response.body", "body": body})
                return
            await send(start)
            async for chunk in answer.content.iter_any():
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b""})

    def _upstream_headers(self, asked: Asked, peer: str) -> CIMultiDict[str]:
        dropped = OF_ONE_CONNECTION | WHO_ASKS
        if "bnd-limit-by-header" not in self.faults:
            dropped |= CLAIMS
        headers = CIMultiDict(
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, value in asked.headers
            if name.lower() not in dropped
        )
        through = asked.header(b"x-forwarded-for") if "bnd-limit-by-header" in self.faults else peer
        headers["X-Forwarded-For"] = through.strip(", ")
        headers["X-Forwarded-Proto"] = "https"
        headers["X-Edge-Key"] = self.key
        return headers


async def _body(receive: Receive) -> AsyncIterator[bytes]:
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise aiohttp.ClientConnectionError("the client went away")
        if message.get("body"):
            yield message["body"]
        if not message.get("more_body"):
            return


def _again(begun: Message, receive: Receive) -> Receive:
    """What receives a message that was looked at, and then the others."""
    held = [begun]

    async def next_one() -> Message:
        return held.pop() if held else await receive()

    return next_one


def _has_body(asked: Asked) -> bool:
    return bool(asked.header(b"transfer-encoding")) or asked.header(b"content-length") not in {"", "0"}


async def _send_kept(send: Send, asked: Asked, kept: Kept, age: int) -> None:
    tag = value_of(kept.headers, b"etag")
    known = bool(tag) and tag in {word.strip() for word in asked.header(b"if-none-match").split(",")}
    headers = [*kept.headers, (b"x-cache", b"HIT"), (b"age", str(age).encode())]
    if known:
        headers = [(name, value) for name, value in headers if name not in {b"content-length", b"content-type"}]
    await send({"type": "http.response.start", "status": 304 if known else kept.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if known else kept.body})


async def _refuse(send: Send, status: int, headers: Headers = ()) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0"), *headers]})
    await send({"type": "http.response.body", "body": b""})
