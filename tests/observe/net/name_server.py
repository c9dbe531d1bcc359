"""A name server on loopback, over UDP and TCP, whose zone, transfers and moods a test chooses."""

from collections.abc import Iterator
from contextlib import contextmanager

from dnslib import QTYPE, RCODE, RR, DNSRecord
from dnslib.server import BaseResolver, DNSLogger, DNSServer

from tests.observe.small_world import Zone

SOA = "shop.test. IN SOA ns1.shop.test. host.shop.test. 1 60 60 60 60\n"
NS = "shop.test. IN NS ns1.shop.test.\nns1.shop.test. IN A 127.0.0.1\n"


class Authority(BaseResolver):
    """Answers from a zone; `transfer` is what it does when it is asked for all of it, `parts` whom it leaves names to."""

    def __init__(self, text: str, transfer: str, parts: str) -> None:
        self._zone = Zone(text)
        self._all = RR.fromZone(text)
        self._transfer = transfer
        self._parts = RR.fromZone(parts) if parts else []

    def resolve(self, request: DNSRecord, handler: object) -> DNSRecord:
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
    resolver, quiet = Authority(records, transfer, parts), DNSLogger(log="-request,-reply,-truncated,-error")
    streams = DNSServer(resolver, port=0, address="127.0.0.1", tcp=True, logger=quiet)
    port = streams.server.server_address[1]
    datagrams = DNSServer(resolver, port=port, address="127.0.0.1", logger=quiet)
    streams.start_thread()
    datagrams.start_thread()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        for one in (streams, datagrams):
            one.stop()
            one.server.server_close()
