"""What browsers, shells and programming languages write in place of a character."""

import html
import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote_to_bytes

from launchready_hunt.views import Piece, view

_ROUNDS = 3
_PAIR = rb"\\u([dD][89abAB][0-9A-Fa-f]{2})\\u([dD][c-fC-F][0-9A-Fa-f]{2})"
_ESCAPE = re.compile(
    _PAIR
    + rb"|(?:\\u\{|\\x\{|\\N\{U\+)([0-9A-Fa-f]{1,6})\}|\\U([0-9A-Fa-f]{8})|\\u([0-9A-Fa-f]{4})|\\x([0-9A-Fa-f]{2})"
    rb"|[Uu]\+([0-9A-Fa-f]{4,6})(?![0-9A-Fa-f])|\\([0-3][0-7]{2})|\\([nrtbfv0])|\\([^A-Za-z0-9])"
)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"v": b"\v", b"0": b"\0"}
_LAST_CODE_POINT = 0x10FFFF
_CSS = re.compile(rb"\\([0-9A-Fa-f]{2,6})[ \t\n]?")
_STRINGS = re.compile(
    rb"([\"'`])[^\"'`\n]{1,200}\1(?:[ \t\r\n]{0,40}(?:[+.&\\]|\|\|)?[ \t\r\n]{0,40}\1[^\"'`\n]{1,200}\1)+"
)
_BETWEEN = re.compile(rb"([\"'`])[ \t\r\n]{0,40}(?:[+.&\\]|\|\|)?[ \t\r\n]{0,40}\1")


@view(rb"%[0-9A-Fa-f]{2}|%25", copies=True)
def url(data: bytes) -> Iterator[Piece]:
    """Percent encoding, up to three times over."""
    for at, line in _lines(data, b"%"):
        yield at, _repeat(line, unquote_to_bytes)


@view(rb"&(?:#[0-9]|#[xX][0-9A-Fa-f]|[A-Za-z]{2})", copies=True)
def html_entities(data: bytes) -> Iterator[Piece]:
    """HTML's entities: named, decimal, hexadecimal, with or without the semicolon."""
    for at, line in _lines(data, b"&"):
        yield at, _repeat(line, lambda text: html.unescape(text.decode("utf-8", "replace")).encode("utf-8", "replace"))


@view(rb"\\[uUxnrtbfv0-3\"'/\\]|[Uu]\+[0-9A-Fa-f]{4}", copies=True)
def backslash(data: bytes) -> Iterator[Piece]:
    """The escapes of JSON, JavaScript, Python, C and Unicode's own notation, up to three times over."""
    for at, line in _lines(data, b"\\", b"+"):
        yield at, _repeat(line, _unescape)


@view(rb"\\[0-9A-Fa-f]{2}", copies=True)
def css(data: bytes) -> Iterator[Piece]:
    """CSS escapes: a backslash and the code point in hexadecimal."""
    for at, line in _lines(data, b"\\"):
        yield at, _CSS.sub(lambda found: _character(int(found[1], 16)), line)


@view(
    rb"[A-Za-z0-9+/=_-][\"'`](?:[ \t]{0,8}[+.&][ \t\r\n]{0,40}|[ \t]{0,8}\\?\r?\n[ \t]{0,40}(?:[+.&][ \t]{0,8})?)"
    rb"[\"'`][A-Za-z0-9+/=_-]",
    copies=True,
)
def joined_strings(data: bytes) -> Iterator[Piece]:
    """Strings that a program puts together: `"ab" + "cd"`."""
    for found in _STRINGS.finditer(data):
        yield found.start(), _BETWEEN.sub(b"", found[0])


def _lines(data: bytes, *signs: bytes) -> Iterator[tuple[int, bytes]]:
    """The lines that hold one of the signs, with their places."""
    at = 0
    for line in data.splitlines(keepends=True):
        if any(sign in line for sign in signs):
            yield at, line
        at += len(line)


def _repeat(text: bytes, decode: Callable[[bytes], bytes]) -> bytes:
    for _ in range(_ROUNDS):
        decoded = decode(text)
        if decoded == text:
            break
        text = decoded
    return text


def _unescape(text: bytes) -> bytes:
    return _ESCAPE.sub(_escaped, text)


def _escaped(found: re.Match[bytes]) -> bytes:
    group = found.lastindex or 0
    match group:
        case 2:
            return bytes.fromhex((found[1] + found[2]).decode()).decode("utf-16-be").encode()
        case 8:
            return bytes((int(found[8], 8),))
        case 9:
            return _LETTERS[found[9]]
        case 10:
            return found[10]
    return _character(int(found[group], 16))


def _character(number: int) -> bytes:
    return chr(number).encode("utf-8", "replace") if number <= _LAST_CODE_POINT else b"?"
