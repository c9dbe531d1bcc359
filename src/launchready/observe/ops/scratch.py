"""Makes what a rehearsal runs in: a fresh clone that leads nowhere, an empty home, and an environment of a few names."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from launchready.observe.errors import CannotLook
from launchready.observe.ops.lacks import MADE
from launchready.observe.secrets.git import Repository

CLONE_SECONDS = 60
MOST_BYTES = 64 * 1024 * 1024
MOST_FILES = 1500
APART = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
SAFE = ("-c", "safe.directory=*", "-c", f"core.hooksPath={os.devnull}")
LARGEST = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Scratch:
    """A place of a rehearsal's own, below a folder that its owner removes."""

    top: Path
    clone: Path
    """The whole repository."""
    work: Path
    """The folder in it that was declared."""

    @property
    def home(self) -> Path:
        """Empty in the beginning."""
        return self.top / "home"

    def environment(self, given: Mapping[str, str]) -> dict[str, str]:
        """What a stranger's machine has: programs, an empty home, and the variables that are written down."""
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self.home),
            "TMPDIR": str(self.top / "tmp"),
            "LANG": "C.UTF-8",
            **given,
        }

    def tidy(self, text: str) -> str:
        """A text without the places of this one rehearsal: what stands there is told from the folder and from `~` on."""
        for path, name in (
            (self.home, "~"),
            (self.work, "."),
            (self.clone.parent, ".."),
            (self.top / "tmp", "$TMPDIR"),
        ):
            text = text.replace(str(path), name)
        return text

    def lacks(self) -> str:
        """What a clone of this kind does not hold, and a full one does; empty where it holds all."""
        if (self.clone / ".gitmodules").is_file():
            return "the repository has submodules, which are not in the clone of a rehearsal"
        if "filter=lfs" in text_of(self.clone / ".gitattributes"):
            return "the repository keeps files in LFS, which are not in the clone of a rehearsal"
        return ""


def made(repository: Repository, top: Path) -> Scratch:
    """What was committed, and nothing that leads back: what pushes has nowhere to push to.

    Raises:
        CannotLook: it cannot be cloned.
    """
    folder = repository.folder.resolve()
    within = _within(folder)
    whole = Path(str(folder).removesuffix(f"/{within}")) if within else folder
    top = top.resolve()
    clone = top / "work" / whole.name
    for name in ("work", "home", "tmp"):
        (top / name).mkdir(parents=True)
    _git(folder, "clone", "--quiet", "--no-hardlinks", "--template=", str(whole), str(clone))
    _git(folder, "-C", str(clone), "remote", "remove", "origin")
    return Scratch(top, clone, clone / within)


def _within(folder: Path) -> str:
    """Where a folder stands in its repository; empty where it is the whole of it."""
    if (folder / ".git").exists():
        return ""
    try:
        return _git(folder, "-C", str(folder), "rev-parse", "--show-prefix").strip().rstrip("/")
    except CannotLook:  # a bare repository has no folders
        return ""


def laid_beside(repository: Repository, scratch: Scratch) -> tuple[str, ...]:
    """Copies into the clone what lies in the folder and git does not know, but what packages and builds put there.

    Gives the names of it; none where it is too much.
    """
    names = [
        name for name in (*repository.untracked(), *repository.ignored()) if not MADE.intersection(name.split("/"))
    ]
    paths = [(name, repository.folder / name) for name in names if (repository.folder / name).is_file()]
    if len(paths) > MOST_FILES or sum(path.stat().st_size for _, path in paths) > MOST_BYTES:
        return ()
    for name, path in paths:
        to = scratch.work / name
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, to, follow_symlinks=False)
    return tuple(name for name, _ in paths)


def text_of(path: Path) -> str:
    """What a file says; nothing where it cannot be read, or is too long to be written by people."""
    try:
        return path.read_text("utf-8", "replace") if path.stat().st_size <= LARGEST else ""
    except OSError:
        return ""


def _git(folder: Path, *words: str) -> str:
    git = shutil.which("git") or "git"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | APART
    try:
        done = subprocess.run(  # noqa: S603 - git, with arguments of our own
            [git, *SAFE, *words], capture_output=True, timeout=CLONE_SECONDS, check=True, env=environment
        )
    except subprocess.CalledProcessError as error:
        told = error.stderr.decode("utf-8", "replace").strip().splitlines()
        raise CannotLook(f"{folder} cannot be cloned: {told[0] if told else error.returncode}") from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CannotLook(f"{folder} cannot be cloned: {error}") from None
    return done.stdout.decode("utf-8", "replace")
