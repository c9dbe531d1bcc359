"""What a name offers beside its certificate is told as it is: taken, offered, not tested, outside consent."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from launchready.declare.model import Network
from launchready.observe.net.beside import Beside, OfferedBeside, stapling
from launchready.observe.net.certificate import read
from launchready.observe.net.tls import Certificate, Shake
from tests.observe.net.test_hello import BETWEEN, ROOT, issuer_at, made, written
from tests.observe.small_world import declared, site, visited, zone

NAME, ACME = "shop.test", "acme-v02.api.letsencrypt.org"
ZONE = "{name}. 60 IN A 127.0.0.1\n{acme}. 60 IN A 127.0.0.1\n{more}"


def of_key() -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(BETWEEN.certificate.public_key())


def offered(folder: Path, *, records: str = "", header: str = "", scope: tuple[str, ...] = ()) -> Beside:
    """What the name offers, where its authority advises at the same address."""
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        if request.path == "/directory":
            return web.json_response({"renewalInfo": f"https://{ACME}/renewal-info"})
        if request.path.startswith("/renewal-info/"):
            asked.append(request.path.rpartition("/")[2])
            return web.json_response(
                {"suggestedWindow": {"start": "2026-12-01T00:00:00Z", "end": "2026-12-02T00:00:00Z"}}
            )
        return web.Response(text="hello", headers={"Alt-Svc": header} if header else {})

    async def go(server: str) -> Beside:
        app = web.Application()
        app.router.add_get("/{path:.*}", answer)
        leaf = made(NAME, BETWEEN, issuer_at("http://r1.i.lencr.org/"), of_key(), ca=False, also=(ACME,))
        async with site(app, written(folder, leaf.whole, BETWEEN.pem)) as port:
            trust = written(folder, ROOT.pem, name="root")
            network = Network(server, ((443, port),), trust=trust)
            owner = declared(folder, network=network, domain=NAME)
            consent = replace(owner.consent, scope=(*owner.consent.scope, *scope))
            async with visited(replace(owner, consent=consent)) as world:
                told = await world.ask(OfferedBeside(NAME))
            known = read(leaf.certificate.public_bytes(Encoding.DER)).renewal
            assert asked in ([], [known])
            return told

    with zone(ZONE.format(name=NAME, acme=ACME, more=records)) as server:
        return asyncio.run(go(server))


def test_what_is_offered_nowhere_is_told_and_the_authority_is_not_asked(tmp_path: Path) -> None:
    told = offered(tmp_path)

    assert told.header == "is not offered by Alt-Svc"
    assert told.record == "not by an HTTPS record (there is none)"
    assert told.staple == "no answer is stapled"
    assert told.renewal == f"not tested, {ACME} is outside consent.scope"
    assert "whether QUIC answers: not tested" in str(told)


def test_http_3_is_offered_by_header_and_by_record(tmp_path: Path) -> None:
    told = offered(tmp_path, records=f"{NAME}. 60 IN HTTPS 1 . alpn=h3,h2\n", header='h3=":443"; ma=86400')

    assert told.header == 'is offered by Alt-Svc (h3=":443"; ma=86400)'
    assert told.record == 'by its HTTPS record (1 . alpn="h3,h2")'


def test_a_record_without_http_3_offers_none(tmp_path: Path) -> None:
    told = offered(tmp_path, records=f"{NAME}. 60 IN HTTPS 1 . alpn=h2\n", header='h2="elsewhere:443"')

    assert told.header == "is not offered by Alt-Svc"
    assert told.record == 'not by its HTTPS record (1 . alpn="h2")'


def test_the_authority_is_asked_where_consent_covers_it(tmp_path: Path) -> None:
    told = offered(tmp_path, scope=(ACME,))

    assert told.renewal == "between 2026-12-01T00:00:00Z and 2026-12-02T00:00:00Z"


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        ((None,), "not tested (no handshake in TLS 1.2, and Python shows no staple of TLS 1.3)"),
        ((True, None), "an answer is stapled, whose signer is not at hand"),
        ((False,), "no answer is stapled"),
        ((True, False), "an answer is stapled at some addresses alone"),
    ],
)
def test_staples_are_told_as_far_as_they_were_seen(seen: tuple[bool | None, ...], words: str) -> None:
    shown = [Certificate(NAME, "192.0.2.1", 443, Shake.DONE, stapled=one) for one in seen]

    assert stapling(shown) == words
