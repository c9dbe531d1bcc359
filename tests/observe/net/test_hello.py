"""Handshakes that are begun by hand: versions, weak ciphers and the chain, with real servers on loopback."""

import asyncio
import datetime as dt
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

from launchready.declare.model import Network
from launchready.observe.net import hello
from launchready.observe.net.hello import Shake
from launchready.observe.net.offers import Offer, Versions, Weak, WeakCiphers
from launchready.observe.net.tls import Certificate, Certificates, Gap
from tests.observe.net.test_tls import serving
from tests.observe.small_world import declared, site, visited, zone

NOW = dt.datetime.now(dt.UTC)
DAY = dt.timedelta(days=1)
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True)
class Made:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: PrivateKey

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def whole(self) -> bytes:
        form = serialization.PrivateFormat.PKCS8
        return self.pem + self.key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())


def made(
    name: str,
    by: Made | None = None,
    *more: x509.ExtensionType,
    ca: bool = True,
    bits: int = 0,
    also: tuple[str, ...] = (),
) -> Made:
    key: PrivateKey = rsa.generate_private_key(65537, bits) if bits else ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer = by.certificate.subject if by else subject
    built = x509.CertificateBuilder(
        issuer, subject, key.public_key(), x509.random_serial_number(), NOW - DAY, NOW + 89 * DAY
    ).add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    for one in (*more, *(() if ca else (x509.SubjectAlternativeName([x509.DNSName(one) for one in (name, *also)]),))):
        built = built.add_extension(one, critical=False)
    return Made(built.sign(by.key if by else key, hashes.SHA256()), key)


ROOT = made("A Root")
BETWEEN = made("An Intermediate", ROOT)
NAME = "localhost"


def issuer_at(url: str) -> x509.AuthorityInformationAccess:
    place = x509.UniformResourceIdentifier(url)
    return x509.AuthorityInformationAccess([x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, place)])


def written(folder: Path, *parts: bytes, name: str = "server") -> Path:
    path = folder / f"{name}.pem"
    path.write_bytes(b"".join(parts))
    return path


def seen(folder: Path, port: int, http: int = 9) -> Certificate:
    """What the name shows at 127.0.0.1 to a run that trusts the root alone."""
    network = Network(ports=((443, port), (80, http)), trust=written(folder, ROOT.pem, name="root"))

    async def go() -> Certificate:
        async with visited(declared(folder, network=network, domain=NAME)) as world:
            return (await world.ask(Certificates(NAME)))[0]

    return asyncio.run(go())


def test_the_chain_that_a_server_sends_is_read(tmp_path: Path) -> None:
    leaf = made(NAME, BETWEEN, ca=False)
    with serving(written(tmp_path, leaf.whole, BETWEEN.pem)) as port:
        shown = seen(tmp_path, port)

    assert (shown.trusted, shown.named, shown.gap) == (True, True, Gap.NONE)
    assert [one.subject for one in shown.sent] == [NAME, "An Intermediate"]
    assert shown.stapled is False
    assert (shown.leaf and shown.leaf.key, shown.version) == ("EC secp256r1", "TLSv1.3")


def test_every_address_of_a_name_shows_its_own_certificate(tmp_path: Path) -> None:
    """One of IPv4 with the whole chain, another with half of it, and one of IPv6 with another name's certificate."""
    name, trust = "shop.test", written(tmp_path, ROOT.pem, name="root")
    shown = [
        ("127.0.0.1", written(tmp_path, (leaf := made(name, BETWEEN, ca=False)).whole, BETWEEN.pem, name="good")),
        ("127.0.0.2", written(tmp_path, leaf.whole, name="cut")),
        ("::1", written(tmp_path, made("other.test", ROOT, ca=False).whole, name="other")),
    ]

    async def go(resolver: str) -> tuple[Certificate, ...]:
        async with AsyncExitStack() as running:
            port = 0
            for address, pem in shown:
                port = await running.enter_async_context(site(web.Application(), pem, address, port))
            network = Network(resolver, ((443, port),), trust=trust)
            world = await running.enter_async_context(visited(declared(tmp_path, network=network, domain=name)))
            return await world.ask(Certificates(name))

    if not _has_ipv6():
        pytest.skip("this machine has no IPv6")
    with zone("".join(f"{name}. 60 IN {'AAAA' if ':' in one else 'A'} {one}\n" for one, _ in shown)) as resolver:
        seen = asyncio.run(go(resolver))

    assert {one.address: (one.trusted, one.named, one.gap) for one in seen} == {
        "127.0.0.1": (True, True, Gap.NONE),
        "127.0.0.2": (False, True, Gap.NOT_SENT),
        "::1": (True, False, Gap.NONE),
    }


def test_also_the_last_of_many_addresses_is_looked_at(tmp_path: Path) -> None:
    name, trust = "shop.test", written(tmp_path, ROOT.pem, name="root")
    addresses = [f"127.0.0.{last}" for last in range(11, 23)]
    good = written(tmp_path, made(name, BETWEEN, ca=False).whole, BETWEEN.pem, name="good")
    other = written(tmp_path, made("other.test", ROOT, ca=False).whole, name="other")

    async def go(resolver: str) -> tuple[tuple[Certificate, ...], tuple[Offer, ...], tuple[Weak, ...]]:
        async with AsyncExitStack() as running:
            port = 0
            for address in addresses:
                pem = other if address == addresses[-1] else good
                port = await running.enter_async_context(site(web.Application(), pem, address, port))
            network = Network(resolver, ((443, port),), trust=trust)
            world = await running.enter_async_context(visited(declared(tmp_path, network=network, domain=name)))
            return (
                await world.ask(Certificates(name)),
                await world.ask(Versions(name)),
                await world.ask(WeakCiphers(name)),
            )

    with zone("".join(f"{name}. 60 IN A {one}\n" for one in addresses)) as resolver:
        certificates, versions, weak = asyncio.run(go(resolver))

    assert {one.address for one in certificates if one.trusted and one.named} == set(addresses[:-1])
    assert {one.address for one in certificates if not one.named} == {addresses[-1]}
    assert {one.address for one in versions} == {one.address for one in weak} == set(addresses)


def _has_ipv6() -> bool:
    with socket.socket(socket.AF_INET6) as trial:
        try:
            trial.bind(("::1", 0))
        except OSError:
            return False
    return True


def test_a_chain_without_its_intermediate_is_completed_from_where_the_certificate_says(tmp_path: Path) -> None:
    leaf = made(NAME, BETWEEN, issuer_at(f"http://{NAME}/between.crt"), ca=False)
    der = BETWEEN.certificate.public_bytes(serialization.Encoding.DER)
    network = Network(ports=(), trust=written(tmp_path, ROOT.pem, name="root"))
    app = web.Application()

    async def between(_: web.Request) -> web.Response:
        return web.Response(body=der)

    app.router.add_get("/between.crt", between)

    async def go(port: int) -> Certificate:
        async with site(app) as http:
            reached = Network(ports=((443, port), (80, http)), trust=network.trust)
            async with visited(declared(tmp_path, network=reached, domain=NAME)) as world:
                return (await world.ask(Certificates(NAME)))[0]

    with serving(written(tmp_path, leaf.whole)) as port:
        shown = asyncio.run(go(port))

    assert (shown.trusted, shown.gap) == (False, Gap.NOT_SENT)
    assert "the chain is trusted" in shown.proof


def test_where_the_issuer_may_not_be_asked_its_address_is_told(tmp_path: Path) -> None:
    leaf = made(NAME, BETWEEN, issuer_at("http://pki.example/between.crt"), ca=False)
    with serving(written(tmp_path, leaf.whole)) as port:
        shown = seen(tmp_path, port)

    assert (shown.trusted, shown.gap) == (False, Gap.NOT_SENT)
    assert "pki.example is outside consent.scope" in shown.proof


@pytest.mark.parametrize("whole", [True, False])
def test_an_authority_that_nobody_knows_is_no_incomplete_chain(tmp_path: Path, whole: bool) -> None:
    stranger = made("A Stranger")
    leaf = made(NAME, stranger, ca=False)
    with serving(written(tmp_path, leaf.whole, stranger.pem if whole else b"")) as port:
        shown = seen(tmp_path, port)

    assert (shown.trusted, shown.gap) == (False, Gap.UNKNOWN_AUTHORITY)
    assert "A Stranger" in shown.proof


def test_a_short_key_is_read_and_not_called_untrusted(tmp_path: Path) -> None:
    leaf = made(NAME, ROOT, ca=False, bits=1024)
    with serving(written(tmp_path, leaf.whole), lax) as port:
        shown = seen(tmp_path, port)

    assert (shown.trusted, shown.named) == (True, True)
    assert shown.leaf is not None
    assert shown.leaf.weakness() == "its key is RSA of 1024 bits"


def lax(context: ssl.SSLContext) -> None:
    context.set_ciphers("ALL:eNULL:aNULL:@SECLEVEL=0")


def test_weak_ciphers_that_a_server_takes_are_told_by_family(tmp_path: Path) -> None:
    pem = written(tmp_path, made(NAME, ROOT, ca=False).whole)
    with serving(pem, lax) as port:
        families, heard = hello.weak_ciphers(NAME, "127.0.0.1", port)

    assert [one.split()[0] for one in families] == ["NULL", "anonymous"]
    assert heard.shake is Shake.REJECTED


def test_a_server_of_today_takes_none(tmp_path: Path) -> None:
    with serving(written(tmp_path, made(NAME, ROOT, ca=False).whole)) as port:
        families, heard = hello.weak_ciphers(NAME, "127.0.0.1", port)

    assert (families, heard.shake) == ((), Shake.REJECTED)


@contextmanager
def answering(say: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that says something of its own to one visitor."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        peer, _ = listener.accept()
        with peer:
            peer.recv(4096)
            say(peer)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        thread.join()
        listener.close()


SSL2_HELLO = bytes([0x80, 11, 4, 0, 1]) + b"\x00\x02" + bytes(6)


@pytest.mark.parametrize(
    ("version", "said", "shake"),
    [
        ("SSLv2", SSL2_HELLO, Shake.DONE),
        ("SSLv2", b"\x15\x03\x01\x00\x02\x02\x46", Shake.REJECTED),
        ("SSLv3", b"\x16\x03\x00\x00\x2a\x02\x00\x00\x26\x03\x00" + bytes(32) + b"\0\0\x35\0", Shake.DONE),
        ("SSLv3", b"\x15\x03\x00\x00\x02\x02\x28", Shake.REJECTED),
        ("TLSv1", b"\x16\x03\x00\x00\x2a\x02\x00\x00\x26\x03\x00" + bytes(32) + b"\0\0\x35\0", Shake.REJECTED),
        ("TLSv1.2", b"HTTP/1.1 400 Bad Request\r\n\r\n", Shake.REJECTED),
        ("TLSv1.2", b"", Shake.REJECTED),
        ("TLSv1.2", b"\x16\x03\x03\x00\x04\x02\x00\x00\x00", Shake.REJECTED),
    ],
)
def test_what_a_server_says_is_read_for_what_it_is(version: str, said: bytes, shake: Shake) -> None:
    with answering(lambda peer: peer.sendall(said)) as port:
        heard = hello.speaks(NAME, "127.0.0.1", port, version)

    assert heard.shake is shake


def test_a_server_that_says_nothing_times_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hello, "SECONDS", 0.2)
    done = threading.Event()
    with answering(lambda _: done.wait(5) and None) as port:
        heard = hello.speaks(NAME, "127.0.0.1", port, "TLSv1.2")
        done.set()

    assert heard.shake is Shake.TIMED_OUT
