"""Other people's servers, as Bazaar meets them: names that change their address, and hosts that redirect."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from dnslib import RR, DNSRecord
from dnslib.server import BaseResolver, DNSLogger, DNSServer

OTHERS = "names.catcher.test"
PUBLIC = "192.175.48.7"
"""Stands for 127.0.0.2 here."""


@contextmanager
def changing_names() -> Iterator[int]:
    """A DNS server that says a public address twice and the inside's from then on, for each name."""
    asked: Counter[str] = Counter()

    class Resolver(BaseResolver):  # type: ignore[misc]  # dnslib has no types
        def resolve(self, request: DNSRecord, _handler: object) -> DNSRecord:
            name = str(request.q.qname)
            asked[name] += 1
            reply = request.reply()
            reply.add_answer(*RR.fromZone(f"{name} 0 A {PUBLIC if asked[name] <= 2 else '127.0.0.1'}"))
            return reply

    server = DNSServer(Resolver(), port=0, address="127.0.0.1", logger=DNSLogger("-"))
    server.start_thread()
    try:
        yield server.server.server_address[1]
    finally:
        server.stop()
        server.server.server_close()


@contextmanager
def heard(host: str, status: int, location: str = "") -> Iterator[tuple[str, list[str]]]:
    """A server of somebody else's with one answer; gives where it is, and what it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            self.rfile.read(int(self.headers["Content-Length"] or 0))
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer((host, 0), Handler)
    running = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    running.start()
    try:
        yield f"{server.server_address[1]}", asked
    finally:
        server.shutdown()
        running.join(5)
        server.server_close()
