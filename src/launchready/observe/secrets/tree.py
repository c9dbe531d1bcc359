"""Reads the files of a folder, or what the next commit would hold, for `launchready secrets`."""

import os
import stat
import subprocess
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from launchready.observe.errors import CannotLook
from launchready.observe.secrets.crowd import Crowd
from launchready.observe.secrets.encoded import MOST
from launchready.observe.secrets.found import NOTHING, Engine, Found, Sight
from launchready.observe.secrets.git import Repository
from launchready.observe.secrets.places.piece import LARGEST, SWOLLEN, Piece, Room
from launchready.observe.secrets.places.pieces import pieces
from launchready.observe.secrets.rules import begin

WORTH_A_FORK = 256 * 1024 * 1024
"""Bytes of which other processes read their part sooner than they are made."""
MOST_WORKERS = 8
Wanted = tuple[str, str, int]
"""A file: its name, its path, and how many bytes it held when it was looked at."""
SUBMODULE = "160000"
TOO_LARGE = f"larger than {LARGEST // 1_000_000} MB, which is what is read of one file"
A_REPOSITORY = "a repository of its own (a submodule), which is not read with this one"


@dataclass(frozen=True, slots=True)
class Scanned:
    """What was found."""

    sure: tuple[Found, ...]
    weak: tuple[Found, ...]
    public: tuple[Found, ...]
    read: int
    """Files that were read."""
    missed: tuple[str, ...]
    """What should have been read and could not be."""
    unread: tuple[str, ...]
    """What was not read, for its size or because it cannot be unpacked, and why."""
    control: bool
    """Whether the engine found a secret that was planted in memory."""


def top_of(path: Path) -> Path | None:
    """The top of the repository in which a path lies; None outside of one."""
    start = path.resolve()
    return next((folder for folder in (start, *start.parents) if (folder / ".git").exists()), None)


def scan(path: Path, engine: Engine) -> Scanned:
    """Reads a file, or every file of a folder that git tracks or would add; without git, every file.

    Raises:
        CannotLook: it is not there, or git cannot read it.
    """
    if not path.exists():
        raise CannotLook(f"{path} is not there")
    if path.is_file():
        return _scan([(path.name, str(path))], engine)
    top = top_of(path)
    if top is None:
        whole = Repository(path)
        apart = [f"{name}: a folder of dependencies, of a cache or of git" for name in whole.left_out()]
        return _scan(((name, f"{path}/{name}") for name in whole.files()), engine, apart)
    within = path.resolve().relative_to(top).as_posix()
    inside = "" if within == "." else f"{within}/"
    return _scan(((name, f"{top}/{name}") for name in Repository(top).files() if name.startswith(inside)), engine)


def staged(path: Path, engine: Engine) -> Scanned:
    """Reads what the next commit would hold and the last does not: from the index, not from the files.

    Raises:
        CannotLook: it is no repository, or git cannot read it.
    """
    top = top_of(path)
    if top is None:
        raise CannotLook(f"{path} is in no git repository")
    begin()
    changes = list(_changes(top))
    blobs = _blobs(
        top,
        [oid for change in changes for oid in (change.old, change.new) if oid.strip("0") and not change.is_submodule],
    )
    sights: list[Sight] = []
    unread: list[str] = []
    for change in changes:
        data, before = blobs.get(change.new), blobs.get(change.old, b"")
        if data is None:
            unread.append(f"{change.name}: {A_REPOSITORY if change.is_submodule else TOO_LARGE}")
            continue
        was = _sight(change.name, before, engine, []) if before else NOTHING
        known = {one.fingerprint for one in (*was.sure, *was.weak)}
        sight = _sight(change.name, data, engine, unread)
        sure, weak = (tuple(one for one in part if one.fingerprint not in known) for part in (sight.sure, sight.weak))
        sights.append(Sight(sure, weak))
    return _joined(sights, (), tuple(unread), engine)


@dataclass(frozen=True, slots=True)
class Change:
    """A file of the index that differs from the last commit's."""

    name: str
    old: str
    new: str
    is_submodule: bool


def _changes(top: Path) -> Iterator[Change]:
    told = _git(top, "diff", "--cached", "--raw", "-z", "--no-abbrev", "--no-renames", "--diff-filter=ACMT")
    parts = told.decode("utf-8", "surrogateescape").split("\0")
    for header, name in zip(parts[::2], parts[1::2], strict=False):
        _, mode, old, new, _ = header.split(" ")
        yield Change(name, old, new, mode == SUBMODULE)


def _blobs(top: Path, wanted: list[str]) -> dict[str, bytes]:
    """The contents of blobs; what is too large is left out."""
    if not wanted:
        return {}
    sizes = _git(top, "cat-file", "--batch-check", asked=wanted).decode().splitlines()
    # What was a submodule before is not among the objects: git calls it missing.
    told_of = [fields for line in sizes if len(fields := line.split()) > 2]  # noqa: PLR2004 - name, type and size
    small = [fields[0] for fields in told_of if int(fields[2]) <= LARGEST]
    told = _git(top, "cat-file", "--batch", asked=small)
    found: dict[str, bytes] = {}
    at = 0
    while at < len(told):
        end = told.index(b"\n", at)
        oid, _, size = told[at:end].split()
        found[oid.decode()] = told[end + 1 : end + 1 + int(size)]
        at = end + 2 + int(size)
    return found


def _git(top: Path, *words: str, asked: Iterable[str] = ()) -> bytes:
    try:
        return subprocess.run(  # noqa: S603 - git, with arguments of our own
            ["git", "-C", str(top), "-c", "core.fsmonitor=false", *words],  # noqa: S607 - the user's own git
            input="".join(f"{one}\n" for one in asked).encode(),
            capture_output=True,
            check=True,
            timeout=60,
        ).stdout
    except subprocess.CalledProcessError as error:
        told = error.stderr.decode("utf-8", "replace").strip().splitlines()
        raise CannotLook(f"git {words[0]} in {top}: {told[0] if told else error.returncode}") from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CannotLook(f"git {words[0]} in {top}: {error}") from None


def _scan(files: Iterable[tuple[str, str]], engine: Engine, apart: Iterable[str] = ()) -> Scanned:
    wanted: list[Wanted] = []
    missed: list[str] = []
    unread = [*apart]
    size = 0
    begin()
    for name, path in files:
        try:
            told = os.lstat(path)
        except FileNotFoundError:
            unread.append(f"{name}: tracked, and not in the folder")
            continue
        except OSError as error:
            missed.append(f"{name}: {error.strerror}")
            continue
        if stat.S_ISREG(told.st_mode):
            if told.st_size > LARGEST:
                unread.append(f"{name}: {TOO_LARGE}")
            else:
                wanted.append((name, path, told.st_size))
                size += told.st_size
        elif stat.S_ISDIR(told.st_mode):
            unread.append(f"{name.rstrip('/')}: {A_REPOSITORY}")
    parts = _shares(wanted, size)
    if len(parts) == 1:
        read = [_read(wanted, engine)]
    else:
        import multiprocessing  # noqa: PLC0415 - late, as few folders are so large

        with multiprocessing.get_context("fork").Pool(min(os.cpu_count() or 1, MOST_WORKERS)) as pool:
            read = pool.map(partial(_read, engine=engine), parts, chunksize=1)
    sights = [sight for part, _, _ in read for sight in part]
    missed += [line for _, lines, _ in read for line in lines]
    unread += [line for _, _, lines in read for line in lines]
    return _joined(sights, tuple(missed), tuple(unread), engine)


def _shares(wanted: list[Wanted], size: int) -> list[list[Wanted]]:
    """The files in as many parts as pay; one where forking would cost more, or where threads forbid it."""
    workers = min(os.cpu_count() or 1, MOST_WORKERS)
    if size < WORTH_A_FORK or workers == 1 or not hasattr(os, "fork"):
        return [wanted]
    begin().join()
    if threading.active_count() > 1:
        return [wanted]
    each = -(-len(wanted) // (workers * 4))
    return [wanted[at : at + each] for at in range(0, len(wanted), each)]


class _Reading:
    """What one file holds, gathered text by text."""

    def __init__(self, engine: Engine, unread: list[str]) -> None:
        self._engine, self._unread = engine, unread
        self._told: dict[str, dict[str, Found]] = {"sure": {}, "weak": {}, "public": {}}
        self._lines: set[str] = set()
        self.texts = 0

    def take(self, piece: Piece, sight: Sight) -> None:
        """One text of it."""
        self.texts += 1
        if not sight.whole:
            self._unread.append(f"{piece.place}: of what stands there as base64, the first {MOST} runs are read")
        if sight is NOTHING:
            return
        if piece.instead and sight.sure:
            for kept in self._told.values():
                kept.pop(self._engine.fingerprint(piece.instead), None)
        for tier, kept in self._told.items():
            for one in getattr(sight, tier):
                placed = _placed(one, piece)
                if not piece.second or (one.fingerprint not in kept and placed.place not in self._lines):
                    self._lines.add(placed.place)
                    kept.setdefault(one.fingerprint, placed)

    def sight(self) -> Sight:
        """All of it."""
        if not self._lines:
            return NOTHING
        sure, weak, public = (tuple(kept.values()) for kept in self._told.values())
        return Sight(sure, weak, public)


def _sight(name: str, data: bytes, engine: Engine, unread: list[str]) -> Sight:
    """What a file holds, in archives and documents too; what could not be unpacked goes to `unread`."""
    room = Room()
    reading = _Reading(engine, room.unread)
    for piece in pieces(name, data, room):
        reading.take(piece, engine.look_bytes(piece.data, piece.place))
    unread += room.unread
    return reading.sight()


def _placed(one: Found, piece: Piece) -> Found:
    """At the line of the file, not of the text that was taken out of it."""
    return replace(one, place=f"{piece.place}:{piece.line(int(one.place.rpartition(':')[2]))}")


def _read(wanted: list[Wanted], engine: Engine) -> tuple[list[Sight], list[str], list[str]]:
    """What each file holds, what could not be read, and what was not unpacked."""
    readings: list[_Reading] = []
    missed: list[str] = []
    room = Room()
    with Crowd(engine) as crowd:
        for name, path, size in wanted:
            try:
                data = _bytes(path, size)
            except OSError as error:
                missed.append(f"{name}: {error.strerror}")
                continue
            reading = _Reading(engine, room.unread)
            readings.append(reading)
            room.left = SWOLLEN
            for piece in pieces(name, data, room):
                crowd.look(piece.data, piece.place, partial(reading.take, piece))
        crowd.settle()
    return [reading.sight() for reading in readings if reading.texts], missed, room.unread


def _bytes(path: str, size: int) -> bytes:
    """What a file holds; without what Python puts around a file, which takes as long as the reading."""
    number = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        # One more than there was: a file that has not changed is read at one go, and known to end.
        data = os.read(number, size + 1)
        while len(data) != size and (more := os.read(number, LARGEST)):
            data += more
        return data
    finally:
        os.close(number)


def _joined(sights: list[Sight], missed: tuple[str, ...], unread: tuple[str, ...], engine: Engine) -> Scanned:
    """Each value once, at its first place."""

    def once(tier: str) -> tuple[Found, ...]:
        found: dict[str, Found] = {}
        for sight in sights:
            for one in getattr(sight, tier):
                found.setdefault(one.fingerprint, one)
        return tuple(found.values())

    return Scanned(once("sure"), once("weak"), once("public"), len(sights), missed, unread, engine.control())
