"""Characters hidden by their place: first of each line, word or sentence, one by one, between quotes."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate

from launchready_hunt.views import Piece, view

_ALNUM = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_OTHERS = bytes(set(range(256)) - set(_ALNUM))
_SPACED_OUT = bytes(byte if byte in _ALNUM + b"'_" else 32 for byte in range(256))
_ALONE = bytes(byte if byte in _ALNUM else 32 for byte in range(256))
_NOT_CAPITAL = bytes(set(range(256)) - set(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
_FOUR_LINES = rb"\n[^\n]*\n[^\n]*\n[^\n]*\n"
_FOUR_WORDS = rb"[0-9A-Za-z] +[^ ]+ +[^ ]+ +[^ ]"
_NUMBERED_LINE = re.compile(rb"^[^0-9A-Za-z\n]*(?:\d{1,3}|[a-z])[.):\]][^0-9A-Za-z\n]*([0-9A-Za-z])", re.MULTILINE)
_SENTENCE = re.compile(rb"[.!?:]['\")*]*\s[^0-9A-Za-z]{0,6}([0-9A-Za-z])")
_QUOTED = re.compile(
    rb"""'([^'\n])'|"([^"\n])"|`([^`\n])`|\*\*([^*\n])\*\*|\[([^\[\]\n])\]|\(([^()\n])\)|>([^<>\n])</"""
)
_QUOTED_PIECE = re.compile(
    rb"""'([^'\s]{1,24})'|"([^"\s]{1,24})"|`([^`\s]{1,24})`|\*\*([^*\s]{1,24})\*\*|<b>([^<>\s]{1,24})</b>"""
)
_LAST_WORD = re.compile(rb"([0-9A-Za-z'_]+)[^0-9A-Za-z'_\n]*$", re.MULTILINE)
_SPACED = re.compile(
    rb"(?<!\S)\S(?:[ \t\r\n]{1,2}\S){6,}(?!\S)"
    rb"|(?<![0-9A-Za-z])[0-9A-Za-z](?:[-_*|/~,;][0-9A-Za-z.]){6,}(?![0-9A-Za-z])"
)
_SEPARATORS = re.compile(rb"\s+|(?<=[0-9A-Za-z.])[-_*|/~,;](?=[0-9A-Za-z.])")
_FEWEST = 8


def _picked(characters: Iterable[bytes]) -> Iterator[Piece]:
    text = b"".join(characters)
    if len(text) >= _FEWEST:
        yield 0, text


def _put_together(found: list[tuple[int, bytes]]) -> Iterator[Piece]:
    """Pieces as one text, which tells where each of them stood."""
    starts = [0, *accumulate(len(piece) for _, piece in found)]

    def place(at: int) -> int:
        number = min(bisect_right(starts, at) - 1, len(found) - 1)
        return found[number][0] + at - starts[number]

    if starts[-1] >= _FEWEST:
        yield place, b"".join(piece for _, piece in found)


@view(_FOUR_LINES, picks=True)
def first_of_each_line(data: bytes) -> Iterator[Piece]:
    """An acrostic by lines."""
    yield from _picked(line.lstrip(_OTHERS)[:1] for line in data.splitlines())


@view(rb"[0-9a-z][.):\]][^\n]*\n[^\n]*[0-9a-z][.):\]][^\n]*\n[^\n]*[0-9a-z][.):\]]", picks=True)
def first_after_each_number(data: bytes) -> Iterator[Piece]:
    """An acrostic in a numbered list."""
    yield from _picked(_NUMBERED_LINE.findall(data))


@view(_FOUR_LINES, picks=True)
def last_of_each_line(data: bytes) -> Iterator[Piece]:
    """The end of each line, also of `Character 3: c`."""
    yield from _picked(line.rstrip(_OTHERS)[-1:] for line in data.splitlines())


@view(_FOUR_WORDS, picks=True)
def first_of_each_word(data: bytes) -> Iterator[Piece]:
    """An acrostic by words."""
    yield from _picked(word[:1] for word in data.translate(_SPACED_OUT).split())


@view(_FOUR_WORDS, picks=True)
def last_of_each_word(data: bytes) -> Iterator[Piece]:
    """The last character of each word."""
    yield from _picked(word[-1:] for word in data.translate(_SPACED_OUT).split())


@view(rb"[.!?]['\")*]*[ \r\n]", picks=True)
def first_of_each_sentence(data: bytes) -> Iterator[Piece]:
    """An acrostic by sentences."""
    yield from _picked((data.lstrip(_OTHERS)[:1], *_SENTENCE.findall(data)))


@view(rb"[A-Z0-9][^A-Z0-9]+[A-Z0-9][^A-Z0-9]+[A-Z0-9][^A-Z0-9]+[A-Z0-9]", picks=True)
def capitals(data: bytes) -> Iterator[Piece]:
    """Capitals and digits among small letters."""
    yield from _picked((data.translate(None, _NOT_CAPITAL),))


@view(rb"[^0-9A-Za-z][0-9A-Za-z][^0-9A-Za-z]", picks=True)
def single_characters(data: bytes) -> Iterator[Piece]:
    """Characters that stand alone, whatever words are between them: `l as in lima, then r, then c`."""
    yield from _picked(word for word in data.translate(_ALONE).split() if len(word) == 1)


@view(rb"'[^']'|\"[^\"]\"|`[^`]`|\*\*[^*]\*\*|\[[^\]]\]|\([^)]\)|>[^<]</", picks=True)
def quoted_characters(data: bytes) -> Iterator[Piece]:
    """Characters in quotes, brackets, bold or tags of their own."""
    yield from _picked(b"".join(groups) for groups in _QUOTED.findall(data))


@view(rb"[\"'`][!-~]{2,24}[\"'`][^\"'`]*[\"'`][!-~]{2,24}[\"'`]|\*\*[!-~]{2,24}\*\*", picks=True, copies=True)
def quoted_pieces(data: bytes) -> Iterator[Piece]:
    """Pieces in quotes, backticks or bold of their own, whatever is said between them."""
    found = _QUOTED_PIECE.finditer(data)
    yield from _put_together([(one.start(one.lastindex or 0), one[one.lastindex or 0]) for one in found])


@view(_FOUR_LINES, picks=True, copies=True)
def last_word_of_each_line(data: bytes) -> Iterator[Piece]:
    """The end of each line of a labelled list: `Part 3: xyz`."""
    yield from _put_together([(one.start(1), one[1]) for one in _LAST_WORD.finditer(data)])


@view(rb"(?:\s[!-~]){7}|(?:\s{1,2}[!-~]){7}|[0-9A-Za-z](?:[-_*|/~,;][0-9A-Za-z.]){6}|^[!-~](?:\s{1,2}[!-~]){6}")
def spaced(data: bytes) -> Iterator[Piece]:
    """Single characters with one sign between them, put together: also a number or a noun, with its borders."""
    for found in _SPACED.finditer(data):
        yield found.start(), b" " + _SEPARATORS.sub(b"", found[0]) + b" "
