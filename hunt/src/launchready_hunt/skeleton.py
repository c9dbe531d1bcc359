"""Finds canaries taken apart, cut short or written in a cipher: letters and digits alone, look-alike digits as letters.

A text is squeezed to its letters and digits once; each cipher is then one table over the squeezed bytes. The canaries are
looked for by short anchors, forwards and backwards, so that any twelve characters in a row show.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, pairwise

from launchready_hunt.canary import Canary, Kind
from launchready_hunt.engine import EngineName, literals

_UPPER = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LOWER = b"abcdefghijklmnopqrstuvwxyz"
_DIGITS = b"0123456789"
_ALNUM = _UPPER + _LOWER + _DIGITS
_OTHERS = bytes(set(range(256)) - set(_ALNUM))
_KEPT = bytes(byte in _ALNUM for byte in range(256))
_LEET = bytes.maketrans(_UPPER + _LOWER + _DIGITS, (_LOWER + _LOWER).replace(b"i", b"l") + b"olzeasgtbg")
_LEET_SIGN = b"@$!|+("
_LEET_SIGNS = bytes.maketrans(_LEET_SIGN, b"aslltc")
_ROWS = (b"qwertyuiop", b"asdfghjkl", b"zxcvbnm")

ANCHOR = 8
_STRIDE = 5
WINDOW = ANCHOR + _STRIDE - 1
"""This many characters of a token or key in a row are a sighting."""
_MOST_SHARING_AN_ANCHOR = 16
_MOST_JOINS = 2


@dataclass(frozen=True, slots=True)
class Trace:
    """One canary, or a part of it, seen in a transformed text."""

    canary: Canary
    view: tuple[str, ...]
    at: int
    """Where it begins in the text before the transformation."""
    part: str


@dataclass(frozen=True, slots=True)
class _Shape:
    canary: Canary
    folded: bytes
    squeezed: bytes
    gaps: tuple[int, ...]
    """How many signs of its own the canary has after each letter."""
    backwards: bool


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A text after one cipher: what is searched, and how to get back."""

    view: tuple[str, ...]
    text: bytes
    """As it stands, with everything between the letters."""
    folded: bytes
    """What is searched: deciphered, letters and digits only, look-alike digits as letters."""
    table: bytes | None = None
    """Deciphers the text, where that is not done yet."""
    offset: int = 0
    step: int = 1
    borders: bool = True
    """Whether a noun must stand as a word: not where letters were picked out, since there are no words then."""
    copies: bool = False
    """Whether it leaves most of the text as it was."""


class Skeleton:
    """Every token, key and noun, reduced to its letters and digits, compiled once."""

    def __init__(self, canaries: Sequence[Canary], engine: EngineName) -> None:
        anchors: dict[bytes, list[tuple[_Shape, int]]] = {}
        for shape in (shape for canary in canaries for shape in _shapes(canary)):
            for at in _anchors(shape):
                anchor = shape.folded[at : at + (ANCHOR if shape.canary.kind is not Kind.noun else len(shape.folded))]
                anchors.setdefault(anchor, []).append((shape, at))
        # What many canaries share is their prefix: it tells none from another.
        self._anchors = tuple(
            (anchor, tuple(at)) for anchor, at in anchors.items() if len(at) <= _MOST_SHARING_AN_ANCHOR
        )
        self._literals = literals([anchor for anchor, _ in self._anchors], engine)

    def scan(self, data: bytes, *, ciphers: bool, picked: bool = False) -> Iterator[Trace]:
        """Every trace in the text itself and, when asked, under each cipher. `picked`: its letters were picked out."""
        openly: set[tuple[Canary, int]] = set()
        for sheet in _sheets(data, picked=picked) if ciphers else (_sheet((), data, borders=not picked),):
            for trace in self._traces(sheet):
                if not sheet.view:
                    openly.add((trace.canary, trace.at))
                # What a copying sheet leaves as it was is no news.
                known = sheet.copies and any(
                    trace.canary == canary and (sheet.step == 0 or trace.at == at) for canary, at in openly
                )
                if not known and (trace.view or trace.part):
                    yield trace

    def _traces(self, sheet: "_Sheet") -> Iterator[Trace]:
        seen: set[tuple[int, int]] = set()
        text = b""
        places: list[int] = []
        for number, at in self._literals.scan(sheet.folded):
            for shape, offset in self._anchors[number][1]:
                first, last, in_word = _extend(sheet.folded, at, shape.folded, offset)
                if (id(shape), first) in seen or last - first < min(WINDOW, len(shape.folded)):
                    continue
                seen.add((id(shape), first))
                text = text or (sheet.text if sheet.table is None else sheet.text.translate(sheet.table))
                places = places or list(compress(range(len(text)), text.translate(_KEPT)))
                trace = _trace(sheet, text, shape, places[first:last], in_word)
                if trace is not None:
                    yield trace


def _shapes(canary: Canary) -> Iterator[_Shape]:
    squeezed = canary.value.lower().encode().translate(None, _OTHERS)
    enough = len(squeezed) >= (ANCHOR if canary.kind is Kind.noun else WINDOW)
    if canary.kind is Kind.number or not enough:
        return
    value = canary.value.encode()
    gaps = _gaps(list(compress(range(len(value)), value.translate(_KEPT))))
    yield _Shape(canary, squeezed.translate(_LEET), squeezed, gaps, backwards=False)
    yield _Shape(canary, squeezed.translate(_LEET)[::-1], squeezed[::-1], gaps[::-1], backwards=True)


def _gaps(places: Sequence[int]) -> tuple[int, ...]:
    return tuple(after - before - 1 for before, after in pairwise(places))


def _anchors(shape: _Shape) -> Sequence[int]:
    if shape.canary.kind is Kind.noun:
        return (0,)
    last = len(shape.folded) - ANCHOR
    return sorted({*range(0, last, _STRIDE), last})


def _extend(text: bytes, at: int, word: bytes, offset: int) -> tuple[int, int, int]:
    """How far text and word agree around an anchor: first and last place in the text, first place in the word."""
    first, in_word = at, offset
    while first and in_word and text[first - 1] == word[in_word - 1]:
        first -= 1
        in_word -= 1
    last, end = at, offset
    while last < len(text) and end < len(word) and text[last] == word[end]:
        last += 1
        end += 1
    return first, last, in_word


def _trace(sheet: _Sheet, text: bytes, shape: _Shape, places: list[int], in_word: int) -> Trace | None:
    start, end = places[0], places[-1] + 1
    whole = len(places) == len(shape.folded)
    gaps = _gaps(places)
    if sheet.borders and shape.canary.kind is Kind.noun and not _noun_stands(text, start, end, gaps):
        return None
    view = sheet.view
    letters = bytes(text[place] for place in places).lower()
    if letters != shape.squeezed[in_word : in_word + len(places)]:
        if shape.canary.kind is Kind.noun and not (sheet.borders and sheet.view in ((), ("leet",))):
            return None  # nine letters, each in several writings, under a cipher: that happens by chance
        view = (*view, "leet")
    if shape.backwards:
        view = (*view, "reverse")
    if gaps != shape.gaps[in_word : in_word + len(gaps)]:
        view = (*view, "taken-apart")
    part = "" if whole else letters[:: -1 if shape.backwards else 1].decode("ascii", "replace")
    return Trace(shape.canary, view, sheet.offset + start * sheet.step, part)


def _noun_stands(text: bytes, start: int, end: int, gaps: tuple[int, ...]) -> bool:
    """Whether a noun has borders, and is written in one piece, in a few, or letter by letter: not a chance of letters."""
    bordered = not _KEPT[text[start - 1]] if start else True
    bordered = bordered and (end >= len(text) or not _KEPT[text[end]])
    joins = sum(gap > 0 for gap in gaps)
    return bordered and (joins <= _MOST_JOINS or joins == len(gaps))


def _sheets(data: bytes, *, picked: bool) -> Iterator[_Sheet]:
    borders = not picked
    yield _sheet((), data, borders=borders)
    squeezed = data.translate(None, _OTHERS)
    for name, table, folding in CIPHERS:
        yield _Sheet((name,), data, squeezed.translate(folding), table, borders=borders)
    if any(sign in data for sign in _LEET_SIGN):
        yield _sheet(("leet",), data.translate(_LEET_SIGNS), borders=borders, copies=True)
    yield _sheet(("rot47",), data.translate(_ROT47), borders=borders)
    yield _sheet(("words-backwards",), b" ".join(reversed(data.split())), step=0, borders=borders, copies=True)
    for offset in range(2):
        yield _sheet(("pairs-swapped",), _swapped(data[offset:]), offset, borders=borders)
    for step in (2, 3):
        for offset in range(step):
            yield _sheet((f"every-{step}",), data[offset::step], offset, step, borders=False)


def _sheet(
    view: tuple[str, ...], text: bytes, offset: int = 0, step: int = 1, *, borders: bool, copies: bool = False
) -> _Sheet:
    return _Sheet(view, text, text.translate(_LEET, _OTHERS), None, offset, step, borders, copies)


def _swapped(data: bytes) -> bytes:
    swapped = bytearray(data)
    even = len(data) // 2 * 2
    swapped[0:even:2], swapped[1:even:2] = data[1:even:2], data[0:even:2]
    return bytes(swapped)


def _turn(alphabet: bytes, by: int) -> bytes:
    return alphabet[by:] + alphabet[:by]


def _letters(lower: bytes) -> bytes:
    return bytes.maketrans(_LOWER + _UPPER, lower + lower.upper())


def _keyboard(by: int) -> bytes:
    rows = b"".join(_ROWS)
    turned = b"".join(_turn(row, by) for row in _ROWS)
    return bytes.maketrans(rows + rows.upper(), turned + turned.upper())


_ROT47 = bytes.maketrans(bytes(range(33, 127)), _turn(bytes(range(33, 127)), 47))
_TABLES = (
    *((f"rot{by}", _letters(_turn(_LOWER, by))) for by in range(1, 26)),
    ("atbash", _letters(_LOWER[::-1])),
    ("rot13-rot5", bytes.maketrans(_ALNUM, _turn(_UPPER, 13) + _turn(_LOWER, 13) + _turn(_DIGITS, 5))),
    ("keyboard-left", _keyboard(-1)),
    ("keyboard-right", _keyboard(1)),
)
CIPHERS = tuple((name, table, table.translate(_LEET)) for name, table in _TABLES)
"""Name, table, and the table with look-alike digits as letters. `rot3` moves each letter on by 3 to read it."""
