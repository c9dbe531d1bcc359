"""Reads a git repository with git itself: its files, its settings, and every object that it has ever held."""

import hashlib
import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO

from launchready.observe.errors import CannotLook
from launchready.observe.secrets.places.piece import LARGEST

__all__ = ["LARGEST", "Repository", "Stored"]

GIT_SECONDS = 60
NO_FOLDERS = frozenset({".git", "node_modules", ".venv", "venv", "__pycache__", ".launchready", ".tox", ".mypy_cache"})
OURS = frozenset({".launchready"})
GITLINK = "160000"


@dataclass(frozen=True, slots=True)
class Stored:
    """One object of a repository."""

    id: str
    type: str
    """`blob`, `commit` or `tag`."""
    data: bytes


class Repository:
    """A folder with, or without, a history."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def has_history(self) -> bool:
        """Whether the folder is in a repository (a part of a larger one too), or a repository itself."""
        return self._has_files or ((self.folder / "objects").is_dir() and (self.folder / "HEAD").is_file())

    @cached_property
    def _names_by_sha256(self) -> bool:
        return self._git("rev-parse", "--show-object-format").strip() == "sha256"

    @cached_property
    def _has_files(self) -> bool:
        """Whether it lies in a repository's folder; a bare one holds no files beside its history."""
        here = self.folder.resolve()
        return any((folder / ".git").exists() for folder in (here, *here.parents))

    def lacks(self) -> Iterator[str]:
        """What of the history is not here."""
        if self._git("rev-parse", "--is-shallow-repository").strip() == "true":
            yield "it is a shallow clone: fetch the whole history (git fetch --unshallow)"
        if "promisor" in self._git("config", "--local", "--list", "--name-only"):
            yield "it is a partial clone: its older files are not here (clone it anew without --filter)"

    def files(self) -> tuple[str, ...]:
        """The files that are tracked, and those that the next `git add` would take."""
        if not self.folder.is_dir():
            raise CannotLook(f"{self.folder} is no folder")
        if not self.has_history:
            return tuple(sorted(self._walk(self.folder)))
        if not self._has_files:
            return ()
        return tuple(sorted({*self._listed("--cached"), *self.untracked()}))

    def untracked(self) -> tuple[str, ...]:
        """The files that the next `git add` would take."""
        if not self._has_files:
            return ()
        return self._listed("--others", "--exclude-standard")

    def ignored(self) -> Iterator[str]:
        """Files that git is told to ignore, without folders of dependencies."""
        if not self._has_files:
            return
        for name in self._listed("--others", "--ignored", "--exclude-standard", "--directory"):
            if not name.endswith("/"):
                yield name
            elif not NO_FOLDERS.intersection(name.split("/")):
                yield from self._walk(self.folder / name)

    def left_out(self) -> tuple[str, ...]:
        """Folders of dependencies and the like, which are not read where no git says what belongs to the folder."""
        found: list[str] = []
        for folder, folders, _ in os.walk(self.folder) if not self.has_history else ():
            found += (
                os.path.relpath(Path(folder) / name, self.folder) for name in folders if name in NO_FOLDERS - OURS
            )
            folders[:] = [name for name in folders if name not in NO_FOLDERS]
        return tuple(sorted(found))

    def staged(self) -> tuple[tuple[str, str], ...]:
        """Names and blobs of the index that are not what lies in the folder now."""
        if not self._has_files:
            return ()
        differing = {
            name
            for name in self._git("diff-files", "--relative", "--name-only", "-z", "--no-renames").split("\0")
            if name
        }
        if not differing:
            return ()
        found: list[tuple[str, str]] = []
        for entry in self._git("ls-files", "--stage", "-z").split("\0"):
            fields, _, name = entry.partition("\t")
            mode, _, oid = fields.partition(" ")
            if name in differing and mode != GITLINK:
                found.append((name, oid.split(" ")[0]))
        return tuple(found)

    def own_files(self) -> Iterator[tuple[str, Path]]:
        """What git keeps beside its objects: settings, of its submodules too, stored sign-ins, and hooks."""
        common = self._path("rev-parse", "--git-common-dir")
        here = self._path("rev-parse", "--git-dir")
        for base in dict.fromkeys((common, here)):
            for pattern in ("config", "config.worktree", "credentials", "FETCH_HEAD", "modules/**/config"):
                yield from ((self._name(path), path) for path in sorted(base.glob(pattern)) if path.is_file())
        hooks = self._path("rev-parse", "--git-path", "hooks")
        inside = hooks.is_relative_to(common) and hooks.is_dir()
        for path in sorted(hooks.iterdir()) if inside else ():
            if path.is_file() and path.suffix != ".sample":
                yield self._name(path), path

    def id_of(self, data: bytes) -> str:
        """The name that git gives a blob of these bytes; empty where there is no git."""
        if not self.has_history:
            return ""
        whole = b"blob %d\0" % len(data) + data
        if self._names_by_sha256:
            return hashlib.sha256(whole).hexdigest()
        return hashlib.sha1(whole, usedforsecurity=False).hexdigest()

    def objects(self, too_large: list[str], known: set[str]) -> Iterator[Stored]:
        """Every blob, commit and tag, also those that no branch reaches any more; one after the other, none kept.

        What is known already is left out, and taken from `known`.

        Raises:
            CannotLook: git does not go through with it.
        """
        with tempfile.TemporaryFile() as asked:
            with self.running("cat-file", "--batch-check", "--batch-all-objects", "--unordered") as lines:
                for line in lines:
                    oid, kind, size = line.decode().split()
                    if kind == "tree":
                        continue
                    if oid in known:
                        known.discard(oid)
                    elif int(size) <= LARGEST:
                        asked.write(f"{oid}\n".encode())
                    else:
                        too_large.append(oid)
            asked.seek(0)
            yield from self._read(asked)

    def read(self, oids: Iterable[str]) -> Iterator[Stored]:
        """These objects."""
        with tempfile.TemporaryFile() as asked:
            asked.write("".join(f"{oid}\n" for oid in oids).encode())
            asked.seek(0)
            yield from self._read(asked)

    def tags(self) -> tuple[tuple[str, str, int], ...]:
        """Every tag: its name, its commit, and when it was made."""
        form = "%(refname:short)%00%(objectname)%00%(*objectname)%00%(creatordate:unix)"
        lines = self._git("for-each-ref", f"--format={form}", "refs/tags").splitlines()
        parts = [line.split("\0") for line in lines]
        return tuple((name, peeled or own, int(at or 0)) for name, own, peeled, at in parts)

    def commits(self, most: int = 2000) -> tuple[str, ...]:
        """The commits behind the checked-out one, the newest first."""
        return tuple(self._git("rev-list", f"--max-count={most}", "HEAD").split())

    def _walk(self, top: Path) -> Iterator[str]:
        for folder, folders, names in os.walk(top):
            folders[:] = [name for name in folders if name not in NO_FOLDERS]
            inside = os.path.relpath(folder, self.folder)
            yield from (name if inside == "." else f"{inside}/{name}" for name in names)

    def _listed(self, *words: str) -> tuple[str, ...]:
        return tuple(name for name in self._git("ls-files", "-z", *words).split("\0") if name)

    def _path(self, *words: str) -> Path:
        return (self.folder / self._git(*words).strip()).resolve()

    def _name(self, path: Path) -> str:
        top = self.folder.resolve()
        return str(path.relative_to(top)) if path.is_relative_to(top) else str(path)

    def _read(self, asked: IO[bytes]) -> Iterator[Stored]:
        with self.running("cat-file", "--batch", asked=asked) as out:
            while header := out.readline():
                oid, *rest = header.decode().split()
                if len(rest) != 2:  # noqa: PLR2004 - "missing", or whatever else is no type and size
                    continue
                data = out.read(int(rest[1]))
                out.read(1)
                yield Stored(oid, rest[0], data)

    def lines(self, *words: str) -> Iterator[bytes]:
        """What git writes, line by line."""
        with self.running(*words) as out:
            yield from out

    @contextmanager
    def running(self, *words: str, asked: IO[bytes] | None = None) -> Iterator[IO[bytes]]:
        """What git writes, as it writes it; ended when the reader has enough."""
        with (
            tempfile.TemporaryFile() as complaints,
            subprocess.Popen(  # noqa: S603 - git, with arguments of our own
                self._command(*words),
                stdin=asked or subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=complaints,
                env=self._environment(),
            ) as process,
        ):
            out = process.stdout
            assert out is not None
            try:
                yield out
                if not out.read(1) and process.wait() != 0:
                    complaints.seek(0)
                    told = complaints.read(300).decode("utf-8", "replace").strip()
                    raise CannotLook(f"git {words[0]} in {self.folder}: {told or process.returncode}")
            finally:
                process.kill()

    def _git(self, *words: str) -> str:
        try:
            done = subprocess.run(  # noqa: S603 - git, with arguments of our own
                self._command(*words), capture_output=True, timeout=GIT_SECONDS, check=True, env=self._environment()
            )
        except subprocess.CalledProcessError as error:
            told = error.stderr.decode("utf-8", "replace").strip().splitlines()
            raise CannotLook(f"git {words[0]} in {self.folder}: {told[0] if told else error.returncode}") from None
        except (OSError, subprocess.TimeoutExpired) as error:
            raise CannotLook(f"git {words[0]} in {self.folder}: {error}") from None
        return done.stdout.decode("utf-8", "surrogateescape")

    def _command(self, *words: str) -> list[str]:
        # Its own settings must not make git run anything while it reads.
        return ["git", "-C", str(self.folder), "-c", "safe.directory=*", "-c", "core.fsmonitor=false", *words]

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_NO_LAZY_FETCH": "1",
            "LC_ALL": "C",
        }
