"""Looks for secrets in everything that a repository holds and ships: files, documents, logs, images, settings and history."""

import time
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import anyio.to_thread

from launchready.declare.model import RepositorySurface
from launchready.observe.errors import CannotLook
from launchready.observe.question import Question
from launchready.observe.secrets.crowd import Crowd
from launchready.observe.secrets.declared import declared_secrets
from launchready.observe.secrets.found import Engine, Found
from launchready.observe.secrets.git import Repository
from launchready.observe.secrets.history import History, Holders
from launchready.observe.secrets.key import key_of
from launchready.observe.secrets.places.gather import Gatherer, Part
from launchready.observe.secrets.places.images import read_image
from launchready.observe.secrets.places.names import is_ci, is_document

if TYPE_CHECKING:
    from launchready.observe.world import World

IGNORED_SECONDS = 10
"""So long files are read that do not ship."""
MOST_IGNORED = 2000
"""Of those; a folder of what was built has no end."""
UNCOMMITTED = "not committed yet"


@dataclass(frozen=True, slots=True)
class Places:
    """What the owner declares beside the repository's own files: patterns under its folder."""

    build_logs: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    artifacts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Secrets:
    """The secrets of a repository, each told once, at the place that is most urgent to mend."""

    folder: str
    tree: Part
    ci: Part
    documents: Part
    logs: Part
    shipped: Part
    """Images and other built things."""
    settings: Part
    """What git keeps for itself: settings and hooks."""
    history: Part
    control: bool
    """Whether the engine found a secret that this run made up in memory."""
    log_control: bool
    """The same for one in a coloured build log."""


@dataclass(frozen=True, slots=True)
class SecretsOf(Question[Secrets]):
    """Which secrets does a repository hold?"""

    surface: str

    async def ask(self, world: "World") -> Secrets:
        """Reads it in a thread of its own."""
        at = world.declaration.surface(self.surface)
        if not isinstance(at, RepositorySurface):
            raise CannotLook(f"surface {self.surface} is no repository")
        engine = Engine(key_of(world.declaration.root, make=True), declared_secrets(world))
        folder = world.declaration.root / at.path
        places = Places(at.build_logs, at.images, at.artifacts)
        return await anyio.to_thread.run_sync(secrets_of, folder, places, engine)


def secrets_of(folder: Path, places: Places, engine: Engine) -> Secrets:
    """Scans a repository; blocks."""
    with Crowd(engine) as crowd:
        return _secrets_of(folder, places, engine, crowd)


def _secrets_of(folder: Path, places: Places, engine: Engine, crowd: Crowd) -> Secrets:
    repository = Repository(folder)
    files = repository.files()
    parts = {name: Gatherer(engine, crowd) for name in ("tree", "ci", "documents", "logs", "shipped", "settings")}
    logs = _named(folder, places.build_logs, "build_logs", parts["logs"])
    images = _named(folder, places.images, "images", parts["shipped"])
    artifacts = _named(folder, places.artifacts, "artifacts", parts["shipped"])
    apart = {*logs, *images, *artifacts}
    parts["tree"].unread += (
        f"{name}: a folder of dependencies, of a cache or of git" for name in repository.left_out()
    )
    known = _files(repository, [name for name in files if name not in apart], parts, crowd)
    for name in logs:
        parts["logs"].file(name, folder / name, log=True)
    seen: set[bytes] = set()
    for name in images:
        read_image(name, folder / name, parts["shipped"], seen)
    for name in artifacts:
        parts["shipped"].file(name, folder / name)
    if repository.has_history:
        for name, path in repository.own_files():
            parts["settings"].file(name, path)
    reading = History(repository, known, engine)
    reading.read(crowd)
    crowd.settle()
    for gathered in (parts["logs"], parts["shipped"]):
        _ask_for_all(gathered, (*logs, *artifacts))
    before: dict[str, Found] = {}
    told: dict[str, Part] = {}
    for name, gathered in parts.items():
        told[name] = gathered.part(before)
        before |= {one.fingerprint: one for one in told[name].found}
    history = reading.part(before)
    told = {
        name: replace(part, found=tuple(before[one.fingerprint] for one in part.found)) for name, part in told.items()
    }
    unread: list[str] = []
    ignored = _ignored(repository, apart, crowd, engine, unread)
    told["tree"] = replace(
        told["tree"],
        ignored=ignored,
        unread=(*unread, *told["tree"].unread),
        unread_in_all=told["tree"].unread_in_all + len(unread),
    )
    controls = (engine.control(), engine.control(coloured=True))
    return Secrets(str(folder), **told, history=history, control=controls[0], log_control=controls[1])


def _ask_for_all(gathered: Gatherer, names: tuple[str, ...]) -> None:
    """What the owner named and we cannot read at all is missed: no answer may cover it."""
    whole = tuple(f"{name}: " for name in names)
    gathered.missed += (line for line in gathered.unread if line.startswith(whole))
    gathered.unread = [line for line in gathered.unread if not line.startswith(whole)]


def _named(folder: Path, patterns: tuple[str, ...], key: str, part: Gatherer) -> tuple[str, ...]:
    """The files of declared patterns; a pattern that nothing answers to is missed."""
    names: dict[str, None] = {}
    for pattern in patterns:
        top, glob = (Path("/"), pattern.lstrip("/")) if pattern.startswith("/") else (folder, pattern)
        try:
            paths = sorted(top.glob(glob))
        except (ValueError, OSError, NotImplementedError) as error:
            part.missed.append(f"{key}: {pattern}: {error}")
            continue
        if not paths:
            part.missed.append(f"{key}: {pattern} is not there")
        names |= dict.fromkeys(
            str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path) for path in paths
        )
    return tuple(names)


def _files(repository: Repository, names: list[str], parts: dict[str, Gatherer], crowd: Crowd) -> Holders:
    """Reads the files of the folder and what is staged beside them.

    Gives the blobs that were read, and, once the crowd has settled, what each holds.
    """
    untracked = frozenset(repository.untracked()) if repository.has_history else frozenset[str]()
    known: Holders = {}
    for name in names:
        path = repository.folder / name
        if path.is_symlink():
            continue
        if path.is_dir():
            parts["tree"].unread.append(
                f"{name}: a repository of its own (a submodule), which is not read with this one"
            )
        elif path.exists():
            since = UNCOMMITTED if name in untracked else ""
            part = parts[_part_of(name)]
            data = part.bytes_of(name, path)
            if data is not None:
                oid = repository.id_of(data)
                known[oid] = ()
                part.later(crowd, name, data, since=since, then=partial(known.__setitem__, oid))
    if repository.has_history:
        staged = dict(repository.staged())
        contents = {stored.id: stored.data for stored in repository.read(set(staged.values()) - known.keys())}
        for name, oid in staged.items():
            if oid in contents:
                known[oid] = ()
                part, then = parts[_part_of(name)], partial(known.__setitem__, oid)
                part.later(crowd, f"{name} (staged)", contents[oid], since=UNCOMMITTED, then=then)
    return known


def _part_of(name: str) -> str:
    return "ci" if is_ci(name) else "documents" if is_document(name) else "tree"


def _ignored(
    repository: Repository, apart: set[str], crowd: Crowd, engine: Engine, unread: list[str]
) -> tuple[Found, ...]:
    """The secrets of ignored files, told apart: they do not ship with the repository."""
    gathered = Gatherer(engine)
    until = time.monotonic() + IGNORED_SECONDS
    for number, name in enumerate(repository.ignored() if repository.has_history else ()):
        if number >= MOST_IGNORED or time.monotonic() > until:
            unread.append(
                f"files that git ignores: {number} were read, and no more than {MOST_IGNORED} are, within {IGNORED_SECONDS} seconds"
            )
            break
        path = repository.folder / name
        if name not in apart and path.is_file() and not path.is_symlink():
            data = gathered.bytes_of(name, path)
            if data is not None:
                gathered.later(crowd, name, data)
    crowd.settle()
    return tuple(gathered.found.values())
