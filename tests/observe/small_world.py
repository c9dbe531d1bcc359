"""A world of a few names and pages on loopback, for tests of what observes it."""

import ssl
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from aiohttp import web
from dnslib import QTYPE, RCODE, RR, DNSRecord
from dnslib.label import DNSLabel
from dnslib.server import BaseResolver, DNSLogger, DNSServer

from launchready.declare.model import Consent, Declaration, Network, Product, Surface
from launchready.observe.opening import opened
from launchready.observe.secret import Secrets
from launchready.observe.world import World
from launchready.verdict import Touch
from launchready_hunt.canary import Mint
from launchready_hunt.ledger import Ledger


class Zone(BaseResolver):  # type: ignore[misc]
    """Answers from the lines of a zone file; names below `broken.test` get a server's failure."""

    def __init__(self, text: str) -> None:
        self._records = RR.fromZone(text)

    def resolve(self, request: DNSRecord, handler: object) -> DNSRecord:
        reply = request.reply()
        name, kind = request.q.qname, QTYPE[request.q.qtype]
        if name.matchSuffix("broken.test"):
            reply.header.rcode = RCODE.SERVFAIL
            return reply
        there = self._at(name)
        if not there:
            reply.header.rcode = RCODE.NXDOMAIN
        while there:
            found = [record for record in there if QTYPE[record.rtype] in {kind, "CNAME"}]
            reply.add_answer(*found)
            aliases = [record.rdata.label for record in found if QTYPE[record.rtype] == "CNAME" and kind != "CNAME"]
            if aliases and not self._at(aliases[0]):
                reply.header.rcode = RCODE.SERVFAIL if aliases[0].matchSuffix("broken.test") else RCODE.NXDOMAIN
            there = self._at(aliases[0]) if aliases else []
        return reply

    def _at(self, name: DNSLabel) -> list[RR]:
        wild = DNSLabel((b"*", *name.label[1:]))
        own = [record for record in self._records if record.rname == name]
        return own or [self._as(name, record) for record in self._records if record.rname == wild]

    @staticmethod
    def _as(name: DNSLabel, record: RR) -> RR:
        return RR(name, record.rtype, ttl=record.ttl, rdata=record.rdata)


class NameServer(DNSServer):  # type: ignore[misc]
    """Stops as soon as it is told to: the library's own looks twice a second alone whether it is."""

    def start_thread(self) -> None:
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()


@contextmanager
def zone(text: str) -> Iterator[str]:
    """A DNS server; gives its address and port."""
    server = NameServer(
        Zone(text), port=0, address="127.0.0.1", logger=DNSLogger(log="-request,-reply,-truncated,-error")
    )
    server.start_thread()
    try:
        host, port = server.server.server_address[:2]
        yield f"{host}:{port}"
    finally:
        server.stop()
        server.server.server_close()


@asynccontextmanager
async def site(
    app: web.Application, pem: Path | None = None, address: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[int]:
    """A web server, with TLS where a certificate is given; gives its port."""
    context = None
    if pem is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
    await runner.setup()
    try:
        await web.TCPSite(runner, address, port, ssl_context=context).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def declared(
    folder: Path, *surfaces: Surface, domain: str = "shop.test", network: Network | None = None
) -> Declaration:
    """A declaration whose owner allows everything on this machine."""
    consent = Consent(("127.0.0.1", domain, f"*.{domain}"), touch=Touch.WRITE, requests_per_second=5000)
    product = Product("Shop", domain)
    return Declaration(folder / "launch.toml", product, consent, network=network or Network(), surfaces=surfaces)


@asynccontextmanager
async def visited(declaration: Declaration, seed: str = "") -> AsyncIterator[World]:
    """A world that may write; its attacks are drawn from the seed."""
    folder = declaration.root
    async with opened(
        declaration,
        mint=Mint(b"a key of this test's own"),
        ledger=Ledger.open(folder / "canaries.jsonl"),
        secrets=Secrets(folder, commands=False),
        record=lambda _: None,
        seed=seed,
    ) as commons:
        yield World(commons, "test", Touch.WRITE)
