"""Bytes written as letters: base64, base32, base58, base85, uuencode, quoted-printable, punycode."""

import binascii
import quopri
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import accumulate

from launchready_hunt.views import Piece, view

_DIGITS = b"0123456789"
_ALNUM = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def _only(alphabet: bytes) -> bytes:
    """A table that makes a space of every other character."""
    return bytes(byte if byte in alphabet else 32 for byte in range(256))


_BASE64 = _ALNUM + b"+/-_"
_ONLY_BASE64 = _only(_BASE64)
_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_FEWEST_BASE64 = 12
_ESCAPED_BREAKS = re.compile(rb"[A-Za-z0-9+/_-]{4,}+(?:(?:\\r)?\\n[A-Za-z0-9+/_-]{2,}+)+")
_BASE64_GROUPS = re.compile(
    rb"(?<![A-Za-z0-9+/_-])(?:[A-Za-z0-9+/_-]{4}[ ,;|.]{1,2}){2,}[A-Za-z0-9+/_-]{2,4}(?![A-Za-z0-9])"
)
_BREAKS = re.compile(rb"\\[rn]|[^A-Za-z0-9+/_-]+")
_MARGIN = b" \t\r\n>#*|"
_QUOTES = b" \t+,;\\\"'`()"
_TAIL = re.compile(rb"[A-Za-z0-9+/_-]+\Z")


def _mixed(word: bytes) -> bool:
    """Whether base64 may have made it: most names are letters of one case, and base64 of a text hardly ever."""
    return not (word.islower() or word.isupper()) or len(word.translate(None, _DIGITS)) < len(word)


_ONLY_BASE32 = (_only(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"), _only(b"abcdefghijklmnopqrstuvwxyz234567"))
_NOT_BASE32 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567abcdefghijklmnopqrstuvwxyz"))
_FEWEST_BASE32 = 14
_ONLY_BASE32_HEX = (_only(b"0123456789ABCDEFGHIJKLMNOPQRSTUV"), _only(b"0123456789abcdefghijklmnopqrstuv"))
_HEX = b"0123456789ABCDEFabcdef"
_BASE32_LINES = re.compile(rb"(?<![A-Za-z2-7])(?:[A-Z2-7]{4,}(?:=?\r?\n|\\r\\n|\\n|[ -])[ \t>#*/|]{0,8}){2,}[A-Z2-7]*")
# Python's own digits to the base of 32, which it reads in one go.
_BASE32 = bytes.maketrans(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567abcdefghijklmnopqrstuvwxyz",
    b"0123456789abcdefghijklmnopqrstuv0123456789abcdefghijklmnop",
)

_BASE58 = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_ONLY_ALNUM = _only(_ALNUM)
_LENGTHS_BASE58 = range(11, 89)
_BASE58_VALUES = {byte: value for value, byte in enumerate(_BASE58)}

_FEWEST_BASE85 = 10
# Four ASCII bytes are five digits of base 85, of which the first is 10 to 40: ordinary words are not taken for it.
_BASE85S = tuple(
    (alphabet[10:41], {byte: value for value, byte in enumerate(alphabet)}, bytes(set(range(256)) - set(alphabet)))
    for alphabet in (
        bytes(range(ord("!"), ord("u") + 1)),
        b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~",
    )
)
_FEWEST_GROUPS = 2

_LONGEST_UU_LINE = 45


class _Runs:
    """Encoded runs put one behind the other, so that each offset of each is decoded in one call."""

    def __init__(self, runs: Iterable[tuple[int, bytes]], between: bytes) -> None:
        kept = tuple(runs)
        self.text = between.join(run for _, run in kept)
        self._begins = tuple(begin for begin, _ in kept)
        self._starts = tuple(accumulate((len(run) + len(between) for _, run in kept), initial=0))

    def pieces(self, decode: Callable[[bytes], bytes], digits: int, size: int) -> Iterator[Piece]:
        """The text decoded at every offset, where so many digits are so many bytes."""
        for offset in range(digits if self.text else 0):
            yield partial(self._place, offset=offset, digits=digits, size=size), decode(self.text[offset:])

    def _place(self, at: int, offset: int, digits: int, size: int) -> int:
        encoded = offset + at * digits // size
        run = min(bisect_right(self._starts, encoded), len(self._begins)) - 1
        return self._begins[run] + encoded - self._starts[run]


def _words(data: bytes, table: bytes | None, fewest: int) -> Iterator[tuple[int, bytes]]:
    """The words at least so long, with their places; the table says what parts words, else it is white space."""
    at = 0
    for word in (data if table is None else data.translate(table)).split():
        if len(word) >= fewest:
            # No earlier place can be found: it would lie in a longer word, and that was passed.
            at = data.find(word, at)
            yield at, word
            at += len(word)


@view(rb"[A-Za-z0-9+/_-]{12}")
def base64_text(data: bytes) -> Iterator[Piece]:
    """base64 and base64url, at each of the four offsets."""
    runs = ((at, word.translate(_URL_SAFE)) for at, word in _words(data, _ONLY_BASE64, _FEWEST_BASE64) if _mixed(word))
    yield from _Runs(runs, b"AAAA").pieces(_base64, 4, 3)


@view(
    rb"[A-Za-z0-9+/_-]{2}[=\"'`]{0,3}[ \t+,;\\]{0,4}\r?\n[ \t>#*|\"'`(]{0,40}[A-Za-z0-9+/_-]{2,200}[ \t\r\n=\"'`+,;)\\]"
)
def base64_lines(data: bytes) -> Iterator[Piece]:
    """base64 wrapped over lines: bare, indented, quoted or as strings."""
    yield from _Runs(_wrapped(data), b"AAAA").pieces(_base64, 4, 3)


def _wrapped(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Lines of nothing but base64, together, with the word at the end of the line before."""
    at = first = 0
    before = b""
    group: list[bytes] = []
    for line in (*data.splitlines(keepends=True), b"."):
        core = _core(line)
        if core and not core.translate(None, _BASE64):
            if not group:
                tail = _TAIL.search(before.rstrip(_QUOTES + b"\r\n="))
                group = [tail[0]] if tail else []
                first = at - len(before) + tail.start() if tail else at
            group.append(core)
        elif group:
            yield first, b"".join(group).translate(_URL_SAFE)
            group = []
        before = line
        at += len(line)


def _core(line: bytes) -> bytes:
    core = line.strip(_MARGIN)
    if b'"' in core or b"'" in core or b"`" in core:
        core = core.strip(_QUOTES)
    return core.rstrip(b"=")


@view(rb"[A-Za-z0-9+/_-]{4}(?:\\r)?\\n[A-Za-z0-9+/_-]{2}")
def base64_escaped_lines(data: bytes) -> Iterator[Piece]:
    """base64 over lines whose breaks are written as escapes."""
    yield from _without_breaks(_ESCAPED_BREAKS, data)


@view(rb"[^A-Za-z0-9+/_-](?:[A-Za-z0-9+/_-]{4}[ ,;|.]{1,2}){2}|^(?:[A-Za-z0-9+/_-]{4}[ ,;|.]{1,2}){2}")
def base64_groups(data: bytes) -> Iterator[Piece]:
    """base64 in groups of four."""
    yield from _without_breaks(_BASE64_GROUPS, data)


def _without_breaks(pattern: re.Pattern[bytes], data: bytes) -> Iterator[Piece]:
    runs = ((found.start(), _BREAKS.sub(b"", found[0]).translate(_URL_SAFE)) for found in pattern.finditer(data))
    yield from _Runs(runs, b"AAAA").pieces(_base64, 4, 3)


def _base64(text: bytes) -> bytes:
    return binascii.a2b_base64(text + b"A" * (-len(text) % 4))


@view(rb"[A-Z2-7]{14}|[a-z2-7]{14}")
def base32_text(data: bytes) -> Iterator[Piece]:
    """base32, upper or lower case, at each of the eight offsets."""
    runs = ((at, word.translate(_BASE32)) for table in _ONLY_BASE32 for at, word in _words(data, table, _FEWEST_BASE32))
    yield from _Runs(runs, b"00000000").pieces(_base32, 8, 5)


@view(rb"[0-9A-V]{14}|[0-9a-v]{14}")
def base32_hex(data: bytes) -> Iterator[Piece]:
    """base32 with the extended hex alphabet, at each of the eight offsets."""
    runs = (
        (at, word)
        for table in _ONLY_BASE32_HEX
        for at, word in _words(data, table, _FEWEST_BASE32)
        if word.translate(None, _HEX) and not word.isalpha()
    )
    yield from _Runs(runs, b"00000000").pieces(_base32, 8, 5)


@view(rb"[A-Z2-7]{4}(?:=?\r?\n|\\n|[ -])[ \t>#*/|]{0,8}[A-Z2-7]{4}")
def base32_lines(data: bytes) -> Iterator[Piece]:
    """base32 in capitals, over lines or in groups."""
    runs = (
        (found.start(), _BREAKS.sub(b"", found[0]).translate(_BASE32, _NOT_BASE32))
        for found in _BASE32_LINES.finditer(data)
    )
    yield from _Runs(runs, b"00000000").pieces(_base32, 8, 5)


def _base32(text: bytes) -> bytes:
    text += b"0" * (-len(text) % 8)
    return int(text, 32).to_bytes(len(text) // 8 * 5, "big") if text else b""


@view(rb"[1-9A-HJ-NP-Za-km-z]{11}")
def base58(data: bytes) -> Iterator[Piece]:
    """base58 with Bitcoin's alphabet, a word at a time."""
    for at, word in _words(data, _ONLY_ALNUM, _LENGTHS_BASE58.start):
        ordinary = word.isalpha() or word.isdigit() or word.islower() or word.isupper()
        if ordinary or len(word) not in _LENGTHS_BASE58 or word.translate(None, _BASE58):
            continue
        number = 0
        for byte in word:
            number = number * 58 + _BASE58_VALUES[byte]
        yield at, number.to_bytes((number.bit_length() + 7) // 8, "big")


@view(rb"[+-I][!-u]{4}[+-I][!-u]{4}|[A-Za-e][!-~]{4}[A-Za-e][!-~]{4}")
def base85(data: bytes) -> Iterator[Piece]:
    """ascii85 and base85 (RFC 1924's alphabet) of ASCII text, at each of the five offsets."""
    for at, whole in _words(data, None, _FEWEST_BASE85):
        word = whole.rstrip(b"\"'`,")
        for first, values, others in _BASE85S:
            for offset in range(5):
                groups = word[offset::5]
                skipped = len(groups.rstrip(first))
                if len(groups) - skipped > _FEWEST_GROUPS:
                    run = word[offset + 5 * skipped :]
                    if run.translate(None, others) == run:
                        yield at + offset + 5 * skipped, _base85(run, values)


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


@view(rb"[ -`]{13}")
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


_QUOTED = re.compile(rb"^[^\n]*=(?:[0-9A-Fa-f]{2}|\r?\n)[^\n]*(?:(?<==)\n[^\n]+)*", re.MULTILINE)


@view(rb"=[0-9A-Fa-f]{2}|[A-Za-z0-9]=\r?\n[A-Za-z0-9]", copies=True)
def quoted_printable(data: bytes) -> Iterator[Piece]:
    """quoted-printable, soft line breaks included."""
    for found in _QUOTED.finditer(data):
        yield found.start(), quopri.decodestring(found[0])


_PUNYCODE = re.compile(rb"xn--([A-Za-z0-9-]{3,63})", re.IGNORECASE)


@view(rb"[xX][nN]--[A-Za-z0-9]")
def punycode(data: bytes) -> Iterator[Piece]:
    """The labels of internationalised domain names."""
    for found in _PUNYCODE.finditer(data):
        try:
            yield found.start(), found[1].decode("ascii").encode().decode("punycode").encode("utf-8", "replace")
        except UnicodeError:  # starts like a label and is none
            continue
