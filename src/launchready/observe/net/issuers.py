"""Fetches what authorities hand out by plain HTTP, at the places that a certificate tells, as far as consent goes."""

import http.client
import socket
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import anyio.to_thread
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from launchready.observe.errors import CannotLook

if TYPE_CHECKING:
    from launchready.observe.world import World

SECONDS, ALL_SECONDS = 5.0, 20.0
"""For one thing that is waited for, and for the whole answer."""
MOST_BYTES = 1 << 17
PIECE = 1 << 16
OK = 200


async def fetched(url: str, world: "World") -> tuple[tuple[bytes, ...], str]:
    """The certificates at an address, as DER; where there are none, the reason."""
    data, why = await had(url, world, "the issuer's certificate")
    found = _certificates(data)
    return found, why if why or found else "what is there is no certificate"


async def had(
    url: str, world: "World", what: str, body: bytes | None = None, most: int = MOST_BYTES
) -> tuple[bytes, str]:
    """What is at an address, asked for by GET, or by POST where there is a body; where nothing came, or not all, the reason."""
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
        status, data = await anyio.to_thread.run_sync(_got, host, (addresses[0], port), path, body, most)
    except (CannotLook, OSError, ValueError, http.client.HTTPException) as error:
        return b"", f"not had: {error}"
    if status != OK:
        return b"", f"not had: {host} answered {status}"
    return (data, "") if len(data) <= most else (b"", f"not had whole: it is longer than {most:,} bytes")


def _got(host: str, at: tuple[str, int], path: str, body: bytes | None, most: int) -> tuple[int, bytes]:
    """The status, and one byte more than `most` where there is more."""
    ends = time.monotonic() + ALL_SECONDS
    connection = http.client.HTTPConnection(host, timeout=SECONDS)
    connection.sock = socket.create_connection(at, timeout=SECONDS)
    try:
        headers = {"Host": host} | ({} if body is None else {"Content-Type": "application/ocsp-request"})
        connection.request("GET" if body is None else "POST", path, body, headers)
        answer = connection.getresponse()
        parts: list[bytes] = []
        while len(parts) * PIECE <= most and (piece := answer.read(PIECE)):
            parts.append(piece)
            if time.monotonic() > ends:
                raise TimeoutError(f"it was not had within {ALL_SECONDS:.0f} s")
        return answer.status, b"".join(parts)
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
