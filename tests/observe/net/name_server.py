"""A name server on loopback, over UDP and TCP, whose zone, transfers and moods a test chooses."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from dnslib import QTYPE, RCODE, RR, DNSRecord
from dnslib.server import BaseResolver, DNSHandler, DNSLogger

from tests.observe.small_world import NameServer, Zone

SOA = "shop.test. IN SOA ns1.shop.test. host.shop.test. 1 60 60 60 60\n"
NS = "shop.test. IN NS ns1.shop.test.\nns1.shop.test. IN A 127.0.0.1\n"


class Authority(BaseResolver):
    """Answers from a zone; `transfer` is what it does when it is asked for all of it, `parts` whom it leaves names to.

    Its mood is `no EDNS`, `long` (by UDP no answer fits), `silent` (by UDP it says nothing), `lame` (it refuses),
    `not its own` (as a resolver answers, from what it remembers), or none.
    """

    def __init__(self, text: str, transfer: str, parts: str, mood: str = "") -> None:
        self.mood = mood
        self.asked: list[tuple[str, str, str]] = []
        self._zone = Zone(text)
        self._all = RR.fromZone(text)
        self._transfer = transfer
        self._parts = RR.fromZone(parts) if parts else []

    def resolve(self, request: DNSRecord, handler: DNSHandler) -> DNSRecord:
        self.asked.append((handler.protocol, str(request.q.qname).rstrip("."), QTYPE[request.q.qtype]))
        reply = self._resolved(request, handler)
        if self.mood == "lame" or (self.mood == "no EDNS" and request.ar):
            reply = request.reply(aa=0)
            reply.header.rcode = RCODE.REFUSED if self.mood == "lame" else RCODE.FORMERR
        if self.mood == "not its own":
            reply.header.aa = 0
        if self.mood == "long" and handler.protocol == "udp":
            reply = request.reply()
            reply.header.tc = 1
        if self.mood == "silent" and handler.protocol == "udp":
            raise BrokenPipeError("nothing is said")
        return reply

    def _resolved(self, request: DNSRecord, handler: DNSHandler) -> DNSRecord:
        if QTYPE[request.q.qtype] == "AXFR":
            return self._handed(request)
        left = [record for record in self._parts if request.q.qname.matchSuffix(record.rname)]
        if left:
            reply = request.reply(aa=0)
            reply.add_auth(*left)
            return reply
        return self._zone.resolve(request, handler)

    def _handed(self, request: DNSRecord) -> DNSRecord:
        reply = request.reply()
        start = [record for record in self._all if QTYPE[record.rtype] == "SOA"]
        if self._transfer == "refuses":
            reply.header.rcode = RCODE.REFUSED
        elif self._transfer == "gives":
            reply.add_answer(*start, *(record for record in self._all if record not in start), *start)
        elif self._transfer == "gives its start alone":
            reply.add_answer(*start)
        return reply


@contextmanager
def name_server(records: str, *, transfer: str = "refuses", parts: str = "") -> Iterator[str]:
    """The server's address and port, the same for UDP and TCP."""
    with serving(Authority(records, transfer, parts)) as port:
        yield f"127.0.0.1:{port}"


class Quiet(DNSHandler):
    """Says nothing where the server has nothing to say."""

    def handle(self) -> None:
        with suppress(BrokenPipeError):
            super().handle()


@contextmanager
def serving(authority: Authority, address: str = "127.0.0.1", port: int = 0) -> Iterator[int]:
    """Serves by UDP and TCP at an address; gives the port."""
    quiet = DNSLogger(log="-request,-reply,-truncated,-error")
    streams = NameServer(authority, port=port, address=address, tcp=True, logger=quiet, handler=Quiet)
    port = streams.server.server_address[1]
    datagrams = NameServer(authority, port=port, address=address, logger=quiet, handler=Quiet)
    streams.start_thread()
    datagrams.start_thread()
    try:
        yield port
    finally:
        for one in (streams, datagrams):
            one.stop()
            one.server.server_close()
