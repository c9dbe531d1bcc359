"""Asks DNS for one asker: each question in its turn, and on the record of everything that is sent."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import cast

from launchready.observe.commands import DNS_PORT
from launchready.observe.consent import Pace
from launchready.observe.net.dns import RecordSet, Resolver, State
from launchready.observe.net.message import (
    RECURSION,
    Message,
    MessageError,
    Talk,
    answers_to,
    parsed,
    question,
    talking,
)
from launchready.observe.record import DNS, Sent

SHARE = 0.2
"""What a question weighs of a request: a datagram that is answered from memory."""
DATAGRAM_SECONDS = 1.5
MOST_RESOLVERS = 3
DATAGRAMS = 2
"""How often a question goes out by UDP before it goes out by TCP."""
FORMAT_ERROR, NOT_IMPLEMENTED = 1, 4
"""How servers from before EDNS answer to it."""
CODES = {
    0: "answered",
    1: "it could not read the question",
    2: "it failed",
    3: "no such name",
    4: "it does not do that",
    5: "refused",
}


@dataclass(frozen=True, slots=True)
class Asking:
    """DNS as one check may ask it."""

    resolver: Resolver
    pace: Pace
    record: Callable[[Sent], None]
    check: str

    async def query(self, name: str, kind: str) -> RecordSet:
        """The records of a name, by the resolver; never raises for what DNS says."""
        await self.pace.wait(f"DNS {self.resolver.server or ''}", share=SHARE)
        began = time.time()
        answer = await self.resolver.query(name, kind)
        words = f"{len(answer.records)} found" if answer.state is State.FOUND else answer.state.value
        self._sent(began, self.resolver.server or "", name, kind, words)
        return answer

    async def addresses(self, name: str) -> tuple[RecordSet, tuple[str, ...]]:
        """The IPv4 and IPv6 addresses of a name, and the answer that explains their absence."""
        four, six = await self.query(name, "A"), await self.query(name, "AAAA")
        # A name that has addresses of one kind alone exists: what went wrong with the other kind is the better reason.
        why = six if four.known and not six.known else four
        return why, (*four.records, *six.records)

    async def at(
        self, address: str, port: int, name: str, kind: str, *, bits: int = 0, signatures: bool = False
    ) -> Message:
        """Asks one server: by UDP, and by TCP where the answer is too long or none comes.

        Raises:
            OSError: nothing came back; a time-out is one too.
            MessageError: what came back is no answer.
        """
        edns = True
        for _ in range(DATAGRAMS + 1):
            asked = question(secrets.randbelow(1 << 16), name, kind, bits=bits, edns=edns, signatures=signatures)
            try:
                message = await self._in_turn(address, port, name, kind, partial(_datagram, address, port, asked))
            except ConnectionRefusedError:
                break  # nobody is there by UDP
            except (OSError, MessageError):
                continue
            if edns and message.code in {FORMAT_ERROR, NOT_IMPLEMENTED}:
                edns = False
                continue
            if not message.truncated:
                return message
            break
        asked = question(secrets.randbelow(1 << 16), name, kind, bits=bits, edns=edns, signatures=signatures)
        return await self._in_turn(address, port, name, kind, partial(_stream, address, port, asked))

    async def by_resolver(
        self, name: str, kind: str, *, bits: int = 0, signatures: bool = False
    ) -> tuple[str, Message]:
        """What the first of the resolvers says that answers, and which one that is: whole messages, of any type.

        Raises:
            OSError: none of them answers.
            MessageError: what came back is no answer.
        """
        gone: OSError | MessageError = OSError("no resolver is known")
        for address, port in self._resolvers()[:MOST_RESOLVERS]:
            try:
                message = await self.at(address, port, name, kind, bits=bits | RECURSION, signatures=signatures)
            except (OSError, MessageError) as wrong:
                gone = wrong
                continue
            return server_at(address, port), message
        raise gone

    def _resolvers(self) -> list[tuple[str, int]]:
        found: list[tuple[str, int]] = []
        for one in [self.resolver.server] if self.resolver.server else self.resolver.servers():
            host, _, port = one.rpartition(":")
            has_port = port.isdigit() and (host.endswith("]") or ":" not in host) and bool(host)
            found.append(((host if has_port else one).strip("[]"), int(port) if has_port else DNS_PORT))
        return found

    @asynccontextmanager
    async def talking(self, address: str, port: int) -> AsyncIterator["Conversation"]:
        """Opens a conversation by TCP.

        Raises:
            OSError: nobody is there, or not in time.
        """
        async with talking(address, port) as talk:
            yield Conversation(self, address, port, talk)

    async def _in_turn(
        self, address: str, port: int, name: str, kind: str, ask: Callable[[], Awaitable[Message]]
    ) -> Message:
        server = server_at(address, port)
        await self.pace.wait(f"DNS {server}", share=SHARE)
        began, words = time.time(), "no answer"
        try:
            message = await ask()
            words = "too long for UDP" if message.truncated else CODES.get(message.code, f"code {message.code}")
        except TimeoutError:
            words = State.TIMED_OUT.value
            raise
        finally:
            self._sent(began, server, name, kind, words)
        return message

    def _sent(self, began: float, server: str, name: str, kind: str, outcome: str) -> None:
        # RFC 4501 spells such an address so.
        url = f"dns://{server}/{name}?type={kind}" if server else f"dns:{name}?type={kind}"
        self.record(Sent(began, self.check, DNS, url, None, outcome, round((time.time() - began) * 1000, 1)))


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation with one server by TCP."""

    asking: Asking
    address: str
    port: int
    talk: Talk

    async def ask(self, name: str, kind: str) -> Message:
        """Asks one question and reads one message.

        Raises:
            OSError: the server ended the conversation, or did not answer in time.
            MessageError: it answered with something else.
        """
        return await self.asking._in_turn(  # noqa: SLF001 - one thing in two parts
            self.address, self.port, name, kind, partial(self.talk.ask, name, kind)
        )

    async def more(self) -> Message:
        """Reads one more message; raises as `ask` does."""
        return await self.talk.more()


def server_at(address: str, port: int) -> str:
    """A server as it is written: `192.0.2.1`, or `[2001:db8::1]:5353` where the port is not DNS's own."""
    host = f"[{address}]" if ":" in address else address
    return host if port == DNS_PORT else f"{host}:{port}"


class _Datagram(asyncio.DatagramProtocol):
    """Waits for the one datagram that answers a question."""

    def __init__(self, asked: bytes) -> None:
        self._asked = asked
        self.answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast("asyncio.DatagramTransport", transport).sendto(self._asked)

    def datagram_received(self, data: bytes, addr: tuple[str | object, int]) -> None:
        del addr
        if not self.answer.done() and answers_to(data, self._asked):
            self.answer.set_result(data)

    def error_received(self, exc: Exception) -> None:
        if not self.answer.done():
            self.answer.set_exception(exc)


async def _datagram(address: str, port: int, asked: bytes) -> Message:
    loop = asyncio.get_running_loop()
    transport, waiting = await loop.create_datagram_endpoint(lambda: _Datagram(asked), remote_addr=(address, port))
    try:
        async with asyncio.timeout(DATAGRAM_SECONDS):
            return parsed(await waiting.answer)
    finally:
        transport.close()


async def _stream(address: str, port: int, asked: bytes) -> Message:
    async with talking(address, port) as talk:
        return await talk.tell(asked)
