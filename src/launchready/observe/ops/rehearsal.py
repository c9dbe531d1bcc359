"""Rehearses the declared deploy where nothing is but what was committed and written down, and reads what it lacked."""

import os
import re
import shlex
import subprocess
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import anyio.to_thread

from launchready.declare.model import Note, RepositorySurface
from launchready.observe.errors import CannotLook, ConsentMissing
from launchready.observe.ops.lacks import Lack, lacks_in
from launchready.observe.ops.running import Ran, run, run_in
from launchready.observe.question import Question
from launchready.observe.secrets.git import Repository

if TYPE_CHECKING:
    from launchready.observe.world import World

DRILL_SECONDS = 120.0
CLONE_SECONDS = 60
SAFE = re.compile(
    r"(^|[-_./ ])(drill|dry[-_]?run|rehears\w*|simulat\w+|what[-_]?if|no[-_]?op)\b| --(check|plan)\b| (plan|diff)$",
    re.IGNORECASE,
)
"""A command that says itself that it only rehearses."""
DOCUMENT = re.compile(
    r"(^|/)(README|INSTALL|DEPLOY\w*|CONTRIBUTING|RUNBOOK\w*)[^/]*$|\.(md|rst|adoc|txt)$|(^|/)docs?/|"
    r"(^|/)\.env\.(example|sample|template|dist)$|\.env\.example$|(^|/)\.github/workflows/|(^|/)\.gitlab-ci\.yml$|(^|/)\.circleci/|"
    r"(^|/)(docker-)?compose[\w.-]*\.ya?ml$|(^|/)app\.json$|(^|/)Jenkinsfile$",
    re.IGNORECASE,
)
"""Where people write down what a deploy needs; the command itself is no such place."""
LARGEST = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Missing:
    """What the deploy lacked."""

    kind: str
    """`variable`, `file`, `program` or `access`."""
    name: str
    words: str
    """The line in which the deploy said so."""
    written: str
    """Where it is written down; empty where nowhere."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The declared deploy, in a clean place and, where it failed there, at home."""

    command: str
    """Empty where no note declares one."""
    says: str
    is_safe: bool = True
    """Whether the command says that it only rehearses; another is never run."""
    uncommitted: bool = False
    """Whether the command is in the folder and not in the repository."""
    clean: Ran | None = None
    home: Ran | None = None
    """The same command in the folder itself, with its owner's home; only where it failed in the clean place."""
    missing: tuple[Missing, ...] = ()
    given: tuple[str, ...] = ()
    """Names of the variables that it was given."""
    without: str = ""
    """Why nothing could be run; empty where it was."""


@dataclass(frozen=True, slots=True)
class Rehearsed(Question[Rehearsal]):
    """Does the declared deploy work out of a fresh clone, with nothing but what is written down?"""

    async def ask(self, world: "World") -> Rehearsal:
        """Clones, runs, and where that fails runs once more at home."""
        note = next((one for one in world.declaration.notes if "deploy" in one.name and one.run), None)
        if note is None or note.run is None:
            said = next((one.says for one in world.declaration.notes if "deploy" in one.name), "")
            return Rehearsal("", said)
        if not SAFE.search(note.run):
            return Rehearsal(note.run, note.says, is_safe=False)
        surface = next((one for one in world.declaration.surfaces if isinstance(one, RepositorySurface)), None)
        if surface is None:
            return Rehearsal(note.run, note.says, without="launch.toml declares no repository to clone")
        if not world.declaration.consent.commands:
            raise ConsentMissing(f"`{note.run}` was not run: consent.commands does not allow commands")
        repository = Repository(world.declaration.root / surface.path)
        with tempfile.TemporaryDirectory(prefix="launchready-rehearsal-") as place:
            return await _rehearse(world, note, repository, Path(place))


async def _rehearse(world: "World", note: Note, repository: Repository, place: Path) -> Rehearsal:
    assert note.run is not None
    if not repository.has_history:
        return Rehearsal(note.run, note.says, without=f"{repository.folder} is no git repository")
    clone = place / "work" / repository.folder.name
    await anyio.to_thread.run_sync(_clone, repository.folder, clone)
    parts = shlex.split(note.run)
    uncommitted = os.sep in parts[0] and not (clone / parts[0]).exists() and (repository.folder / parts[0]).exists()
    clean = await run_in(clone, parts, _environment(place, note.variables), DRILL_SECONDS)
    tried = Rehearsal(note.run, note.says, uncommitted=uncommitted, clean=clean, given=note.variables)
    if clean.ended_well:
        return tried
    lacks = lacks_in(clean.output, str(clone), str(place / "home"))
    home = await run(world, note.run, seconds=DRILL_SECONDS)
    missing = await anyio.to_thread.run_sync(_written, repository, world.declaration.path, lacks, parts[0])
    return replace(tried, home=home, missing=missing)


def _environment(place: Path, variables: tuple[str, ...]) -> dict[str, str]:
    """What a stranger's machine has: programs, an empty home, and the variables that are written down."""
    for name in ("home", "tmp"):
        (place / name).mkdir()
    given = {name: os.environ[name] for name in variables if name in os.environ}
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(place / "home"),
        "TMPDIR": str(place / "tmp"),
        "LANG": "C.UTF-8",
        **given,
    }


def _clone(folder: Path, clone: Path) -> None:
    """What was committed, and nothing that leads back: a deploy that pushes has nowhere to push to."""
    clone.parent.mkdir()
    apart = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | apart
    safe = ("-c", "safe.directory=*", "-c", f"core.hooksPath={os.devnull}")
    for words in (
        ("git", *safe, "clone", "--quiet", "--no-hardlinks", "--template=", str(folder), str(clone)),
        ("git", "-C", str(clone), *safe, "remote", "remove", "origin"),
    ):
        try:
            subprocess.run(words, capture_output=True, timeout=CLONE_SECONDS, check=True, env=environment)  # noqa: S603 - git, with arguments of our own
        except subprocess.CalledProcessError as error:
            told = error.stderr.decode("utf-8", "replace").strip().splitlines()
            raise CannotLook(f"{folder} cannot be cloned: {told[0] if told else error.returncode}") from None
        except (OSError, subprocess.TimeoutExpired) as error:
            raise CannotLook(f"{folder} cannot be cloned: {error}") from None


def _written(repository: Repository, declaration: Path, lacks: tuple[Lack, ...], command: str) -> tuple[Missing, ...]:
    """Each lack, with the place where people can read of it."""
    places = [name for name in repository.files() if DOCUMENT.search(name) and name != command]
    texts = {name: _text(repository.folder / name) for name in places}
    texts["launch.toml"] = _text(declaration)
    found: list[Missing] = []
    for lack in lacks:
        word = re.compile(rf"(?<![\w-]){re.escape(lack.name.rstrip('/').rpartition('/')[2])}(?![\w-])")
        where = next((name for name, text in texts.items() if word.search(text)), "")
        found.append(Missing(lack.kind, lack.name, lack.words, where))
    return tuple(found)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace") if path.stat().st_size <= LARGEST else ""
    except OSError:
        return ""
