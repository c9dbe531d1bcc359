"""Reads a git repository with git itself: its files, and every object that it has ever held."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from launchready.observe.errors import CannotLook

GIT_SECONDS = 60
LARGEST = 4 * 1024 * 1024
"""Bytes of a file or an object that is read; what is larger is named as not looked at."""
NO_FOLDERS = frozenset({".git", "node_modules", ".venv", "__pycache__", ".launchready"})


@dataclass(frozen=True, slots=True)
class Stored:
    """One object of a repository."""

    id: str
    type: str
    """`blob`, `commit` or `tag`."""
    text: str


@dataclass(frozen=True, slots=True)
class Repository:
    """A folder with, or without, a history."""

    folder: Path

    @property
    def has_history(self) -> bool:
        """Whether the folder is the top of a repository, or a repository itself."""
        return (self.folder / ".git").exists() or (self.folder / "objects").is_dir()

    def is_shallow(self) -> bool:
        """Whether it was cloned without its whole history."""
        return self._git("rev-parse", "--is-shallow-repository").strip() == "true"

    def files(self) -> tuple[str, ...]:
        """The files that are tracked, and those that the next `git add` would take."""
        if not self.folder.is_dir():
            raise CannotLook(f"{self.folder} is no folder")
        if not self.has_history:
            return tuple(sorted(self._walk()))
        listed = self._git("ls-files", "-z", "--cached", "--others", "--exclude-standard")
        return tuple(sorted(dict.fromkeys(name for name in listed.split("\0") if name)))

    def objects(self, too_large: list[str]) -> Iterator[Stored]:
        """Every blob, commit and tag, also those that no branch reaches any more."""
        listed = self._git("cat-file", "--batch-check", "--batch-all-objects", "--unordered")
        wanted: list[str] = []
        for line in listed.splitlines():
            oid, kind, size = line.split(" ")
            if kind != "tree":
                (wanted if int(size) <= LARGEST else too_large).append(oid)
        with tempfile.TemporaryFile() as asked:
            asked.write("".join(f"{oid}\n" for oid in wanted).encode())
            asked.seek(0)
            with subprocess.Popen(  # noqa: S603 - git, with arguments of our own
                self._command("cat-file", "--batch"), stdin=asked, stdout=subprocess.PIPE, env=self._environment()
            ) as process:
                out = process.stdout
                assert out is not None
                try:
                    while header := out.readline():
                        oid, kind, size = header.decode().split()
                        data = out.read(int(size))
                        out.read(1)
                        yield Stored(oid, kind, data.decode("utf-8", "replace"))
                finally:
                    process.kill()

    def introduced(self, oid: str) -> tuple[str, str] | None:
        """The first commit with a blob, and its path; None where no branch or tag leads to it."""
        told = self._git(
            *(
                "log",
                "--all",
                "-m",
                "--reverse",
                "--format=%x01%h",
                "--name-only",
                "--no-renames",
                f"--find-object={oid}",
            )
        )
        first = next((entry for entry in told.split("\x01") if entry.strip()), None)
        if first is None:
            return None
        commit, *paths = [line for line in first.splitlines() if line]
        return commit, paths[0] if paths else ""

    def tags(self) -> tuple[tuple[str, str, int], ...]:
        """Every tag: its name, its commit, and when it was made."""
        form = "%(refname:short)%00%(objectname)%00%(*objectname)%00%(creatordate:unix)"
        lines = self._git("for-each-ref", f"--format={form}", "refs/tags").splitlines()
        parts = [line.split("\0") for line in lines]
        return tuple((name, peeled or own, int(at or 0)) for name, own, peeled, at in parts)

    def commits(self, most: int = 2000) -> tuple[str, ...]:
        """The commits behind the checked-out one, the newest first."""
        return tuple(self._git("rev-list", f"--max-count={most}", "HEAD").split())

    def _walk(self) -> Iterator[str]:
        for folder, folders, names in os.walk(self.folder):
            folders[:] = [name for name in folders if name not in NO_FOLDERS]
            yield from (str((Path(folder) / name).relative_to(self.folder)) for name in names)

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
        return done.stdout.decode("utf-8", "replace")

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
