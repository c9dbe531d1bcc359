"""Makes TLS handshakes by hand: whether a certificate is trusted, for whom and until when, and which versions are spoken."""

import socket
import ssl
import time
import warnings
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import anyio.to_thread
from cryptography import x509
from cryptography.x509.oid import NameOID

from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

HANDSHAKE_SECONDS = 5.0
ADDRESSES = 3
"""So many addresses of one name are looked at."""
OLD = ("TLSv1", "TLSv1.1")
NEW = ("TLSv1.2", "TLSv1.3")
VERSIONS = {
    "TLSv1": ssl.TLSVersion.TLSv1,
    "TLSv1.1": ssl.TLSVersion.TLSv1_1,
    "TLSv1.2": ssl.TLSVersion.TLSv1_2,
    "TLSv1.3": ssl.TLSVersion.TLSv1_3,
}
NEVER_TESTED = "SSLv2, SSLv3, RC4, 3DES and export ciphers: this machine's OpenSSL cannot offer them"
HOSTNAME_MISMATCH = 62
"""OpenSSL's X509_V_ERR_HOSTNAME_MISMATCH."""


class Shake(StrEnum):
    """How a handshake ended."""

    DONE = "done"
    REJECTED = "the server refused the handshake"
    TIMED_OUT = "timed out"
    UNREACHABLE = "no connection"
    NOT_TESTED = "this machine cannot offer it"


@dataclass(frozen=True, slots=True)
class Leaf:
    """The certificate that a server shows."""

    names: tuple[str, ...]
    """The DNS names and addresses it is for."""
    subject: str
    issuer: str
    serial: str
    starts: int
    """Seconds since the epoch."""
    ends: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """What one address answers to a handshake for a name."""

    host: str
    address: str
    port: int
    shake: Shake
    trusted: bool = False
    """Whether its chain leads to an authority that is trusted here, and all of it is in time."""
    named: bool = False
    """Whether it is for the host's name."""
    words: str = ""
    """OpenSSL's reason where it is not trusted or the handshake failed."""
    leaf: Leaf | None = None
    at: int = 0
    """When it was seen, in seconds since the epoch."""


@dataclass(frozen=True, slots=True)
class Certificates(Question[tuple[Certificate, ...]]):
    """Which certificate does each address of a host show?"""

    host: str
    number: int = 443

    async def ask(self, world: "World") -> tuple[Certificate, ...]:
        """One handshake an address, and a second one without verification where the first is refused by us."""
        addresses = await world.admit(self.host, "TLS handshake")
        port, trust = world.port(self.number), world.declaration.network.trust
        return tuple(
            [
                await anyio.to_thread.run_sync(certificate, self.host, address, port, trust)
                for address in addresses[:ADDRESSES]
            ]
        )


@dataclass(frozen=True, slots=True)
class Offer:
    """Whether a version of TLS is spoken."""

    version: str
    shake: Shake
    words: str = ""


@dataclass(frozen=True, slots=True)
class Versions(Question[tuple[Offer, ...]]):
    """Which versions of TLS does a host speak?"""

    host: str
    number: int = 443

    async def ask(self, world: "World") -> tuple[Offer, ...]:
        """One handshake a version, at the first address."""
        offers: list[Offer] = []
        for version in (*OLD, *NEW):
            addresses = await world.admit(self.host, f"{version} handshake")
            offers.append(
                await anyio.to_thread.run_sync(offer, self.host, addresses[0], world.port(self.number), version)
            )
        return tuple(offers)


def certificate(host: str, address: str, port: int, trust: Path | None) -> Certificate:
    """The certificate that an address shows for a name; blocks."""
    now = int(time.time())
    strict = ssl.create_default_context(cafile=str(trust) if trust else None)
    shake, words, code, der = _shake(strict, host, address, port)
    if shake is Shake.DONE:
        return Certificate(host, address, port, shake, trusted=True, named=True, leaf=_leaf(der), at=now)
    if code is None:
        return Certificate(host, address, port, shake, words=words, at=now)
    lax = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    lax.check_hostname = False
    lax.verify_mode = ssl.CERT_NONE
    shake, more, _, der = _shake(lax, host, address, port)
    if shake is not Shake.DONE:
        return Certificate(host, address, port, shake, words=more, at=now)
    leaf = _leaf(der)
    return Certificate(
        host, address, port, shake, code == HOSTNAME_MISMATCH, is_for(leaf.names, host), words, leaf, now
    )


def offer(host: str, address: str, port: int, version: str) -> Offer:
    """Whether an address speaks one version of TLS; blocks."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with warnings.catch_warnings():
            # To offer what is deprecated is the very purpose here.
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = VERSIONS[version]
            context.maximum_version = VERSIONS[version]
        if version in OLD:
            context.set_ciphers("ALL:@SECLEVEL=0")
    except (ValueError, ssl.SSLError) as error:
        return Offer(version, Shake.NOT_TESTED, str(error))
    shake, words, _, _ = _shake(context, host, address, port)
    if "no protocols available" in words.lower() or "NO_PROTOCOLS_AVAILABLE" in words:
        return Offer(version, Shake.NOT_TESTED, words)
    return Offer(version, shake, words)


def is_for(names: tuple[str, ...], host: str) -> bool:
    """Whether a certificate's names cover a host; a wildcard stands for one label."""
    host = host.lower().rstrip(".")
    parent = host.partition(".")[2]
    return any(name.lower() in {host, f"*.{parent}" if parent else host} for name in names)


def _shake(context: ssl.SSLContext, host: str, address: str, port: int) -> tuple[Shake, str, int | None, bytes]:
    """How a handshake ended, the words and the verification's code where it failed, and the certificate."""
    try:
        connection = socket.create_connection((address, port), timeout=HANDSHAKE_SECONDS)
    except TimeoutError:
        return Shake.TIMED_OUT, f"no connection to {address}:{port} within {HANDSHAKE_SECONDS:.0f} s", None, b""
    except OSError as error:
        return Shake.UNREACHABLE, error.strerror or str(error), None, b""
    try:
        with connection, context.wrap_socket(connection, server_hostname=host) as secured:
            return Shake.DONE, "", None, secured.getpeercert(binary_form=True) or b""
    except ssl.SSLCertVerificationError as error:
        return Shake.REJECTED, error.verify_message, error.verify_code, b""
    except TimeoutError:
        return Shake.TIMED_OUT, f"no handshake within {HANDSHAKE_SECONDS:.0f} s", None, b""
    except (ssl.SSLError, ConnectionError) as error:
        return Shake.REJECTED, str(error.args[-1] if error.args else error), None, b""
    except OSError as error:
        return Shake.UNREACHABLE, error.strerror or str(error), None, b""


def _leaf(der: bytes) -> Leaf:
    shown = x509.load_der_x509_certificate(der)
    try:
        san = shown.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        names = (
            *san.get_values_for_type(x509.DNSName),
            *(str(address) for address in san.get_values_for_type(x509.IPAddress)),
        )
    except x509.ExtensionNotFound:
        names = ()
    return Leaf(
        tuple(names),
        _common_name(shown.subject),
        _common_name(shown.issuer),
        f"{shown.serial_number:x}",
        int(shown.not_valid_before_utc.timestamp()),
        int(shown.not_valid_after_utc.timestamp()),
    )


def _common_name(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else name.rfc4514_string()
