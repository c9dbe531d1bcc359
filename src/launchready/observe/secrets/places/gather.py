"""Gathers what one part of a repository holds: each value once, with all its places."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from launchready.observe.secrets.crowd import Crowd
from launchready.observe.secrets.encoded import MOST
from launchready.observe.secrets.found import Engine, Found, Sight
from launchready.observe.secrets.places.piece import LARGEST, Piece, Room
from launchready.observe.secrets.places.pieces import pieces

NAMED = 50
"""Unread files that are named."""
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
    unread: tuple[str, ...]
    """What was not read, for its size or because it cannot be unpacked, and why: the first of it."""
    unread_in_all: int = 0
    """How many lines that would be."""
    elsewhere: int = 0
    """Secrets of this part that are told with another part: one finding a value."""
    ignored: tuple[Found, ...] = ()
    """Secrets in files that git ignores, which do not ship with it."""


NOTHING = Part((), 0, 0, (), ())


class Gatherer:
    """Reads texts with the engine, and keeps what it finds by value."""

    def __init__(self, engine: Engine, crowd: Crowd | None = None) -> None:
        """With a crowd, what is only kept is read among all others, and is there once the crowd has settled."""
        self.engine = engine
        self._crowd = crowd
        self.found: dict[str, Found] = {}
        self.missed: list[str] = []
        self.unread: list[str] = []
        self.looked_at = self.hints = 0

    def file(self, name: str, path: Path, *, log: bool = False) -> None:
        """Reads a file."""
        data = self.bytes_of(name, path)
        if data is not None:
            self.keep(name, data, log=log)

    def keep(self, name: str, data: bytes, *, log: bool = False) -> None:
        """Reads bytes whose secrets need not be known at once."""
        if self._crowd is None:
            self.data(name, data, log=log)
        else:
            self.later(self._crowd, name, data, log=log)

    def bytes_of(self, name: str, path: Path) -> bytes | None:
        """What a file holds; None, and a reason, where it is not read."""
        try:
            size = path.stat().st_size
            if size <= LARGEST:
                return path.read_bytes()
            self.unread.append(f"{name}: {size // 1_000_000} MB, larger than what is read of one file")
        except OSError as error:
            self.missed.append(f"{name}: {error.strerror}")
        return None

    def data(self, name: str, data: bytes, *, log: bool = False, since: str = "") -> tuple[Found, ...]:
        """Reads bytes in every way that they can be read; the secrets in them."""
        room = Room()
        reading = _Reading(self.engine, room.unread)
        for piece in pieces(name, data, room, log=log):
            reading.take(piece, self.engine.look_bytes(piece.data, piece.place))
        return self._told(reading, room, since)

    def later(
        self,
        crowd: Crowd,
        name: str,
        data: bytes,
        *,
        log: bool = False,
        since: str = "",
        then: Callable[[tuple[Found, ...]], None] = lambda _: None,
    ) -> None:
        """The same among many others; `then` is told the secrets, before the crowd has settled."""
        room = Room()
        reading = _Reading(self.engine, room.unread)
        for piece in pieces(name, data, room, log=log):
            crowd.look(piece.data, piece.place, partial(reading.take, piece))
        crowd.after(lambda: then(self._told(reading, room, since)))

    def _told(self, reading: "_Reading", room: Room, since: str) -> tuple[Found, ...]:
        """Keeps what one file holds."""
        self.looked_at += reading.texts > 0
        self.hints += reading.hints
        self.unread += room.unread
        told = tuple(replace(one, since=since) if since else one for one in reading.sure.values())
        for one in told:
            self.add(one)
        return told

    def add(self, one: Found) -> None:
        """Keeps a secret: as a finding, or as one more place of it."""
        known = self.found.get(one.fingerprint)
        if known is None:
            self.found[one.fingerprint] = one
        elif one.place not in (known.place, *known.also) and len(known.also) < PLACES:
            self.found[one.fingerprint] = replace(known, also=(*known.also, one.place))

    def add_all(self, many: tuple[Found, ...]) -> None:
        """Keeps each."""
        for one in many:
            self.add(one)

    def part(self, before: dict[str, Found] | None = None) -> Part:
        """What there is; values that an earlier part holds become places of that part's findings."""
        told = before if before is not None else {}
        own = tuple(one for one in self.found.values() if one.fingerprint not in told)
        for one in self.found.values():
            if known := told.get(one.fingerprint):
                also = dict.fromkeys((*known.also, one.place, *one.also))
                told[one.fingerprint] = replace(known, also=tuple(also)[:PLACES])
        return Part(
            own,
            self.looked_at,
            self.hints,
            tuple(self.missed),
            tuple(self.unread[:NAMED]),
            len(self.unread),
            len(self.found) - len(own),
        )


class _Reading:
    """What one file holds, gathered text by text."""

    def __init__(self, engine: Engine, unread: list[str]) -> None:
        self._engine, self._unread = engine, unread
        self._lines: set[str] = set()
        self.sure: dict[str, Found] = {}
        self.hints = self.texts = 0

    def take(self, piece: Piece, sight: Sight) -> None:
        """One text of it."""
        self.texts += 1
        if not sight.whole:
            self._unread.append(f"{piece.place}: of what stands there as base64, the first {MOST} runs are read")
        if not piece.second:
            self.hints += sight.hints
        if sight.sure and piece.instead:
            self.sure.pop(self._engine.fingerprint(piece.instead), None)
        for found in sight.sure:
            one = replace(found, place=f"{piece.place}:{piece.line(int(found.place.rpartition(':')[2]))}")
            if piece.second and (one.fingerprint in self.sure or one.place in self._lines):
                continue
            self._lines.add(one.place)
            self.sure.setdefault(one.fingerprint, one)
