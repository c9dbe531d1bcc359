"""A small DNS server for a zone of the audit's own: it remembers the names it was asked for, and says where they are."""

import asyncio
import ipaddress
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

HEADER = struct.Struct("!6H")
QUESTION = struct.Struct("!2H")
RECORD = struct.Struct("!HHHLH")
A, NS, SOA, AAAA, IN = 1, 2, 6, 28, 1
IS_ANSWER, AUTHORITY, OPCODE, ASKS_RECURSION = 0x8000, 0x0400, 0x7800, 0x0100
NOT_THERE, NOT_OURS = 3, 5
THE_NAME_ASKED = 0xC000 | HEADER.size
"""A pointer to where the question holds its name."""
POINTER = 0xC0


class Names:
    """Which names were asked, and what is said of them; a name that was not made here does not exist."""

    def __init__(self, zone: str) -> None:
        self.zone = zone.lower().rstrip(".")
        self._said: dict[str, list[str]] = {}
        self._asked: dict[str, int] = {}

    def name(self, mark: str, *addresses: str) -> str:
        """A fresh name: each address is told once, the last one ever after, and nobody may keep an answer."""
        name = f"{mark}.{self.zone}".lower()
        self._said[name] = list(addresses)
        return name

    def asked(self, mark: str) -> int:
        """How often a name's address was asked for."""
        return self._asked.get(f"{mark}.{self.zone}".lower(), 0)

    def answer(self, message: bytes) -> bytes | None:
        """The answer to a question as it goes over the wire; None where it is no question."""
        try:
            number, flags, questions, *_ = HEADER.unpack_from(message)
            name, end = _name_in(message, HEADER.size)
            kind, sort = QUESTION.unpack_from(message, end)
        except (struct.error, IndexError, UnicodeDecodeError):
            return None
        if flags & (IS_ANSWER | OPCODE) or questions != 1:
            return None
        question = message[HEADER.size : end + QUESTION.size]
        ours = name == self.zone or name.endswith(f".{self.zone}")
        known = name in self._said or any(one.endswith(f".{name}") for one in self._said)
        code = NOT_OURS if not ours or sort != IN else 0 if known or name == self.zone else NOT_THERE
        data = self._data(name, kind) if not code else b""
        record = RECORD.pack(THE_NAME_ASKED, kind, IN, 0, len(data)) + data if data else b""
        flags = IS_ANSWER | (AUTHORITY if ours else 0) | (flags & ASKS_RECURSION) | code
        return HEADER.pack(number, flags, 1, 1 if record else 0, 0, 0) + question + record

    def _data(self, name: str, kind: int) -> bytes:
        if name == self.zone:
            own = b"".join(bytes([len(one)]) + one.encode() for one in name.split(".")) + b"\0"
            return {NS: own, SOA: own + own + struct.pack("!5L", 1, 3600, 600, 86400, 0)}.get(kind, b"")
        addresses = self._said.get(name)
        if kind not in {A, AAAA} or not addresses:
            return b""
        address = ipaddress.ip_address(addresses[0])
        if (kind == A) != (address.version == 4):  # noqa: PLR2004 - IPv4
            return b""
        self._asked[name] = self._asked.get(name, 0) + 1
        if len(addresses) > 1:
            addresses.pop(0)
        return address.packed


def _name_in(message: bytes, at: int) -> tuple[str, int]:
    """A name as it is spelled in a question, in small letters, and where it ends."""
    labels: list[str] = []
    while length := message[at]:
        if length >= POINTER or at + length >= len(message):
            raise IndexError("no name of a question")
        labels.append(message[at + 1 : at + 1 + length].decode("ascii").lower())
        at += 1 + length
    return ".".join(labels), at + 1


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, names: Names) -> None:
        self._names = names
        self._out: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._out = cast("asyncio.DatagramTransport", transport)  # neither asyncio's nor uvloop's says so by its class

    def datagram_received(self, data: bytes, addr: tuple[str | object, int]) -> None:
        answer = self._names.answer(data)
        if answer is not None and self._out is not None:
            self._out.sendto(answer, addr)


@asynccontextmanager
async def naming(zone: str, host: str, port: int) -> AsyncIterator[Names]:
    """Answers for a zone by UDP, for as long as the block lasts. Its answers are short: no one needs to ask by TCP.

    Raises:
        OSError: the port is taken, or the address is none of this machine's.
    """
    names = Names(zone)
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: _Datagrams(names), local_addr=(host, port))
    try:
        yield names
    finally:
        transport.close()
