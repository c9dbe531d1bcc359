"""Fetches what authorities hand out by plain HTTP, at the places that a certificate tells, as far as consent goes."""

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
    data, why = await had(url, world, "the issuer's certificate")
    found = _certificates(data)
    return found, why if why or found else "what is there is no certificate"


async def had(url: str, world: "World", what: str, body: bytes | None = None) -> tuple[bytes, str]:
    """What is at an address, asked for by GET, or by POST where there is a body; where nothing came, the reason."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "http" or not host:
        return b"", "it is at no address of plain HTTP"
    if not world.declaration.consent.covers(host):
        return b"", f"not asked: {host} is outside consent.scope"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        addresses = await world.admit(host, f"{what} at {url}")
        port = world.port(parts.port or 80)
        status, data = await anyio.to_thread.run_sync(_got, host, addresses[0], port, path, body)
    except (CannotLook, OSError, ValueError, http.client.HTTPException) as error:
        return b"", f"not had: {error}"
    return (data, "") if status == OK else (b"", f"not had: {host} answered {status}")


def _got(host: str, address: str, port: int, path: str, body: bytes | None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(host, timeout=SECONDS)
    connection.sock = socket.create_connection((address, port), timeout=SECONDS)
    try:
        headers = {"Host": host} | ({} if body is None else {"Content-Type": "application/ocsp-request"})
        connection.request("GET" if body is None else "POST", path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read(MOST_BYTES)
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
