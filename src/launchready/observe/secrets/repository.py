"""Looks for secrets in everything that a repository holds: files, documents, build logs and history."""

import re
import time
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import anyio.to_thread

from launchready.declare.model import RepositorySurface
from launchready.observe.errors import CannotLook
from launchready.observe.question import Question
from launchready.observe.secrets.declared import declared_secrets
from launchready.observe.secrets.found import Engine, Found, Sight, is_sample, plain_log
from launchready.observe.secrets.git import LARGEST, Repository

if TYPE_CHECKING:
    from launchready.observe.world import World

SCAN_SECONDS = 120
"""After so long the history is given up, and said to be unfinished."""
DOCUMENTS = frozenset({".md", ".mdx", ".rst", ".adoc", ".ipynb"})
DOCUMENT_FOLDER = re.compile(r"^(docs?|documentation|wiki|website)/", re.IGNORECASE)
NAMED = 20
"""So many hits of the history are told with their commits; more are told by their object."""


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
    """What was passed over for its size."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """The secrets of a repository, each told once, at the place that is most urgent to mend."""

    folder: str
    tree: Part
    documents: Part
    logs: Part
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
        engine = Engine(world.declaration.product.domain, declared_secrets(world))
        folder = world.declaration.root / at.path
        return await anyio.to_thread.run_sync(secrets_of, folder, at.build_logs, engine)


def secrets_of(folder: Path, build_logs: tuple[str, ...], engine: Engine) -> Secrets:
    """Scans a repository; blocks."""
    repository = Repository(folder)
    log_files = sorted({str(path.relative_to(folder)) for glob in build_logs for path in folder.glob(glob)})
    files = [name for name in repository.files() if name not in log_files]
    documents = [name for name in files if is_document(name)]
    tree = _files(folder, [name for name in files if not is_document(name)], engine)
    docs = _files(folder, documents, engine)
    logs = _files(folder, log_files, engine, logs=True)
    known = {found.fingerprint for part in (tree, docs, logs) for found in part.found}
    return Secrets(
        str(folder),
        tree,
        docs,
        logs,
        _history(repository, known, engine),
        engine.control(),
        engine.control(coloured=True),
    )


def is_document(name: str) -> bool:
    """Whether a file is written to be read by people, which is where examples with real keys end up."""
    return PurePosixPath(name).suffix.lower() in DOCUMENTS or DOCUMENT_FOLDER.match(name) is not None


def _files(folder: Path, names: list[str], engine: Engine, *, logs: bool = False) -> Part:
    found: dict[str, Found] = {}
    missed: list[str] = []
    large: list[str] = []
    hints = looked_at = 0
    for name in names:
        path = folder / name
        if path.is_symlink() or not path.is_file():
            continue
        try:
            size = path.stat().st_size
            text = path.read_bytes().decode("utf-8", "replace") if size <= LARGEST else None
        except OSError as error:
            missed.append(f"{name}: {error.strerror}")
            continue
        if text is None:
            large.append(name)
            continue
        sight = engine.look(plain_log(text) if logs else text, name)
        looked_at, hints = looked_at + 1, hints + sight.hints
        for one in sight.sure:
            found.setdefault(one.fingerprint, one)
    return Part(tuple(found.values()), looked_at, hints, tuple(missed), tuple(large))


def _history(repository: Repository, known: set[str], engine: Engine) -> Part:
    if not repository.has_history:
        return Part((), 0, 0, ("it has no history: the folder is not a git repository",), ())
    missed = (
        ["it is a shallow clone: fetch the whole history (git fetch --unshallow)"] if repository.is_shallow() else []
    )
    too_large: list[str] = []
    found: dict[str, Found] = {}
    hints = looked_at = 0
    until = time.monotonic() + SCAN_SECONDS
    for stored in repository.objects(too_large):
        if time.monotonic() > until:
            missed.append(f"not finished within {SCAN_SECONDS} seconds")
            break
        sight: Sight = engine.look(stored.text, f"{stored.type} {stored.id[:10]}")
        looked_at, hints = looked_at + 1, hints + sight.hints
        for one in sight.sure:
            if one.fingerprint in known or one.fingerprint in found:
                continue
            where = _where(repository, stored.id, stored.type) if len(found) < NAMED else one.place.partition(":")[0]
            if is_sample(one.kind, where):
                hints += 1
                continue
            found[one.fingerprint] = Found(f"{where}:{one.place.rpartition(':')[2]}", one.kind, one.fingerprint)
    large = tuple(f"object {oid[:10]}" for oid in too_large)
    return Part(tuple(found.values()), looked_at, hints, tuple(missed), large)


def _where(repository: Repository, oid: str, kind: str) -> str:
    if kind != "blob":
        return f"message of {kind} {oid[:10]}"
    first = repository.introduced(oid)
    return f"commit {first[0]} {first[1]}".strip() if first else f"object {oid[:10]}, in no commit"
