"""Faults of certificates, ciphers and redirects are really there: one look at what is wrong."""

import json
import socket
import ssl
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from bazaar.tests.town_client import Town
from bazaar.town import certificates, leaves


def test_dep_cert_chain(spoilt_ways: Town) -> None:
    shown = spoilt_ways.certificate("shop.bazaar.test")

    assert shown.issuer.rfc4514_string() == "CN=Bazaar Intermediate"
    with pytest.raises(ssl.SSLCertVerificationError, match="unable to get local issuer"):
        spoilt_ways.ask("https://shop.bazaar.test/")


def test_dep_weak_key(spoilt_ways: Town) -> None:
    key = spoilt_ways.certificate("admin.bazaar.test").public_key()

    assert isinstance(key, rsa.RSAPublicKey)
    assert key.key_size == 1024


def test_dep_cert_staple(tmp_path: Path) -> None:
    root = certificates.authority(tmp_path, "A Root")
    pair = leaves.made(root, tmp_path, frozenset({"dep-cert-staple"}))["shop.bazaar.test"]
    shown = x509.load_pem_x509_certificate(pair.certificate.read_bytes())

    features = shown.extensions.get_extension_for_class(x509.TLSFeature).value
    assert list(features) == [x509.TLSFeatureType.status_request]


def test_dep_weak_cipher(spoilt_ways: Town) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(spoilt_ways.ca)
    context.set_ciphers("eNULL:@SECLEVEL=0")
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    host = "errors.bazaar.test"

    with (
        socket.create_connection((spoilt_ways.records(host)[0], spoilt_ways.https), timeout=10) as plain,
        context.wrap_socket(plain, server_hostname=host) as secure,
    ):
        cipher = secure.cipher()

    assert cipher is not None
    assert "NULL" in cipher[0]


def test_dep_no_renewal(spoilt_ways: Town) -> None:
    shown = spoilt_ways.certificate("api.bazaar.test")
    (events,) = (spoilt_ways.folder / ".launchready" / "runs").glob("*/events.jsonl")
    (seen,) = json.loads(json.loads(events.read_text(encoding="utf-8"))["answer"])
    life = (shown.not_valid_after_utc - shown.not_valid_before_utc).total_seconds()

    assert seen["leaf"]["serial"] == f"{shown.serial_number:x}"
    assert (seen["leaf"]["ends"] - seen["at"]) / life < 1 / 3
    assert 1 / 6 < (shown.not_valid_after_utc - datetime.now(UTC)).total_seconds() / life < 1 / 5


def test_dep_query_lost(spoilt_ways: Town) -> None:
    assert spoilt_ways.ask("https://www.bazaar.test/login?ref=a").headers["Location"] == "https://bazaar.test/login"


def test_dep_redirect_downgrade(spoilt_otherwise: Town) -> None:
    answer = spoilt_otherwise.ask("https://shop.bazaar.test/login?ref=a")

    assert answer.headers["Location"] == "http://bazaar.test/login?ref=a"


def test_dep_redirect_detour(spoilt_ways: Town) -> None:
    host = "shop.bazaar.test"
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE

    with (
        socket.create_connection((spoilt_ways.records(host)[0], spoilt_ways.https), timeout=10) as plain,
        context.wrap_socket(plain, server_hostname=host) as secure,
    ):
        secure.sendall(f"GET /a?b=1 HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        answer = secure.recv(4096).decode()

    assert "Location: https://www.bazaar.test/a?b=1" in answer


def test_dep_post_lost(spoilt_ways: Town) -> None:
    bare = spoilt_ways.ask("https://api.bazaar.test/orders/ord_1/checkout?a=1", method="POST")
    whole = spoilt_ways.ask("https://api.bazaar.test/orders/ord_1/checkout/", method="POST")

    assert (bare.status, bare.headers["Location"]) == (301, "/orders/ord_1/checkout/?a=1")
    assert whole.status == 401
