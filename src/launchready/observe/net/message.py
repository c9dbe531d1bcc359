"""Writes and reads DNS messages, and talks to one server over TCP: for what a resolver cannot ask, a transfer for one."""

import asyncio
import secrets
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

NUMBERS = {"A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "MX": 15, "TXT": 16, "AAAA": 28, "SRV": 33, "AXFR": 252}
WORDS = {number: word for word, number in NUMBERS.items()}
POINTER = 0xC0
MOST_JUMPS = 32
MOST_LABEL = 63
SECONDS = 3.0
"""To connect, and between two messages."""


class MessageError(ValueError):
    """The bytes are no DNS message."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One record: its name, its type, and the name it leads to where it is an NS record."""

    name: str
    type: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """What a server said."""

    number: int
    code: int
    authoritative: bool
    answers: tuple[Entry, ...]
    authority: tuple[Entry, ...]


class Talk:
    """A conversation with one server."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def ask(self, name: str, kind: str) -> Message:
        """Asks one question and reads one message.

        Raises:
            OSError: the server ended the conversation, or did not answer in time.
            MessageError: it answered with something else.
        """
        number = secrets.randbelow(1 << 16)
        asked = question(number, name, kind)
        self._writer.write(len(asked).to_bytes(2, "big") + asked)
        message = await self.more()
        if message.number != number:
            raise MessageError("the answer is to another question")
        return message

    async def more(self) -> Message:
        """Reads one more message; raises as `ask` does."""
        try:
            async with asyncio.timeout(SECONDS):
                length = int.from_bytes(await self._reader.readexactly(2), "big")
                return parsed(await self._reader.readexactly(length))
        except asyncio.IncompleteReadError as ended:
            raise ConnectionResetError("the server ended the conversation") from ended


@asynccontextmanager
async def talking(address: str, port: int) -> AsyncIterator[Talk]:
    """Opens a conversation.

    Raises:
        OSError: nobody is there, or not in time.
    """
    async with asyncio.timeout(SECONDS):
        reader, writer = await asyncio.open_connection(address, port)
    try:
        yield Talk(reader, writer)
    finally:
        writer.close()


def question(number: int, name: str, kind: str) -> bytes:
    """A question as it goes over the wire.

    Raises:
        MessageError: the name is none.
    """
    labels = [label.encode("idna") if not label.isascii() else label.encode() for label in name.strip(".").split(".")]
    if any(not 0 < len(label) <= MOST_LABEL for label in labels):
        raise MessageError(f"{name} is no name")
    spelt = b"".join(len(label).to_bytes(1, "big") + label for label in labels) + b"\0"
    return struct.pack("!6H", number, 0, 1, 0, 0, 0) + spelt + struct.pack("!2H", NUMBERS[kind], 1)


def parsed(data: bytes) -> Message:
    """A message out of its bytes.

    Raises:
        MessageError: they are none.
    """
    try:
        number, bits, questions, answers, authority, _ = struct.unpack_from("!6H", data)
        at = 12
        for _ in range(questions):
            at = _name(data, at)[1] + 4
        found, at = _entries(data, at, answers)
        above, _ = _entries(data, at, authority)
    except (struct.error, IndexError) as short:
        raise MessageError("the message is cut off") from short
    return Message(number, bits & 0xF, bool(bits & 0x0400), found, above)


def _entries(data: bytes, at: int, count: int) -> tuple[tuple[Entry, ...], int]:
    found = []
    for _ in range(count):
        name, at = _name(data, at)
        kind, _, _, length = struct.unpack_from("!HHIH", data, at)
        at += 10
        word = WORDS.get(kind, f"TYPE{kind}")
        found.append(Entry(name, word, _name(data, at)[0] if word == "NS" else ""))
        at += length
        if at > len(data):
            raise MessageError("the message is cut off")
    return tuple(found), at


def _name(data: bytes, at: int) -> tuple[str, int]:
    """A name, and where what follows it begins; pointers lead back, and not for ever."""
    labels: list[str] = []
    after = 0
    for _ in range(MOST_JUMPS + 128):
        length = data[at]
        if length & POINTER == POINTER:
            after = after or at + 2
            at = struct.unpack_from("!H", data, at)[0] & 0x3FFF
        elif length == 0:
            return ".".join(labels).lower(), after or at + 1
        else:
            labels.append(data[at + 1 : at + 1 + length].decode("ascii", "replace"))
            at += 1 + length
    raise MessageError("a name has no end")
