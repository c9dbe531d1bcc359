"""Finds canaries that are told piece by piece, with words between: `it starts with Zorvan, and ends with tik`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from launchready_hunt.canary import Canary, Kind
from launchready_hunt.skeleton import WINDOW

_WORD = re.compile(rb"[0-9a-z_]+")
_SPACED = bytes(byte if _WORD.fullmatch(bytes([byte]).lower()) else 32 for byte in range(256))
_FEWEST = {Kind.noun: 2, Kind.token: 3, Kind.key: 3}
"""Characters of a piece."""
_NEAR = 80
"""Bytes between two pieces."""
_MOST_PLACES = 50
"""So many places of a first piece are tried: a piece that stands more often is an ordinary word."""


@dataclass(frozen=True, slots=True)
class Told:
    """One canary, told in pieces."""

    canary: Canary
    at: int
    part: str
    """What was told of it; empty for all."""
    view: str = "pieces"


class Pieces:
    """Every token, key and noun by its beginnings, so that a text is only split where one of them stands in it as a word."""

    def __init__(self, canaries: Sequence[Canary]) -> None:
        starts: dict[bytes, list[tuple[Canary, bytes]]] = {}
        self._railed: dict[bytes, Canary] = {}
        """Canaries by their letters with every second one first."""
        for canary in canaries:
            value = canary.value.lower().encode()
            fewest = _FEWEST.get(canary.kind)
            if fewest is None or not _WORD.fullmatch(value):
                continue
            self._railed[value[::2] + value[1::2]] = canary
            for length in range(fewest, min(len(value) - fewest + 1, WINDOW)):
                starts.setdefault(value[:length], []).append((canary, value))
        self._starts = {start: tuple(whole) for start, whole in starts.items()}

    def scan(self, data: bytes) -> Iterator[Told]:
        """Every canary whose pieces stand in order, each as a word, none far from the one before.

        A noun is told in two pieces: three of three letters each may well be ordinary words. Of a token or key it is enough
        where the pieces hold as much as any other sighting must.
        """
        words = set(data.lower().translate(_SPACED).split())
        first, railed = words & self._starts.keys(), words & self._railed.keys()
        yield from (Told(self._railed[one], data.lower().find(one), "", "every-second") for one in sorted(railed))
        plans = [
            (canary, value, pieces)
            for start in sorted(first)
            for canary, value in self._starts[start]
            if (pieces := _pieces(canary.kind, value, start, words))
        ]
        if not plans:
            return
        places: dict[bytes, list[int]] = {}
        for found in _WORD.finditer(data.lower()):
            places.setdefault(found[0], []).append(found.start())
        for canary, value, pieces in plans:
            at = _in_order(pieces, places)
            if at is not None:
                part = b"".join(pieces)
                yield Told(canary, at, "" if part == value else part.decode())


def _pieces(kind: Kind, value: bytes, start: bytes, words: set[bytes]) -> tuple[bytes, ...]:
    """The words, the longest each time, that a canary can be put together of; empty where they do not hold enough of it."""
    if kind is Kind.noun:
        rest = value[len(start) :]
        return (start, rest) if rest in words else ()
    pieces, at = [start], len(start)
    while at < len(value):
        ends = range(len(value), at + _FEWEST[kind] - 1, -1)
        end = next((end for end in ends if value[at:end] in words), None)
        if end is None:
            break
        pieces.append(value[at:end])
        at = end
    return tuple(pieces) if at >= min(WINDOW, len(value)) and len(pieces) > 1 else ()


def _in_order(pieces: tuple[bytes, ...], places: dict[bytes, list[int]]) -> int | None:
    """Where the first piece begins, if the others follow it closely."""
    for first in places[pieces[0]][:_MOST_PLACES]:
        end = first + len(pieces[0])
        for piece in pieces[1:]:
            near = next((at for at in places[piece] if end < at <= end + _NEAR), None)
            if near is None:
                break
            end = near + len(piece)
        else:
            return first
    return None
