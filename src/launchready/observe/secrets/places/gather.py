"""Gathers what one part of a repository holds: each value once, with all its places."""

from dataclasses import dataclass, replace
from pathlib import Path

from launchready.observe.secrets.found import Engine, Found
from launchready.observe.secrets.places.piece import LARGEST, Piece, Room
from launchready.observe.secrets.places.pieces import pieces

PLACES = 9
"""Other places that are named with a finding."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one part of a repository holds."""

    found: tuple[Found, ...]
    looked_at: int
    """Files or objects read."""
    hints: int
    """What weaker rules took for a secret; never a finding."""
    missed: tuple[str, ...]
    """What should have been looked at and was not, and why."""
    large: tuple[str, ...]
    """What was passed over, for its size or because it cannot be unpacked, and why."""
    elsewhere: int = 0
    """Secrets of this part that are told with another part: one finding a value."""
    ignored: tuple[Found, ...] = ()
    """Secrets in files that git ignores, which do not ship with it."""


NOTHING = Part((), 0, 0, (), ())


class Gatherer:
    """Reads texts with the engine, and keeps what it finds by value."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.found: dict[str, Found] = {}
        self.missed: list[str] = []
        self.passed: list[str] = []
        self.looked_at = self.hints = 0
        self.last: tuple[Found, ...] = ()
        """What the last text held."""

    def file(self, name: str, path: Path, *, log: bool = False, since: str = "") -> bytes | None:
        """Reads a file; its bytes, or None."""
        try:
            size = path.stat().st_size
            if size > LARGEST:
                self.passed.append(f"{name}: {size // 1_000_000} MB, larger than what is read of one file")
                return None
            data = path.read_bytes()
        except OSError as error:
            self.missed.append(f"{name}: {error.strerror}")
            return None
        self.data(name, data, log=log, since=since)
        return data

    def data(self, name: str, data: bytes, *, log: bool = False, since: str = "") -> tuple[Found, ...]:
        """Reads bytes in every way that they can be read; the secrets in them."""
        self.looked_at += 1
        room = Room()
        sure: dict[str, Found] = {}
        lines: set[str] = set()
        for piece in pieces(name, data, room, log=log):
            held = self._piece(piece)
            if held and piece.instead:
                sure.pop(self.engine.fingerprint(piece.instead), None)
            for one in held:
                place = one.place
                if piece.second and (one.fingerprint in sure or place in lines):
                    continue
                lines.add(place)
                sure.setdefault(one.fingerprint, replace(one, since=since))
        self.passed += room.passed
        for one in sure.values():
            self.add(one)
        self.last = tuple(sure.values())
        return self.last

    def add(self, one: Found) -> None:
        """Keeps a secret: as a finding, or as one more place of it."""
        known = self.found.get(one.fingerprint)
        if known is None:
            self.found[one.fingerprint] = one
        elif one.place not in (known.place, *known.also) and len(known.also) < PLACES:
            self.found[one.fingerprint] = replace(known, also=(*known.also, one.place))

    def part(self, before: dict[str, Found] | None = None) -> Part:
        """What there is; values that an earlier part holds become places of that part's findings."""
        told = before if before is not None else {}
        own = tuple(one for one in self.found.values() if one.fingerprint not in told)
        for one in self.found.values():
            if known := told.get(one.fingerprint):
                also = dict.fromkeys((*known.also, one.place, *one.also))
                told[one.fingerprint] = replace(known, also=tuple(also)[:PLACES])
        return Part(own, self.looked_at, self.hints, tuple(self.missed), tuple(self.passed), len(self.found) - len(own))

    def _piece(self, piece: Piece) -> list[Found]:
        sight = self.engine.look_bytes(piece.data, piece.place)
        if not piece.second:
            self.hints += sight.hints
        return [
            replace(one, place=f"{piece.place}:{piece.line(int(one.place.rpartition(':')[2]))}") for one in sight.sure
        ]
