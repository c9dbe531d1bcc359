"""Above reading, a host shows that its owner asked: by a token in DNS or in a well-known file."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from dnslib import QTYPE, RR, TXT
from dnslib.server import BaseResolver, DNSHandler, DNSLogger, DNSRecord

from launchready.declare.model import Consent, Declaration, Product
from launchready.observe.net.dns import Resolver
from launchready.observe.opening import shows_token
from launchready.observe.wire import Wire
from tests.observe.small_world import NameServer

TOKEN = "lr-owner-7f3a"


class Zone(BaseResolver):
    """A zone with the token at one name."""

    def resolve(self, request: DNSRecord, handler: DNSHandler) -> DNSRecord:
        """Answers TXT of `_launchready.shop.test` alone."""
        del handler
        reply = request.reply()
        if str(request.q.qname) == "_launchready.shop.test." and request.q.qtype == QTYPE.TXT:
            reply.add_answer(RR("_launchready.shop.test.", QTYPE.TXT, rdata=TXT(TOKEN)))
        return reply


@pytest.fixture
def resolver() -> Iterator[str]:
    server = NameServer(Zone(), port=0, address="127.0.0.1", logger=DNSLogger("-request,-reply", prefix=False))
    server.start_thread()
    yield f"127.0.0.1:{server.server.server_address[1]}"
    server.stop()
    server.server.server_close()
    server.thread.join()


def shown(resolver: str, host: str, token: str | None) -> bool:
    declaration = Declaration(Path("launch.toml"), Product("Shop", "shop.test"), Consent(("*.shop.test",), token=token))

    async def nowhere(name: str) -> tuple[str, ...]:
        del name
        return ()

    async def ask() -> bool:
        dns, wire = Resolver(resolver), Wire(nowhere, ports={}, trust=None)
        try:
            return await shows_token(declaration, dns, wire, host)
        finally:
            await wire.close()
            await dns.close()

    return asyncio.run(ask())


def test_the_token_in_dns_proves_the_owner(resolver: str) -> None:
    assert shown(resolver, "shop.test", TOKEN)


@pytest.mark.parametrize(("host", "token"), [("shop.test", "another"), ("other.test", TOKEN), ("shop.test", None)])
def test_another_token_another_host_and_no_token_prove_nothing(resolver: str, host: str, token: str | None) -> None:
    assert not shown(resolver, host, token)
