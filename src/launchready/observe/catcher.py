"""Listens on this machine and remembers the paths it was asked for: proof that the product reached out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio

HEAD_BYTES = 4096
READ_SECONDS = 5.0


class Catcher:
    """The first lines of every request that came."""

    def __init__(self) -> None:
        self.url = ""
        self._lines: list[str] = []
        self._news = anyio.Event()

    async def knock(self, mark: str) -> None:
        """Asks the catcher itself for a path: the control that it hears."""
        _, writer = await asyncio.open_connection("127.0.0.1", int(self.url.rsplit(":", 1)[1]))
        writer.write(f"GET /{mark} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        await writer.drain()
        writer.close()

    async def caught(self, mark: str, seconds: float) -> str | None:
        """The request line with a mark, waited for; None where none came in time."""
        with anyio.move_on_after(seconds):
            while not any(mark in line for line in self._lines):
                self._news = anyio.Event()
                await self._news.wait()
        return next((line for line in self._lines if mark in line), None)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Remembers one request and answers it with an empty page."""
        try:
            with anyio.move_on_after(READ_SECONDS):
                head = await reader.read(HEAD_BYTES)
                self._lines.append(head.split(b"\r\n", 1)[0].decode("latin-1"))
                self._news.set()
                writer.write(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
                await writer.drain()
        finally:
            writer.close()


@asynccontextmanager
async def catching() -> AsyncIterator[Catcher]:
    """A catcher on a free port of 127.0.0.1, for as long as the block lasts."""
    catcher = Catcher()
    server = await asyncio.start_server(catcher.serve, "127.0.0.1", 0)
    catcher.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield catcher
