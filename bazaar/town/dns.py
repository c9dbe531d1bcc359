"""The DNS server of bazaar.test: authoritative, over UDP and TCP; what it knows in bulk it hands over under a fault alone."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from ipaddress import ip_address
from typing import cast

from dnslib import QTYPE, RCODE, RR, DNSError, DNSHeader, DNSRecord
from dnslib.label import DNSLabel

from bazaar.town.zone import TTL, Record, Zone

UDP_LIMIT = 512
EDNS_LIMIT = 4096
ALIAS_STEPS = 8
CHUNK = 255
"""Bytes in one string of a TXT record."""


class Names:
    """Answers questions out of zones, as RFC 1034 wants it."""

    def __init__(self, zones: Iterable[Zone], *, open_to_all: bool = False) -> None:
        self.open_to_all = open_to_all
        self.apexes: list[DNSLabel] = []
        self.nodes: set[DNSLabel] = set()
        self.records: dict[tuple[DNSLabel, int], list[RR]] = {}
        for zone in zones:
            self.apexes.append(DNSLabel(zone.apex))
            for record in zone.records:
                found = parsed(record)
                self.records.setdefault((found.rname, found.rtype), []).append(found)
                # A name exists when a record lies below it, too: it has no data then, but it is not unknown.
                labels = found.rname.label
                self.nodes.update(DNSLabel(labels[at:]) for at in range(len(labels)))

    def answer(self, asked: DNSRecord) -> DNSRecord:
        """The answer to one question."""
        reply = asked.reply(ra=0, aa=1)
        if asked.header.opcode != 0 or len(asked.questions) != 1:
            return refused(reply, RCODE.NOTIMP)
        name, kind = asked.q.qname, asked.q.qtype
        apex = self.apex_of(name)
        if self.open_to_all and kind == QTYPE.AXFR and name == apex:
            start = self.records[(apex, QTYPE.SOA)]
            rest = [one for (_, of), several in self.records.items() if of != QTYPE.SOA for one in several]
            reply.add_answer(*start, *(one for one in rest if one.rname.matchSuffix(apex)), *start)
            return reply
        if apex is None or kind in {QTYPE.AXFR, QTYPE.IXFR}:
            return refused(reply, RCODE.REFUSED)
        for _ in range(ALIAS_STEPS):
            found = self.at(name, kind)
            reply.add_answer(*found, *(self.signatures(name, kind) if _wants_signatures(asked) else ()))
            alias = None if found else next(iter(self.records.get((name, QTYPE.CNAME), [])), None)
            if alias is None:
                if not found:
                    reply.header.rcode = RCODE.NOERROR if name in self.nodes else RCODE.NXDOMAIN
                    reply.add_auth(*self.records[(apex, QTYPE.SOA)])
                return reply
            reply.add_answer(alias)
            name = alias.rdata.label
            apex = self.apex_of(name)
            if apex is None:
                return reply
        return refused(reply, RCODE.SERVFAIL)

    def apex_of(self, name: DNSLabel) -> DNSLabel | None:
        """The zone of ours that a name lies in, the deepest of them, or None."""
        return max(
            (apex for apex in self.apexes if name.matchSuffix(apex)), key=lambda one: len(one.label), default=None
        )

    def at(self, name: DNSLabel, kind: int) -> list[RR]:
        """The records of a type at a name; every one for ANY."""
        if kind == QTYPE.ANY:
            return [record for (owner, _), several in self.records.items() if owner == name for record in several]
        return self.records.get((name, kind), [])

    def signatures(self, name: DNSLabel, kind: int) -> list[RR]:
        """What is signed of a type at a name."""
        return [one for one in self.records.get((name, QTYPE.RRSIG), []) if one.rdata.covered == kind]


def parsed(record: Record) -> RR:
    """A record as it goes over the wire."""
    return RR.fromZone(f"{record.name}. {TTL} IN {record.kind} {_absolute(record)}")[0]


def refused(reply: DNSRecord, code: int) -> DNSRecord:
    """The same reply, emptied, with the reason for it."""
    reply.header.rcode = code
    reply.header.aa = 0
    reply.rr = []
    return reply


def respond(names: Names, message: bytes, limit: int | None) -> bytes | None:
    """The bytes that answer the bytes of a question; None where there is nothing to answer.

    Args:
        names: what is known.
        message: what came in.
        limit: the longest answer allowed; None where the question itself says so, or there is none.
    """
    try:
        asked = DNSRecord.parse(message)
    except DNSError:
        return None
    if asked.header.qr:
        return None
    reply = names.answer(asked)
    edns = next((extra.edns_len for extra in asked.ar if extra.rtype == QTYPE.OPT), None)
    packed = bytes(reply.pack())
    allowed = min(max(edns or limit or 0, limit or 0), EDNS_LIMIT)
    if limit is not None and len(packed) > allowed:
        short = DNSRecord(DNSHeader(id=asked.header.id, bitmap=reply.header.bitmap), q=asked.q)
        short.header.tc = 1
        return bytes(short.pack())
    return packed


class Datagrams(asyncio.DatagramProtocol):
    """Questions by UDP."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keeps what the answers go out by."""
        self.transport = cast(
            "asyncio.DatagramTransport", transport
        )  # neither asyncio's nor uvloop's says so by its class

    def datagram_received(self, data: bytes, addr: tuple[str | object, int]) -> None:
        """Answers at once: nothing has to be looked up elsewhere."""
        answer = respond(self.names, data, UDP_LIMIT)
        if answer is not None and self.transport is not None:
            self.transport.sendto(answer, addr)


@asynccontextmanager
async def serving(
    zones: Iterable[Zone], datagrams: socket.socket, streams: socket.socket, *, open_to_all: bool = False
) -> AsyncIterator[None]:
    """Answers for the zones on both sockets until the context closes; `open_to_all` hands them over as well."""
    names = Names(zones, open_to_all=open_to_all)
    at_work: set[asyncio.StreamWriter] = set()

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        at_work.add(writer)
        try:
            while True:
                length = int.from_bytes(await reader.readexactly(2), "big")
                answer = respond(names, await reader.readexactly(length), None)
                if answer is None:
                    return
                writer.write(len(answer).to_bytes(2, "big") + answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            return  # the client has what it came for
        finally:
            at_work.discard(writer)
            writer.close()

    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: Datagrams(names), sock=datagrams)
    server = await asyncio.start_server(converse, sock=streams)
    try:
        yield
    finally:
        transport.close()
        server.close()
        for writer in tuple(at_work):
            writer.close()
        await server.wait_closed()


def _absolute(record: Record) -> str:
    # In a zone file a name without a dot at its end is relative to the zone.
    if record.kind in {"CAA", "DS", "RRSIG"}:
        return record.data
    if record.kind == "TXT":
        return " ".join(f'"{record.data[at : at + CHUNK]}"' for at in range(0, len(record.data), CHUNK))
    return " ".join(f"{word}." if _is_name(word) else word for word in record.data.split())


def _wants_signatures(asked: DNSRecord) -> bool:
    return any(extra.rtype == QTYPE.OPT and extra.edns_do for extra in asked.ar)


def _is_name(word: str) -> bool:
    if word.isdigit():
        return False
    try:
        ip_address(word)
    except ValueError:
        return True
    return False
