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
from launchready.observe.secrets.key import key_of
from launchready.observe.secrets.places.gather import NAMED, NOTHING, Gatherer, Part
from launchready.observe.secrets.places.images import read_image
from launchready.observe.secrets.places.names import is_ci, is_document
from launchready.observe.secrets.versions import Version, versions

if TYPE_CHECKING:
    from launchready.observe.world import World

SCAN_SECONDS = 120
"""After so long the history is given up, and said to be unfinished."""
PLACE_SECONDS = 60
"""So long it is looked up where in the history a secret stands; after that it is told by its object."""
IGNORED_SECONDS = 10
"""So long files are read that do not ship."""
MOST_IGNORED = 2000
"""Of those; a folder of what was built has no end."""
UNCOMMITTED = "not committed yet"
Holders = dict[str, tuple[Found, ...]]
"""Blobs, and the secrets that each holds."""


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
    parts = {name: Gatherer(engine) for name in ("tree", "ci", "documents", "logs", "shipped", "settings")}
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
    for gathered in (parts["logs"], parts["shipped"]):
        _ask_for_all(gathered, (*logs, *artifacts))
    if repository.has_history:
        for name, path in repository.own_files():
            parts["settings"].file(name, path)
    before: dict[str, Found] = {}
    told: dict[str, Part] = {}
    for name, gathered in parts.items():
        told[name] = gathered.part(before)
        before |= {one.fingerprint: one for one in told[name].found}
    history = _history(repository, before, known, crowd, engine)
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
    """Reads the files of the folder and what is staged beside them; gives the blobs that were read, and what each holds."""
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
                part.later(crowd, name, data, since=since, then=partial(known.__setitem__, oid))
    crowd.settle()
    if repository.has_history:
        staged = dict(repository.staged())
        contents = {stored.id: stored.data for stored in repository.read(set(staged.values()) - known.keys())}
        for name, oid in staged.items():
            if oid in contents:
                known[oid] = parts[_part_of(name)].data(f"{name} (staged)", contents[oid], since=UNCOMMITTED)
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


def _history(repository: Repository, before: dict[str, Found], known: Holders, crowd: Crowd, engine: Engine) -> Part:
    """Reads every object once; what holds a secret is then looked up in the history, and read again under its path."""
    if not repository.has_history:
        return replace(NOTHING, missed=("it has no history: the folder is not a git repository",))
    first, told = Gatherer(engine), Gatherer(engine)
    first.missed += repository.lacks()
    too_large: list[str] = []
    holders: Holders = {oid: held for oid, held in known.items() if held}
    unread = set(known)
    until = time.monotonic() + SCAN_SECONDS
    for stored in repository.objects(too_large, unread):
        if time.monotonic() > until:
            first.missed.append(f"not finished within {SCAN_SECONDS} seconds")
            break
        what = f"object {stored.id[:10]}" if stored.type == "blob" else f"message of {stored.type} {stored.id[:10]}"
        then = partial(holders.__setitem__, stored.id) if stored.type == "blob" else told.add_all
        first.later(crowd, what, stored.data, then=then)
    crowd.settle()
    holders = {oid: held for oid, held in holders.items() if held}
    if holders:
        _place(repository, holders, before, told)
    first.unread += (f"object {oid[:10]}: larger than what is read of one object" for oid in too_large)
    read, missed = first.looked_at + len(known) - len(unread), (*first.missed, *told.missed)
    return replace(
        told.part(before),
        looked_at=read,
        hints=first.hints,
        missed=missed,
        unread=tuple(first.unread[:NAMED]),
        unread_in_all=len(first.unread),
    )


def _place(repository: Repository, holders: Holders, before: dict[str, Found], told: Gatherer) -> None:
    """Says where blobs stand, and since when. Read under its path, what a test brings along is known for what it is."""
    stands = versions(repository, frozenset(holders), time.monotonic() + PLACE_SECONDS)
    if stands is not None:
        _date(holders, stands, before)
    wanted = [oid for oid, held in holders.items() if any(one.fingerprint not in before for one in held)]
    for stored in repository.read(wanted):
        version = stands.get(stored.id) if stands is not None else None
        if version is None:
            alone = ", in no commit" if stands is not None else ""
            for one in holders[stored.id]:
                where, _, line = one.place.rpartition(":")
                told.add(replace(one, place=f"{where}{alone}:{line}"))
            continue
        for path in version.paths:
            if sure := Gatherer(told.engine).data(path, stored.data):
                for one in sure:
                    told.add(replace(one, place=f"commit {version.commit[:10]} {one.place}", since=_since(version)))
                break


def _date(holders: Holders, stands: dict[str, Version], before: dict[str, Found]) -> None:
    """Says since when a secret of a file has been in the history."""
    firsts: dict[str, Version] = {}
    for oid, held in holders.items():
        version = stands.get(oid)
        for one in held if version is not None else ():
            known = firsts.get(one.fingerprint)
            if version is not None and (known is None or version.age > known.age):
                firsts[one.fingerprint] = version
    for fingerprint, version in firsts.items():
        if fingerprint in before:
            before[fingerprint] = replace(before[fingerprint], since=_since(version))


def _since(version: Version) -> str:
    nowhere = "" if version.reached else ", which no branch or tag leads to any more"
    return f"{version.day}, in {version.commit[:10]}{nowhere}"
