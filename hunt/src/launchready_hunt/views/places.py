"""Characters hidden by their place: first of each line, word or sentence, one by one, between quotes."""

import re
from collections.abc import Iterator

from launchready_hunt.views import Piece, view

_MANY_LINES = rb"\n[^\n]{0,400}\n[^\n]{0,400}\n[^\n]{0,400}\n"
_LINE = re.compile(rb"^[^0-9A-Za-z\n]*([0-9A-Za-z])", re.MULTILINE)
_NUMBERED_LINE = re.compile(rb"^[^0-9A-Za-z\n]*(?:\d{1,3}|[a-z])[.):\]][^0-9A-Za-z\n]*([0-9A-Za-z])", re.MULTILINE)
_LINE_END = re.compile(rb"([0-9A-Za-z])[^0-9A-Za-z\n]*$", re.MULTILINE)
_WORD = re.compile(rb"(?<![0-9A-Za-z'])([0-9A-Za-z])")
_WORD_END = re.compile(rb"([0-9A-Za-z])(?![0-9A-Za-z'])")
_SENTENCE = re.compile(rb"(?:\A|[.!?:]['\")*]*\s)\s*[^0-9A-Za-z]{0,4}([0-9A-Za-z])")
_CAPITAL = re.compile(rb"([A-Z0-9])")
_SINGLE = re.compile(rb"(?<![0-9A-Za-z_])([0-9A-Za-z_])(?![0-9A-Za-z_])")
_QUOTED = re.compile(
    rb"(?:'([^'\n])'|\"([^\"\n])\"|`([^`\n])`|\*\*([^*\n])\*\*|\[([^\[\]\n])\]|\(([^()\n])\)|<\w+>([^<>\n])</\w+>)"
)
_SPACED = re.compile(
    rb"(?<!\S)\S(?:[ \t\r\n]{1,2}\S){6,}(?!\S)|(?<![0-9A-Za-z])[0-9A-Za-z](?:[-_*|/~,;][0-9A-Za-z.]){6,}(?![0-9A-Za-z])"
)
_SEPARATORS = re.compile(rb"\s+|(?<=[0-9A-Za-z.])[-_*|/~,;](?=[0-9A-Za-z.])")
_FEWEST = 9


def _collect(pattern: re.Pattern[bytes], data: bytes) -> Iterator[Piece]:
    characters = []
    first = -1
    for found in pattern.finditer(data):
        first = found.start() if first < 0 else first
        characters.append(next(group for group in found.groups() if group is not None))
    if len(characters) >= _FEWEST:
        yield first, b"".join(characters)


@view(_MANY_LINES, picks=True)
def first_of_each_line(data: bytes) -> Iterator[Piece]:
    """An acrostic by lines."""
    yield from _collect(_LINE, data)


@view(_MANY_LINES, picks=True)
def first_after_each_number(data: bytes) -> Iterator[Piece]:
    """An acrostic in a numbered list."""
    yield from _collect(_NUMBERED_LINE, data)


@view(_MANY_LINES, picks=True)
def last_of_each_line(data: bytes) -> Iterator[Piece]:
    """The end of each line, also of `Character 3: c`."""
    yield from _collect(_LINE_END, data)


@view(rb"[0-9A-Za-z] +[^ ]+ +[^ ]+ +[^ ]", picks=True)
def first_of_each_word(data: bytes) -> Iterator[Piece]:
    """An acrostic by words."""
    yield from _collect(_WORD, data)


@view(rb"[0-9A-Za-z] +[^ ]+ +[^ ]+ +[^ ]", picks=True)
def last_of_each_word(data: bytes) -> Iterator[Piece]:
    """The last character of each word."""
    yield from _collect(_WORD_END, data)


@view(rb"[.!?]['\")*]*[ \r\n]", picks=True)
def first_of_each_sentence(data: bytes) -> Iterator[Piece]:
    """An acrostic by sentences."""
    yield from _collect(_SENTENCE, data)


@view(rb"[A-Z0-9][^A-Z0-9]{1,40}[A-Z0-9][^A-Z0-9]{1,40}[A-Z0-9][^A-Z0-9]{1,40}[A-Z0-9]", picks=True)
def capitals(data: bytes) -> Iterator[Piece]:
    """Capitals and digits among small letters."""
    yield from _collect(_CAPITAL, data)


@view(rb"[ \n][^ \n][ \n]|[-\"'`*(\[][0-9A-Za-z][-\"'`*)\]]|[0-9A-Za-z][,;:]", picks=True)
def single_characters(data: bytes) -> Iterator[Piece]:
    """Characters that stand alone, whatever words are between them: `l as in lima, then r, then c`."""
    yield from _collect(_SINGLE, data)


@view(rb"'[^']'|\"[^\"]\"|`[^`]`|\*\*[^*]\*\*|\[[^\]]\]|\([^)]\)|<[a-z]+>[^<]</", picks=True)
def quoted_characters(data: bytes) -> Iterator[Piece]:
    """Characters in quotes, brackets, bold or tags of their own."""
    yield from _collect(_QUOTED, data)


@view(
    rb"[^\s][ \t\r\n]{1,2}[^\s][ \t\r\n]{1,2}[^\s][ \t\r\n]{1,2}[^\s][ \t\r\n]|[0-9A-Za-z][-_*|/~,;][0-9A-Za-z][-_*|/~,;][0-9A-Za-z]"
)
def spaced(data: bytes) -> Iterator[Piece]:
    """Single characters with one sign between them, put together: also a number or a noun, with its borders."""
    for found in _SPACED.finditer(data):
        yield found.start(), b" " + _SEPARATORS.sub(b"", found[0]) + b" "
