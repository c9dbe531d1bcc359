"""Writes and reads DNS messages, and talks to one server over TCP: for what a resolver cannot ask, a transfer for one."""

import asyncio
import secrets
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from ipaddress import ip_address

NUMBERS = {"A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "PTR": 12, "MX": 15, "TXT": 16, "AAAA": 28, "SRV": 33} | {
    "DS": 43,
    "RRSIG": 46,
    "DNSKEY": 48,
    "AXFR": 252,
    "CAA": 257,
}
WORDS = {number: word for word, number in NUMBERS.items()}
ADDRESSES = {"A": 4, "AAAA": 16}
"""The length of each."""
ONE_NAME = frozenset({"NS", "CNAME", "PTR"})
POINTER = 0xC0
HEADER = 12
"""Bytes before the question."""
MOST_JUMPS = 32
MOST_LABEL = 63
OPT, ROOM = 41, 1232
"""What says how long an answer by UDP may be, and how long ours may: no path cuts that in pieces (RFC 9715)."""
RECURSION, UNCHECKED, SIGNATURES = 0x0100, 0x0010, 0x8000
"""Bits of a question: look elsewhere for me; tell me even what fails DNSSEC; and (in OPT) send signatures along."""
TRUNCATED, AUTHORITATIVE, ANSWER, VERIFIED = 0x0200, 0x0400, 0x8000, 0x0020
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
    data: str = ""
    """As in a zone file, strings joined and names without their last dot; empty for types that are not read."""


@dataclass(frozen=True, slots=True)
class Message:
    """What a server said."""

    number: int
    code: int
    authoritative: bool
    answers: tuple[Entry, ...]
    authority: tuple[Entry, ...]
    truncated: bool = False
    raw: bytes = b""
    verified: bool = False
    """Whether a resolver says that it verified the answer's signatures (RFC 4035, 3.2.3)."""


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
        return await self.tell(question(secrets.randbelow(1 << 16), name, kind))

    async def tell(self, asked: bytes) -> Message:
        """Sends a question as it goes over the wire and reads one message; raises as `ask` does."""
        self._writer.write(len(asked).to_bytes(2, "big") + asked)
        message = await self.more()
        if not answers_to(message.raw, asked):
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


def question(
    number: int, name: str, kind: str, *, bits: int = 0, edns: bool = False, signatures: bool = False
) -> bytes:
    """A question as it goes over the wire.

    Raises:
        MessageError: the name is none.
    """
    try:
        parts = name.strip(".").split(".") if name != "." else []
        labels = [one.encode("idna") if not one.isascii() else one.encode() for one in parts]
    except UnicodeError as wrong:
        raise MessageError(f"{name} is no name") from wrong
    if any(not 0 < len(label) <= MOST_LABEL for label in labels):
        raise MessageError(f"{name} is no name")
    spelt = b"".join(len(label).to_bytes(1, "big") + label for label in labels) + b"\0"
    more = struct.pack("!BHHIH", 0, OPT, ROOM, SIGNATURES if signatures else 0, 0) if edns else b""
    return struct.pack("!6H", number, bits, 1, 0, 0, int(edns)) + spelt + struct.pack("!2H", NUMBERS[kind], 1) + more


def parsed(data: bytes) -> Message:
    """A message out of its bytes.

    Raises:
        MessageError: they are none.
    """
    try:
        number, bits, questions, answers, authority, _ = struct.unpack_from("!6H", data)
        at = HEADER
        for _ in range(questions):
            at = _name(data, at)[1] + 4
        if bits & TRUNCATED:  # what came of it is not all, and may end anywhere
            return Message(number, bits & 0xF, bool(bits & AUTHORITATIVE), (), (), truncated=True, raw=data)
        found, at = _entries(data, at, answers)
        above, _ = _entries(data, at, authority)
    except (struct.error, IndexError) as short:
        raise MessageError("the message is cut off") from short
    own, verified = bool(bits & AUTHORITATIVE), bool(bits & VERIFIED)
    return Message(number, bits & 0xF, own, found, above, raw=data, verified=verified)


def answers_to(data: bytes, asked: bytes) -> bool:
    """Whether a message answers a question: its number and its question, the case of letters apart."""
    if len(data) < HEADER or data[:2] != asked[:2] or not data[2] & 0x80:
        return False
    if not int.from_bytes(data[4:6], "big"):
        return True  # some send their refusal without the question
    try:
        (name, at), (wanted, end) = _name(data, HEADER), _name(asked, HEADER)
    except (MessageError, IndexError):
        return False
    return name == wanted and data[at : at + 4] == asked[end : end + 4]


def _entries(data: bytes, at: int, count: int) -> tuple[tuple[Entry, ...], int]:
    found = []
    for _ in range(count):
        name, at = _name(data, at)
        kind, _, _, length = struct.unpack_from("!HHIH", data, at)
        at += 10
        if at + length > len(data):
            raise MessageError("the message is cut off")
        word = WORDS.get(kind, f"TYPE{kind}")
        text = _data(data, at, length, word)
        found.append(Entry(name, word, text if word == "NS" else "", text))
        at += length
    return tuple(found), at


def _data(data: bytes, at: int, length: int, kind: str) -> str:
    """A record's data as text, in the form in which a resolver's answers are told."""
    own = data[at : at + length]
    if kind in ONE_NAME:
        return _name(data, at)[0]
    if ADDRESSES.get(kind) == length:
        return str(ip_address(own))
    if kind == "MX":
        return f"{int.from_bytes(own[:2], 'big')} {_name(data, at + 2)[0]}"
    if kind == "SRV":
        return " ".join([*map(str, struct.unpack_from("!3H", own)), _name(data, at + 6)[0]])
    if kind == "SOA":
        primary, after = _name(data, at)
        person, after = _name(data, after)
        return f"{primary} {person} {struct.unpack_from('!I', data, after)[0]}"
    if kind == "TXT":
        return b"".join(_strings(own)).decode("utf-8", "replace")
    if kind == "CAA" and length > 1:
        tag = own[2 : 2 + own[1]].decode("ascii", "replace")
        return f'{own[0]} {tag} "{own[2 + own[1] :].decode("utf-8", "replace")}"'
    return own.hex() if kind in {"DS", "DNSKEY"} else ""


def _strings(data: bytes) -> list[bytes]:
    found, at = [], 0
    while at < len(data):
        found.append(data[at + 1 : at + 1 + data[at]])
        at += 1 + data[at]
    return found


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
