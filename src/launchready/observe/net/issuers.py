"""Fetches the certificate of an issuer from where a certificate says that it is, as far as consent goes."""

import http.client
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import anyio.to_thread
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from launchready.observe.errors import CannotLook

if TYPE_CHECKING:
    from launchready.observe.world import World

SECONDS = 5.0
MOST_BYTES = 1 << 17
OK = 200


async def fetched(url: str, world: "World") -> tuple[tuple[bytes, ...], str]:
    """The certificates at an address, as DER; where there are none, the reason."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "http" or not host:
        return (), "it is at no address of plain HTTP"
    if not world.declaration.consent.covers(host):
        return (), f"not asked: {host} is outside consent.scope"
    try:
        addresses = await world.admit(host, f"the issuer's certificate at {url}")
        port = world.port(parts.port or 80)
        data = await anyio.to_thread.run_sync(_got, host, addresses[0], port, parts.path or "/")
    except (CannotLook, OSError, http.client.HTTPException) as error:
        return (), f"not had: {error}"
    found = _certificates(data)
    return found, "" if found else "what is there is no certificate"


def _got(host: str, address: str, port: int, path: str) -> bytes:
    connection = http.client.HTTPConnection(host, timeout=SECONDS)
    connection.sock = socket.create_connection((address, port), timeout=SECONDS)
    try:
        connection.request("GET", path, headers={"Host": host})
        answer = connection.getresponse()
        return answer.read(MOST_BYTES) if answer.status == OK else b""
    finally:
        connection.close()


def _certificates(data: bytes) -> tuple[bytes, ...]:
    """One certificate as DER, some as PEM, or some in PKCS #7: the three forms that authorities use."""
    for load in (_one, x509.load_pem_x509_certificates, pkcs7.load_der_pkcs7_certificates):
        try:
            return tuple(one.public_bytes(Encoding.DER) for one in load(data))
        except Exception:  # noqa: BLE001, S112 - it is not of this form
            continue
    return ()


def _one(data: bytes) -> list[x509.Certificate]:
    return [x509.load_der_x509_certificate(data)]
