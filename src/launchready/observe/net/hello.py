"""Begins TLS handshakes by hand, byte for byte: offers what OpenSSL no longer can, and reads the whole chain a server sends."""

import errno
import os
import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from launchready.declare.hosts import is_address

SECONDS = 5.0
SSL2_SECONDS = 2.0
"""Who speaks SSL 2 answers at once; others may wait for the rest of what is no hello of theirs."""
MOST_BYTES = 1 << 17
ALERT, HANDSHAKE = 21, 22
SERVER_HELLO, CERTIFICATE, HELLO_DONE, CERTIFICATE_STATUS = 2, 11, 14, 22
VERSIONS = {"SSLv2": 0x0002, "SSLv3": 0x0300, "TLSv1": 0x0301, "TLSv1.1": 0x0302, "TLSv1.2": 0x0303, "TLSv1.3": 0x0304}
NAMES = {code: name for name, code in VERSIONS.items()}
WAYLESS = frozenset({errno.ENETUNREACH, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT})
"""How a machine says that it has no way to IPv6 at all."""

TODAY = (
    *(0xC02B, 0xC02F, 0xC02C, 0xC030, 0xCCA9, 0xCCA8, 0xC0AC, 0xC0AD, 0x009E, 0x009F, 0xCCAA, 0xC09E, 0xC09F),
    *(0xC023, 0xC027, 0xC024, 0xC028, 0xC009, 0xC013, 0xC00A, 0xC014, 0x0067, 0x006B, 0x0033, 0x0039),
    *(0x009C, 0x009D, 0xC09C, 0xC09D, 0x003C, 0x003D, 0x002F, 0x0035, 0x0041, 0x0084, 0x0045, 0x0088),
)
"""What servers of the last twenty years speak below TLS 1.3, best first."""
NEWEST = (0x1301, 0x1302, 0x1303)
WEAK = {
    "NULL (nothing is encrypted)": (
        *(0x0001, 0x0002, 0x003B, 0x002C, 0x002D, 0x002E),
        *(0xC001, 0xC006, 0xC00B, 0xC010, 0xC015, 0xC039, 0xC03A, 0xC03B),
    ),
    "anonymous (nobody proves who the server is)": (
        *(0x0018, 0x001A, 0x001B, 0x0034, 0x003A, 0x006C, 0x006D, 0x00A6, 0x00A7, 0xC016, 0xC017, 0xC018, 0xC019),
    ),
    "EXPORT (40 bits)": (0x0003, 0x0006, 0x0008, 0x000B, 0x000E, 0x0011, 0x0014, 0x0017, 0x0019, 0x0062, 0x0064),
    "RC4": (0x0004, 0x0005, 0x008A, 0x0092, 0xC002, 0xC007, 0xC00C, 0xC011, 0xC033),
    "DES": (0x0009, 0x000C, 0x000F, 0x0012, 0x0015),
    "3DES": (0x000A, 0x000D, 0x0010, 0x0013, 0x0016, 0x008B, 0x0093, 0xC003, 0xC008, 0xC00D, 0xC012, 0xC034),
}
"""Suites that RFC 9325 and RFC 7465 forbid, or that fall to an attacker who records enough (3DES), by family."""
SSL2_SUITES = bytes.fromhex("010080 020080 030080 040080 050080 060040 0700c0".replace(" ", ""))


class Shake(StrEnum):
    """How a handshake ended."""

    DONE = "done"
    REJECTED = "the server refused the handshake"
    TIMED_OUT = "timed out"
    UNREACHABLE = "no connection"
    NO_WAY = "this machine has no way to IPv6"
    NOT_TESTED = "this machine cannot offer it"


@dataclass(frozen=True, slots=True)
class Heard:
    """What a server answered to the beginning of a handshake."""

    shake: Shake
    """DONE where the server agreed to what was offered."""
    words: str = ""
    version: str = ""
    suite: int = 0
    sent: tuple[bytes, ...] = ()
    """The certificates that it sent, its own first, as DER; none in TLS 1.3, where they are encrypted."""
    stapled: bool = False
    """Whether it sent an OCSP answer along."""
    staple: bytes = b""
    """That answer."""


def speaks(host: str, address: str, port: int, version: str) -> Heard:
    """Whether an address agrees to one version of TLS or SSL; blocks."""
    if version == "SSLv2":
        return _said_ssl2(address, port)
    weak = tuple(suite for family in WEAK.values() for suite in family)
    suites = NEWEST if version == "TLSv1.3" else (*TODAY, *weak)
    heard = _said(address, port, hello(host, VERSIONS[version], suites), whole=False)
    if heard.shake is Shake.DONE and heard.version != version:
        return Heard(Shake.REJECTED, f"it answered with {heard.version}")
    return heard


def chain(host: str, address: str, port: int) -> Heard:
    """The certificates that an address sends in TLS 1.2, which shows them in the clear; blocks."""
    return _said(address, port, hello(host, VERSIONS["TLSv1.2"], TODAY), whole=True)


def weak_ciphers(host: str, address: str, port: int) -> tuple[tuple[str, ...], Heard]:
    """The families of weak suites that an address agrees to, and how the last offer ended; blocks.

    Each offer holds weak suites alone, so that a server that knows better cannot choose it; what was chosen is left
    out of the next.
    """
    left = dict(WEAK)
    while True:
        offered = tuple(suite for family in left.values() for suite in family)
        heard = _said(address, port, hello(host, VERSIONS["TLSv1.2"], offered), whole=False)
        chosen = next((name for name, family in left.items() if heard.suite in family), None)
        if heard.shake is not Shake.DONE or chosen is None:
            break
        del left[chosen]
        if not left:
            break
    return tuple(name for name in WEAK if name not in left), heard


def hello(host: str, version: int, suites: tuple[int, ...]) -> bytes:
    """A ClientHello in its record."""
    newest = version == VERSIONS["TLSv1.3"]
    legacy = min(version, VERSIONS["TLSv1.2"])
    body = struct.pack("!H", legacy) + os.urandom(32)
    body += _short(os.urandom(32) if newest else b"")
    body += _long(b"".join(struct.pack("!H", suite) for suite in suites)) + _short(b"\0")
    if version > VERSIONS["SSLv3"]:
        body += _long(
            b"".join(struct.pack("!H", kind) + _long(data) for kind, data in _extensions(host, newest=newest))
        )
    message = b"\x01" + len(body).to_bytes(3, "big") + body
    return bytes([HANDSHAKE]) + struct.pack("!H", min(legacy, VERSIONS["TLSv1"])) + _long(message)


def _extensions(host: str, *, newest: bool) -> Iterator[tuple[int, bytes]]:
    if not is_address(host):
        yield 0, _long(b"\0" + _long(host.encode("idna")))
    yield 10, _long(bytes.fromhex("001d0017001800190100"))  # x25519, the NIST curves, ffdhe2048
    yield 11, _short(b"\0")
    yield 13, _long(bytes.fromhex("040305030603080708080804080508060401050106010203020104020502"))
    if newest:
        yield 43, _short(struct.pack("!H", VERSIONS["TLSv1.3"]))
        yield 45, _short(b"\x01")
        # Any 32 bytes are a public key of X25519: the handshake ends before one is needed.
        yield 51, _long(struct.pack("!H", 0x001D) + _long(os.urandom(32)))
        return
    yield 5, b"\x01\0\0\0\0"  # an OCSP answer, please
    yield 23, b""
    yield 0xFF01, b"\0"


def _said(address: str, port: int, offer: bytes, *, whole: bool) -> Heard:
    """What comes back; `whole` reads on behind the ServerHello until the server is done."""
    version, suite, staple = "", 0, None
    sent: tuple[bytes, ...] = ()
    try:
        with socket.create_connection((address, port), timeout=SECONDS) as connection:
            connection.sendall(offer)
            for kind, body in _messages(connection):
                if kind == SERVER_HELLO:
                    version, suite = _server_hello(body)
                elif kind == CERTIFICATE:
                    sent = tuple(_certificates(body))
                elif kind == CERTIFICATE_STATUS:
                    staple = body[4 : 4 + int.from_bytes(body[1:4], "big")]  # behind its kind and its length
                if (kind == SERVER_HELLO and not whole) or kind == HELLO_DONE:
                    break
    except _RefusedError as refused:
        return Heard(Shake.REJECTED, str(refused))
    except OSError as error:
        if not version:
            return silence(error, address, port)
    if not version:
        return Heard(Shake.REJECTED, "it closed the connection")
    return Heard(Shake.DONE, "", version, suite, sent, staple is not None, staple or b"")


def silence(error: OSError, address: str, port: int) -> Heard:
    """What it means that a connection failed."""
    if isinstance(error, TimeoutError):
        return Heard(Shake.TIMED_OUT, f"no answer of {address}:{port} within {SECONDS:.0f} s")
    if ":" in address and error.errno in WAYLESS:
        return Heard(Shake.NO_WAY, error.strerror or str(error))
    if isinstance(error, ConnectionResetError | BrokenPipeError):
        return Heard(Shake.REJECTED, "it reset the connection")
    return Heard(Shake.UNREACHABLE, error.strerror or str(error))


class _RefusedError(Exception):
    """The server said no, in an alert or in another protocol."""


def _messages(connection: socket.socket) -> Iterator[tuple[int, bytes]]:
    """The handshake's messages, put together from the records that carry them."""
    held, total = b"", 0
    while (head := _exactly(connection, 5)) is not None:
        kind, size = head[0], int.from_bytes(head[3:5], "big")
        body = _exactly(connection, size) if kind in {ALERT, HANDSHAKE} and head[1] == 3 else None  # noqa: PLR2004
        if body is None:
            raise _RefusedError("it does not speak TLS" if kind not in {ALERT, HANDSHAKE} else "it stopped halfway")
        if kind == ALERT:
            if body[:1] == b"\x01" and body[1:2] == b"\x70":
                continue  # a warning that the name is unknown; the handshake goes on
            raise _RefusedError(f"alert {body[1] if len(body) > 1 else 0}")
        held, total = held + body, total + size
        if total > MOST_BYTES:
            raise _RefusedError("it sent without end")
        while len(held) >= 4 and len(held) >= 4 + (size := int.from_bytes(held[1:4], "big")):  # noqa: PLR2004
            yield held[0], held[4 : 4 + size]
            held = held[4 + size :]


def _exactly(connection: socket.socket, size: int) -> bytes | None:
    """So many bytes; None where the connection was closed before."""
    found = b""
    while len(found) < size:
        more = connection.recv(size - len(found))
        if not more:
            return None
        found += more
    return found


def _server_hello(body: bytes) -> tuple[str, int]:
    """The version and the suite that the server chose."""
    if len(body) < 38 or len(body) < 38 + body[34]:  # noqa: PLR2004 - its fixed parts
        raise _RefusedError("its ServerHello is cut short")
    version = int.from_bytes(body[:2], "big")
    at = 35 + body[34]
    suite = int.from_bytes(body[at : at + 2], "big")
    at += 5
    while at + 4 <= len(body):
        kind, size = struct.unpack("!HH", body[at : at + 4])
        if kind == 43:  # noqa: PLR2004 - supported_versions: where TLS 1.3 says so
            version = int.from_bytes(body[at + 4 : at + 6], "big")
        at += 4 + size
    return NAMES.get(version, f"version {version:#06x}"), suite


def _certificates(body: bytes) -> Iterator[bytes]:
    at = 3
    while at + 3 <= len(body):
        size = int.from_bytes(body[at : at + 3], "big")
        yield body[at + 3 : at + 3 + size]
        at += 3 + size


def _said_ssl2(address: str, port: int) -> Heard:
    """SSL 2 has its own hello: 16 bytes of challenge, and suites of three bytes."""
    body = b"\x01\0\x02" + struct.pack("!HHH", len(SSL2_SUITES), 0, 16) + SSL2_SUITES + os.urandom(16)
    try:
        with socket.create_connection((address, port), timeout=SSL2_SECONDS) as connection:
            connection.sendall(struct.pack("!H", 0x8000 | len(body)) + body)
            head = _exactly(connection, 7)
    except OSError as error:
        return silence(error, address, port)
    if head and head[0] & 0x80 and head[2] == 4 and head[5:7] == b"\0\x02":  # noqa: PLR2004 - its ServerHello
        return Heard(Shake.DONE, "", "SSLv2")
    return Heard(Shake.REJECTED, "it does not speak SSLv2")


def _short(data: bytes) -> bytes:
    return bytes([len(data)]) + data


def _long(data: bytes) -> bytes:
    return struct.pack("!H", len(data)) + data
