"""Handshakes with real servers on loopback: trust, names, dates and versions."""

import datetime as dt
import socket
import ssl
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from launchready.observe.net.certificate import is_for
from launchready.observe.net.offers import offer
from launchready.observe.net.tls import Shake, certificate

NOW = dt.datetime.now(dt.UTC)
DAY = dt.timedelta(days=1)


def a_certificate(folder: Path, *names: str, ends: dt.datetime = NOW + 60 * DAY) -> Path:
    """A certificate that signs itself, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number(), NOW - 30 * DAY, ends)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{names[0]}.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


@contextmanager
def serving(pem: Path, shape: Callable[[ssl.SSLContext], None] = lambda _: None) -> Iterator[int]:
    """A TLS server on a free port; gives the port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        shape(context)
    context.load_cert_chain(pem)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            try:
                with peer, context.wrap_socket(peer, server_side=True) as secured:
                    secured.recv(1)
            except OSError:
                continue

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def retired(context: ssl.SSLContext) -> None:
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.set_ciphers("ALL:@SECLEVEL=0")


def test_a_trusted_certificate_tells_its_names_and_dates(tmp_path: Path) -> None:
    pem = a_certificate(tmp_path, "shop.test", "*.shop.test")

    with serving(pem) as port:
        seen = certificate("api.shop.test", "127.0.0.1", port, pem)

    assert (seen.shake, seen.trusted, seen.named) == (Shake.DONE, True, True)
    assert seen.leaf is not None
    assert seen.leaf.names == ("shop.test", "*.shop.test")
    assert seen.leaf.ends == int((NOW + 60 * DAY).timestamp())
    assert seen.leaf.starts < seen.at < seen.leaf.ends


def test_a_certificate_for_another_name_is_trusted_but_not_named(tmp_path: Path) -> None:
    pem = a_certificate(tmp_path, "other.test")

    with serving(pem) as port:
        seen = certificate("shop.test", "127.0.0.1", port, pem)

    assert (seen.shake, seen.trusted, seen.named) == (Shake.DONE, True, False)


def test_a_certificate_of_an_unknown_authority_is_named_but_not_trusted(tmp_path: Path) -> None:
    pem = a_certificate(tmp_path, "shop.test")
    (tmp_path / "other").mkdir()
    stranger = a_certificate(tmp_path / "other", "stranger.test")

    with serving(pem) as port:
        seen = certificate("shop.test", "127.0.0.1", port, stranger)

    assert (seen.shake, seen.trusted, seen.named) == (Shake.DONE, False, True)
    assert "self-signed" in seen.words or "self signed" in seen.words


def test_an_expired_certificate_is_not_trusted_and_still_read(tmp_path: Path) -> None:
    pem = a_certificate(tmp_path, "shop.test", ends=NOW - DAY)

    with serving(pem) as port:
        seen = certificate("shop.test", "127.0.0.1", port, pem)

    assert (seen.trusted, seen.words) == (False, "certificate has expired")
    assert seen.leaf is not None
    assert seen.leaf.ends < seen.at


def test_a_closed_port_is_no_answer_and_no_judgement() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    seen = certificate("shop.test", "127.0.0.1", port, None)

    assert (seen.shake, seen.leaf) == (Shake.UNREACHABLE, None)


def test_a_server_that_speaks_no_tls_rejects_the_handshake(tmp_path: Path) -> None:
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        peer, _ = listener.accept()
        with peer:
            peer.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            peer.recv(4096)

    thread = threading.Thread(target=serve)
    thread.start()

    seen = certificate("shop.test", "127.0.0.1", listener.getsockname()[1], None)
    thread.join()
    listener.close()

    assert (seen.shake, seen.leaf) == (Shake.REJECTED, None)


@pytest.mark.parametrize("version", ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"])
def test_a_server_of_old_speaks_every_version(version: str, tmp_path: Path) -> None:
    with serving(a_certificate(tmp_path, "shop.test"), retired) as port:
        seen = offer("shop.test", "127.0.0.1", port, version)

    assert seen.shake is Shake.DONE


@pytest.mark.parametrize(
    ("version", "shake"),
    [("TLSv1", Shake.REJECTED), ("TLSv1.1", Shake.REJECTED), ("TLSv1.2", Shake.DONE), ("TLSv1.3", Shake.DONE)],
)
def test_a_server_of_today_refuses_the_old_versions(version: str, shake: Shake, tmp_path: Path) -> None:
    with serving(a_certificate(tmp_path, "shop.test")) as port:
        seen = offer("shop.test", "127.0.0.1", port, version)

    assert seen.shake is shake


@pytest.mark.parametrize(
    ("host", "covered"),
    [
        ("shop.test", True),
        ("SHOP.test.", True),
        ("www.shop.test", True),
        ("a.www.shop.test", False),
        ("notshop.test", False),
        ("test", False),
        ("127.0.0.1", False),
    ],
)
def test_a_wildcard_stands_for_one_label(host: str, covered: bool) -> None:
    assert is_for(("shop.test", "*.shop.test"), host) is covered


def test_an_address_is_covered_by_the_same_address_alone() -> None:
    assert is_for(("127.0.0.1", "::1"), "127.0.0.1")
    assert is_for(("0:0:0:0:0:0:0:1",), "[::1]")
    assert not is_for(("*.0.0.1", "*"), "127.0.0.1")


def test_a_wildcard_is_the_whole_first_label() -> None:
    assert not is_for(("w*.shop.test", "*.*.test", "*"), "www.shop.test")
