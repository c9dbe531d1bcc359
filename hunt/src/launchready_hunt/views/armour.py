"""Bytes written as letters: base64, base32, base58, base85, uuencode, quoted-printable, punycode."""

import base64
import binascii
import quopri
import re
from collections.abc import Iterator

from launchready_hunt.views import Piece, view

_BASE64_RUN = re.compile(rb"[A-Za-z0-9+/_-]{12,}")
_LINE_BREAK = rb"(?:=?\r?\n|\\r\\n|\\n|\"[ \t+\\,]*\r?\n[ \t]*\")[ \t>#*/|]{0,8}"
_BASE64_LINES = re.compile(rb"[A-Za-z0-9+/_-]{4,}(?:" + _LINE_BREAK + rb"[A-Za-z0-9+/_-]{2,})+")
_BASE64_GROUPS = re.compile(rb"(?:[A-Za-z0-9+/_-]{4}[ ,;|.]{1,2}){3,}[A-Za-z0-9+/_-]{2,4}(?![A-Za-z0-9])")
_NOT_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-"))
_URL_SAFE = bytes.maketrans(b"-_", b"+/")

_BASE32_RUN = re.compile(
    rb"[A-Z2-7]{14,}|[a-z2-7]{14,}|(?:[A-Za-z2-7]{4,}(?:" + _LINE_BREAK + rb"|[ -])){3,}[A-Za-z2-7]*"
)
_NOT_BASE32 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz234567"))

_BASE58 = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BASE58_RUN = re.compile(
    rb"(?<![A-Za-z0-9])(?=[a-z0-9]*[A-Z])(?=[A-Z0-9]*[a-z])[1-9A-HJ-NP-Za-km-z]{11,88}(?![A-Za-z0-9])"
)
_BASE58_VALUES = {byte: value for value, byte in enumerate(_BASE58)}

_ASCII85 = bytes(range(ord("!"), ord("u") + 1))
_BASE85 = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~"
# Four ASCII bytes are five digits of base 85, of which the first is 10 to 40: ordinary words are not taken for it.
_BASE85_RUNS = (
    (re.compile(rb"(?=((?:[+-I][!-u]{4}){2,}[!-u]{0,4}))"), {byte: value for value, byte in enumerate(_ASCII85)}),
    (
        re.compile(rb"(?=((?:[A-Za-e][0-9A-Za-z!#-&(-+;<=>?@^_`{|}~-]{4}){2,}[0-9A-Za-z!#-&(-+;<=>?@^_`{|}~-]{0,4}))"),
        {byte: value for value, byte in enumerate(_BASE85)},
    ),
)

_LONGEST_UU_LINE = 45


@view(
    rb"[A-Za-z0-9+/_-]{12}|(?:[A-Za-z0-9+/_-]{4}[ ,;|.]{1,2}){3}|[A-Za-z0-9+/_-]{4}(?:=?\r?\n|\\n|\\r)[A-Za-z0-9+/_-]{2}"
)
def base64_text(data: bytes) -> Iterator[Piece]:
    """base64 and base64url, at each of the four offsets, in one run, in groups, or wrapped over lines."""
    for pattern in (_BASE64_RUN, _BASE64_LINES, _BASE64_GROUPS):
        for found in pattern.finditer(data):
            run = found[0] if pattern is _BASE64_RUN else _without_breaks(found[0], _NOT_BASE64)
            run = run.translate(_URL_SAFE)
            for offset in range(4):
                part = run[offset:]
                yield found.start() + offset, _base64(part)


def _base64(part: bytes) -> bytes:
    # One character left over holds no whole byte.
    if len(part) % 4 == 1:
        part = part[:-1]
    return binascii.a2b_base64(part + b"=" * (-len(part) % 4))


def _without_breaks(run: bytes, delete: bytes) -> bytes:
    return run.replace(rb"\r", b"").replace(rb"\n", b"").translate(None, delete)


@view(rb"[A-Z2-7]{14}|[a-z2-7]{14}|[A-Za-z2-7]{4}(?:=?\r?\n|\\n|[ -])[A-Za-z2-7]{4}(?:=?\r?\n|\\n|[ -])[A-Za-z2-7]{4}")
def base32_text(data: bytes) -> Iterator[Piece]:
    """base32, upper or lower case, at each of the eight offsets, in one run or wrapped."""
    for found in _BASE32_RUN.finditer(data):
        run = _without_breaks(found[0], _NOT_BASE32).upper()
        for offset in range(8):
            part = run[offset:]
            # 1, 3 or 6 characters left over are no whole byte more than 0, 2 or 5.
            part = part[: len(part) - (len(part) % 8 in (1, 3, 6))]
            if part:
                yield found.start() + offset, base64.b32decode(part + b"=" * (-len(part) % 8))


@view(rb"[1-9A-HJ-NP-Za-km-z]{11}")
def base58(data: bytes) -> Iterator[Piece]:
    """base58 with Bitcoin's alphabet, a word at a time."""
    for found in _BASE58_RUN.finditer(data):
        number = 0
        for byte in found[0]:
            number = number * 58 + _BASE58_VALUES[byte]
        yield found.start(), number.to_bytes((number.bit_length() + 7) // 8, "big")


@view(rb"[+-I][!-u]{4}[+-I][!-u]{4}|[A-Za-e][!-~]{4}[A-Za-e][!-~]{4}")
def base85(data: bytes) -> Iterator[Piece]:
    """ascii85 and base85 (RFC 1924's alphabet) of ASCII text, at each of the five offsets."""
    for pattern, values in _BASE85_RUNS:
        done = [0] * 5
        for found in pattern.finditer(data):
            start, end = found.span(1)
            if end > done[start % 5]:
                done[start % 5] = end
                yield start, _base85(found[1], values)


def _base85(run: bytes, values: dict[int, int]) -> bytes:
    short = -len(run) % 5
    digits = [values[byte] for byte in run] + [84] * short
    decoded = bytearray()
    for at in range(0, len(digits), 5):
        number = 0
        for digit in digits[at : at + 5]:
            number = number * 85 + digit
        decoded += (number & 0xFFFFFFFF).to_bytes(4, "big")
    return bytes(decoded[: len(decoded) - short])


@view(rb"[ -`]{15}")
def uuencode(data: bytes) -> Iterator[Piece]:
    """uuencode, line by line, with or without its first and last line."""
    at = 0
    decoded: list[bytes] = []
    first = 0
    for line in data.splitlines(keepends=True):
        body = line.rstrip(b"\r\n")
        size = (body[0] - 32) & 63 if body else 0
        if 0 < size <= _LONGEST_UU_LINE and 0 <= len(body) - 1 - (size + 2) // 3 * 4 <= 1 and max(body) <= ord("`"):
            first = first if decoded else at
            decoded.append(_uu_line(body))
        elif decoded:
            yield first, b"".join(decoded)
            decoded = []
        at += len(line)
    if decoded:
        yield first, b"".join(decoded)


def _uu_line(body: bytes) -> bytes:
    try:
        return binascii.a2b_uu(body)
    except binascii.Error:  # a line that only looks like one: trailing characters that are not zero
        return b"\n"


@view(rb"=[0-9A-Fa-f]{2}|=\r?\n")
def quoted_printable(data: bytes) -> Iterator[Piece]:
    """quoted-printable, soft line breaks included."""
    yield 0, quopri.decodestring(data)


_PUNYCODE = re.compile(rb"xn--([A-Za-z0-9-]{3,63})", re.IGNORECASE)


@view(rb"[xX][nN]--[A-Za-z0-9]")
def punycode(data: bytes) -> Iterator[Piece]:
    """The labels of internationalised domain names."""
    for found in _PUNYCODE.finditer(data):
        try:
            yield found.start(), found[1].decode("ascii").encode().decode("punycode").encode("utf-8", "replace")
        except UnicodeError:  # starts like a label and is none
            continue
