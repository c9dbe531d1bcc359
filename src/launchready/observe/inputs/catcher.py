"""Listens on this machine and remembers the paths it was asked for: proof that the product reached out."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio

HEAD_BYTES = 4096
READ_SECONDS = 5.0
HANDSHAKE = b"\x16\x03"
"""How a TLS greeting begins."""
GREETING = "a TLS greeting"


class Catcher:
    """The first lines of every request that came."""

    def __init__(self) -> None:
        self.url = ""
        self.port = 0
        self.is_on_v6 = False
        """Whether it listens on ::1 as well."""
        self._lines: list[str] = []
        self._news = anyio.Event()

    async def knock(self, mark: str) -> None:
        """Asks the catcher itself for a path: the control that it hears."""
        _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(f"GET /{mark} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        await writer.drain()
        writer.close()

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
        """Remembers one request and answers it with an empty page."""
        try:
            with anyio.move_on_after(READ_SECONDS):
                head = await reader.read(HEAD_BYTES)
                line = GREETING if head.startswith(HANDSHAKE) else head.split(b"\r\n", 1)[0].decode("latin-1")
                self._lines.append(line)
                self._news.set()
                if line != GREETING:
                    writer.write(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
                    await writer.drain()
        finally:
            writer.close()


@asynccontextmanager
async def catching() -> AsyncIterator[Catcher]:
    """A catcher on a free port of 127.0.0.1, and on the same one of ::1 where it is free, for as long as the block lasts."""
    catcher = Catcher()
    async with contextlib.AsyncExitStack() as open_ones:
        server = await open_ones.enter_async_context(await asyncio.start_server(catcher.serve, "127.0.0.1", 0))
        catcher.port = server.sockets[0].getsockname()[1]
        catcher.url = f"http://127.0.0.1:{catcher.port}"
        with contextlib.suppress(OSError):  # no IPv6 here, or the port is another's
            await open_ones.enter_async_context(await asyncio.start_server(catcher.serve, "::1", catcher.port))
            catcher.is_on_v6 = True
        yield catcher
