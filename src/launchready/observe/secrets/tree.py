"""Reads the files of a folder, or what the next commit would hold, for `launchready secrets`."""

import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from launchready.observe.errors import CannotLook
from launchready.observe.secrets.found import Engine, Found, Sight
from launchready.observe.secrets.git import LARGEST, Repository

ZEROS = "0" * 40
SUBMODULE = "160000"


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
    large: tuple[str, ...]
    """What was passed over for its size."""
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
        return _scan([(path.name, path)], engine)
    top = top_of(path)
    if top is None:
        return _scan(((name, path / name) for name in Repository(path).files()), engine)
    folder = path.resolve()
    named = ((name, top / name) for name in Repository(top).files())
    return _scan(((name, file) for name, file in named if file.is_relative_to(folder)), engine)


def staged(path: Path, engine: Engine) -> Scanned:
    """Reads what the next commit would hold and the last does not: from the index, not from the files.

    Raises:
        CannotLook: it is no repository, or git cannot read it.
    """
    top = top_of(path)
    if top is None:
        raise CannotLook(f"{path} is in no git repository")
    changes = list(_changes(top))
    blobs = _blobs(top, [oid for change in changes for oid in (change.old, change.new) if oid != ZEROS])
    sights: list[Sight] = []
    large: list[str] = []
    for change in changes:
        data, before = blobs.get(change.new), blobs.get(change.old, b"")
        if data is None:
            large.append(change.name)
            continue
        known = {one.fingerprint for one in _all(engine.look_bytes(before or b"", change.name))} if before else set()
        sight = engine.look_bytes(data, change.name)
        sights.append(
            Sight(
                *(tuple(one for one in part if one.fingerprint not in known) for part in (sight.sure, sight.weak, ()))
            )
        )
    return _joined(sights, (), tuple(large), engine)


@dataclass(frozen=True, slots=True)
class Change:
    """A file of the index that differs from the last commit's."""

    name: str
    old: str
    new: str


def _changes(top: Path) -> Iterator[Change]:
    told = _git(top, "diff", "--cached", "--raw", "-z", "--no-abbrev", "--no-renames", "--diff-filter=ACMT")
    parts = told.decode("utf-8", "surrogateescape").split("\0")
    for header, name in zip(parts[::2], parts[1::2], strict=False):
        _, mode, old, new, _ = header.split(" ")
        if mode != SUBMODULE:
            yield Change(name, old, new)


def _blobs(top: Path, wanted: list[str]) -> dict[str, bytes]:
    """The contents of blobs; what is too large is left out."""
    if not wanted:
        return {}
    sizes = _git(top, "cat-file", "--batch-check", asked=wanted).decode().splitlines()
    small = [line.split()[0] for line in sizes if int(line.split()[-1]) <= LARGEST]
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


def _scan(files: Iterable[tuple[str, Path]], engine: Engine) -> Scanned:
    sights: list[Sight] = []
    missed: list[str] = []
    large: list[str] = []
    for name, path in files:
        if path.is_symlink() or not path.is_file():
            continue
        try:
            if path.stat().st_size > LARGEST:
                large.append(name)
                continue
            sights.append(engine.look_bytes(path.read_bytes(), name))
        except OSError as error:
            missed.append(f"{name}: {error.strerror}")
    return _joined(sights, tuple(missed), tuple(large), engine)


def _joined(sights: list[Sight], missed: tuple[str, ...], large: tuple[str, ...], engine: Engine) -> Scanned:
    """Each value once, at its first place."""

    def once(tier: str) -> tuple[Found, ...]:
        found: dict[str, Found] = {}
        for sight in sights:
            for one in getattr(sight, tier):
                found.setdefault(one.fingerprint, one)
        return tuple(found.values())

    return Scanned(once("sure"), once("weak"), once("public"), len(sights), missed, large, engine.control())


def _all(sight: Sight) -> tuple[Found, ...]:
    return (*sight.sure, *sight.weak)
