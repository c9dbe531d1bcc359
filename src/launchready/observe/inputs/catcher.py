"""Listens on this machine and remembers the paths it was asked for: proof that the product reached out."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

import anyio

LOOPBACK = "127.0.0.1"
HEAD_BYTES = 4096
READ_SECONDS = 5.0
HANDSHAKE = b"\x16\x03"
"""How a TLS greeting begins."""
GREETING = "a TLS greeting"
KINDS = ((b"{", "application/json"), (b"<", "text/html; charset=utf-8"))
"""What a shown text is, by how it begins; else a key."""


class Catcher:
    """The first lines of every request that came."""

    def __init__(self, host: str = LOOPBACK) -> None:
        self.host = host
        self.port = 0
        self.is_on_v6 = False
        """Whether it listens on ::1 as well."""
        self._lines: list[str] = []
        self._onward: dict[str, tuple[int, str]] = {}
        self._shown: dict[str, str] = {}
        self._news = anyio.Event()

    @property
    def url(self) -> str:
        """Its own address."""
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"

    async def knock(self, mark: str) -> None:
        """Asks the catcher itself for a path: the control that it hears."""
        _, writer = await asyncio.open_connection(self.host, self.port)
        writer.write(f"GET /{mark} HTTP/1.1\r\nHost: {self.host}\r\n\r\n".encode())
        await writer.drain()
        writer.close()

    def send_on(self, mark: str, status: int, to: str) -> None:
        """From now on, whoever asks for a mark is sent elsewhere."""
        self._onward[mark] = (status, to)

    def show(self, mark: str, text: str) -> None:
        """From now on, whoever asks for a mark is answered with a text."""
        self._shown[mark] = text

    def heard(self, mark: str) -> str:
        """The request line with a mark that has come already; empty for none."""
        return next((line for line in self._lines if mark in line), "")

    async def caught(self, mark: str, seconds: float) -> str | None:
        """The request line with a mark, waited for; None where none came in time."""
        with anyio.move_on_after(seconds):
            while not self.heard(mark):
                self._news = anyio.Event()
                await self._news.wait()
        return self.heard(mark) or None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Remembers one request and answers it with an empty page, with a text that is shown, or with the way onward."""
        try:
            with anyio.move_on_after(READ_SECONDS):
                head = await reader.read(HEAD_BYTES)
                line = GREETING if head.startswith(HANDSHAKE) else head.split(b"\r\n", 1)[0].decode("latin-1")
                self._lines.append(line)
                self._news.set()
                if line != GREETING:
                    writer.write(self._answer(line))
                    await writer.drain()
        except ConnectionError:
            pass  # whoever asked has left; what was asked is remembered
        finally:
            writer.close()

    def _answer(self, line: str) -> bytes:
        text = next((text for mark, text in self._shown.items() if mark in line), "").encode()
        if text:
            kind = next((kind for start, kind in KINDS if text.startswith(start)), "application/x-pem-file")
            sized = f"Content-Type: {kind}\r\nContent-Length: {len(text)}\r\n"
            return f"HTTP/1.1 200 OK\r\n{sized}Connection: close\r\n\r\n".encode() + text
        status, to = next((way for mark, way in self._onward.items() if mark in line), (204, ""))
        where = f"Location: {to}\r\nContent-Length: 0\r\n" if to else ""
        return f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n{where}Connection: close\r\n\r\n".encode()


@asynccontextmanager
async def catching(host: str = LOOPBACK, port: int = 0) -> AsyncIterator[Catcher]:
    """A catcher for as long as the block lasts: by default on a free port of 127.0.0.1, and on the same one of ::1.

    Raises:
        OSError: the port is taken, or the address is none of this machine's.
    """
    catcher = Catcher(host)
    async with contextlib.AsyncExitStack() as open_ones:
        server = await open_ones.enter_async_context(await asyncio.start_server(catcher.serve, host, port))
        catcher.port = server.sockets[0].getsockname()[1]
        if host == LOOPBACK and not port:
            with contextlib.suppress(OSError):  # no IPv6 here, or the port is another's
                await open_ones.enter_async_context(await asyncio.start_server(catcher.serve, "::1", catcher.port))
                catcher.is_on_v6 = True
        yield catcher
