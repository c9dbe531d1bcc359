"""A small mail server that takes every message and keeps it: for products that hand test mail over by SMTP."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from pathlib import Path
from uuid import uuid4

from launchready.observe.mail.message import LARGEST

NAME = "launchready"
IDLE_SECONDS = 60.0
MOST_RECIPIENTS = 100
LINE = 64 * 1024
EXTENSIONS = (NAME, "8BITMIME", "SMTPUTF8", f"SIZE {LARGEST}", "AUTH PLAIN LOGIN")
OTHERS = {"NOOP": "250 ok", "VRFY": "252 perhaps", "MAIL": "503 not now", "RCPT": "503 not now", "DATA": "503 not now"}


def keep(folder: Path, data: bytes) -> None:
    """Puts a message into a Maildir, whole or not at all."""
    name = uuid4().hex
    (folder / "tmp" / name).write_bytes(data)
    (folder / "tmp" / name).rename(folder / "new" / name)


@dataclass(slots=True)
class _Talk:
    """One client."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    folder: Path
    peer: str
    helo: str = "unknown"
    sender: str | None = None
    to: list[str] = field(default_factory=list)

    async def go(self) -> None:
        await self._say(f"220 {NAME} takes mail")
        while line := await asyncio.wait_for(self.reader.readline(), IDLE_SECONDS):
            verb, _, rest = line.decode("utf-8", "replace").strip().partition(" ")
            if verb.upper() == "QUIT":
                await self._say("221 bye")
                return
            await self._answer(verb.upper(), rest.strip())

    async def _answer(self, verb: str, rest: str) -> None:
        match verb:
            case "EHLO" | "HELO":
                self.helo = rest or "unknown"
                more = EXTENSIONS if verb == "EHLO" else ()
                await self._say(*(f"250-{one}" for one in more), f"250 {NAME}")
            case "AUTH":
                await self._sign_in(rest)
            case "MAIL" if rest.upper().startswith("FROM:"):
                self.sender, self.to = _address(rest[5:]), []
                await self._say("250 ok")
            case "RCPT" if rest.upper().startswith("TO:") and self.sender is not None:
                full = len(self.to) >= MOST_RECIPIENTS
                if not full:
                    self.to.append(_address(rest[3:]))
                await self._say("452 too many recipients" if full else "250 ok")
            case "DATA" if self.to:
                await self._take()
            case "RSET":
                self.sender, self.to = None, []
                await self._say("250 ok")
            case _:
                await self._say(OTHERS.get(verb, "500 not known"))

    async def _sign_in(self, rest: str) -> None:
        """Takes whatever it is given: this server is nobody's, and keeps no password."""
        kind, _, first = rest.partition(" ")
        asks = {"PLAIN": (0 if first else 1), "LOGIN": (1 if first else 2)}.get(kind.upper())
        if asks is None:
            await self._say("504 PLAIN or LOGIN")
            return
        for _ in range(asks):
            await self._say("334 ")
            await asyncio.wait_for(self.reader.readline(), IDLE_SECONDS)
        await self._say("235 welcome")

    async def _take(self) -> None:
        await self._say("354 go on, a dot ends it")
        lines: list[bytes] = []
        size = 0
        while (line := await asyncio.wait_for(self.reader.readline(), IDLE_SECONDS)).rstrip(b"\r\n") != b".":
            if not line:
                return
            line = line[1:] if line.startswith(b"..") else line
            size += len(line)
            if size <= LARGEST:
                lines.append(line)
        if size > LARGEST:
            await self._say("552 too large")
            return
        for recipient in self.to:
            head = (
                f"Return-Path: <{self.sender or ''}>\r\nX-Original-To: {recipient}\r\n"
                f"Received: from {self.helo} ([{self.peer}]) by {NAME} with ESMTP; {formatdate()}\r\n"
            )
            keep(self.folder, head.encode() + b"".join(lines))
        self.sender, self.to = None, []
        await self._say("250 kept")

    async def _say(self, *lines: str) -> None:
        self.writer.write("".join(f"{line}\r\n" for line in lines).encode())
        await self.writer.drain()


@asynccontextmanager
async def listening(folder: Path, host: str, port: int) -> AsyncIterator[int]:
    """Takes mail into a Maildir for as long as the block lasts; gives the port.

    Raises:
        OSError: nothing can listen there.
    """

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = writer.get_extra_info("peername")
        try:
            with contextlib.suppress(OSError, ValueError, TimeoutError):  # the client left, or talks something else
                await _Talk(reader, writer, folder, str(peer[0]) if peer else "unknown").go()
        finally:
            writer.close()

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    server = await asyncio.start_server(talk, host, port, limit=LINE, family=family)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


def _address(text: str) -> str:
    """What stands between the angle brackets; the parameters behind them do not matter here."""
    inner, closed, _ = text.strip().removeprefix("<").partition(">")
    return "".join((inner if closed else inner.partition(" ")[0]).split())
