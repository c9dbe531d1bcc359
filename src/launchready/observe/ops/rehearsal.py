"""Rehearses a declared command where nothing is but what was committed and written down: what it lacks there, and what it reads."""

import os
import shlex
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import anyio.to_thread

from launchready.declare.model import Note, RepositorySurface
from launchready.observe.errors import ConsentMissing
from launchready.observe.ops.asked import variables_in, variables_set
from launchready.observe.ops.drill import DRILL_SECONDS, Drilled, is_rehearsal, note_of, real_home
from launchready.observe.ops.lacks import FILE, Lack, lacks_in
from launchready.observe.ops.opened import Watch, folders_in, watching
from launchready.observe.ops.running import Ran, folders, run_in
from launchready.observe.ops.scratch import Scratch, laid_beside, made, text_of
from launchready.observe.ops.written import Missing, Paper
from launchready.observe.question import Question
from launchready.observe.secrets.git import Repository

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST_NAMED = 100
MOST_WITHOUT = 4
MOST_LAID = 5
QUICK_SECONDS = 10.0
"""A rehearsal that takes no longer is run again without each of its variables."""
AT_HOME = (
    ".",
    ".ssh",
    ".aws",
    ".azure",
    ".kube",
    ".docker",
    ".gnupg",
    ".config",
    ".config/gcloud",
    ".config/gh",
    ".config/doctl",
)
"""Folders of somebody's home in which keys and settings of deploys lie; each is watched by itself."""
EVERYBODYS = frozenset(
    {".gitconfig", ".Xauthority", ".bash_history", ".zsh_history", ".python_history", ".lesshst", ".wget-hsts"}
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A variable that a file which it opened takes from the environment."""

    name: str
    file: str
    written: str
    """Where it is written down; empty where nowhere."""


@dataclass(frozen=True, slots=True)
class Reads:
    """What a command took in the clean place."""

    files: tuple[str, ...] = ()
    """Those of the clone that it opened, from its top."""
    home: tuple[str, ...] = ()
    """Those in somebody's real home that were opened meanwhile, by it or by another program."""
    variables: tuple[Asked, ...] = ()
    needed: tuple[str, ...] = ()
    """Variables of its note without which it fails."""
    spare: tuple[str, ...] = ()
    """Those without which it works as well."""
    without: str = ""
    """Why its files were not seen; empty where they were."""
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A declared command, in a clean place and, where it failed there, at home."""

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
    reads: Reads = field(default_factory=Reads)
    beside: Ran | None = None
    """The same in a clone beside which lies what git does not know; only where it failed without, and works at home."""
    partial: str = ""
    """What the clone itself does not hold, though the repository knows of it; empty where it holds all."""
    unsteady: bool = False
    """Whether it failed in one fresh clone and worked in another."""


@dataclass(frozen=True, slots=True)
class Rehearsed(Question[Rehearsal]):
    """Does a declared command (`deploy`, `rollback`) work out of a fresh clone, with nothing but what is written down?"""

    what: str

    async def ask(self, world: "World") -> Rehearsal:
        """Clones, runs, and where that fails compares with the same at home."""
        note = note_of(world, self.what)
        if note is None or not note.run:
            return Rehearsal("", note.says if note else "")
        if not is_rehearsal(note.run):
            return Rehearsal(note.run, note.says, is_safe=False)
        if not any(isinstance(one, RepositorySurface) for one in world.declaration.surfaces):
            return Rehearsal(note.run, note.says, without="launch.toml declares no repository to clone")
        if not world.declaration.consent.commands:
            raise ConsentMissing(f"`{note.run}` was not run: consent.commands does not allow commands")
        repository = Repository(_where_it_is(world, note.run))
        if not repository.has_history:
            return Rehearsal(note.run, note.says, without=f"{repository.folder} is no git repository")
        with tempfile.TemporaryDirectory(prefix="launchready-rehearsal-") as place:
            trial = _Trial(world, self.what, note, note.run, repository, Path(place))
            return await trial.go()


@dataclass(frozen=True, slots=True)
class _Trial:
    """One rehearsal, in a folder of its own."""

    world: "World"
    what: str
    note: Note
    command: str
    repository: Repository
    place: Path

    async def go(self) -> Rehearsal:
        scratch = await anyio.to_thread.run_sync(made, self.repository, self.place / "clean")
        parts = shlex.split(self.command)
        folder = self.repository.folder
        uncommitted = os.sep in parts[0] and not (scratch.work / parts[0]).exists() and (folder / parts[0]).exists()
        clean, watch = await self._run(scratch, parts)
        tried = Rehearsal(self.command, self.note.says, uncommitted=uncommitted, clean=clean, given=self.note.variables)
        tried = replace(tried, reads=await self._reads(scratch, watch), partial=scratch.lacks())
        if clean.ended_well:
            needed, spare = await self._one_by_one(scratch, parts, clean)
            return replace(tried, reads=replace(tried.reads, needed=needed, spare=spare))
        lacks = lacks_in(clean.output, ".", "~")
        home = (await self.world.ask(Drilled(self.what))).ran
        beside: Ran | None = None
        if home is not None and home.ended_well and not uncommitted:
            if (await self._again(parts)).ended_well:
                return replace(tried, home=home, unsteady=True)
            beside, found = await self._beside(parts)
            lacks += tuple(one for one in found if one.name not in {lack.name for lack in lacks})
        missing = await anyio.to_thread.run_sync(self._paper(parts[0]).missing, lacks)
        return replace(tried, home=home, missing=missing, beside=beside)

    def _given(self, leave_out: str = "") -> dict[str, str]:
        return {name: os.environ[name] for name in self.note.variables if name in os.environ and name != leave_out}

    async def _run(self, scratch: Scratch, parts: list[str]) -> tuple[Ran, Watch]:
        real = real_home()
        async with watching(
            [*folders_in(scratch.clone), *(real / one for one in AT_HOME if (real / one).is_dir())]
        ) as watch:
            ran = await run_in(scratch.work, parts, scratch.environment(self._given()), DRILL_SECONDS)
        return replace(ran, output=scratch.tidy(ran.output)), watch

    async def _reads(self, scratch: Scratch, watch: Watch) -> Reads:
        if watch.without:
            return Reads(without=watch.without)
        seen, real = watch.files(), real_home()
        files = tuple(str(one.relative_to(scratch.clone)) for one in seen if one.is_relative_to(scratch.clone))
        home = [one for one in seen if one.is_relative_to(real) and not one.is_relative_to(scratch.top)]
        told = tuple(f"~/{one.relative_to(real)}" for one in home if one.name not in EVERYBODYS)
        asked = await anyio.to_thread.run_sync(self._asked, scratch, files)
        return Reads(files[:MOST_NAMED], told[:MOST_NAMED], asked, is_whole=watch.is_whole and len(files) <= MOST_NAMED)

    def _asked(self, scratch: Scratch, files: tuple[str, ...]) -> tuple[Asked, ...]:
        found: dict[str, str] = {}
        texts = {name: text_of(scratch.clone / name) for name in files}
        own = {variable for name, text in texts.items() for variable in variables_set(name, text)}
        for name, text in texts.items():
            for variable in variables_in(name, text):
                if variable not in own:
                    found.setdefault(variable, name)
        paper = self._paper("")
        return tuple(Asked(one, name, paper.where(one)) for one, name in list(found.items())[:MOST_NAMED])

    def _paper(self, command: str) -> Paper:
        return Paper(self.repository, self.world.declaration.path, command)

    async def _one_by_one(
        self, scratch: Scratch, parts: list[str], clean: Ran
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Which of its variables it needs: it is run without each, and at last with all of them once more."""
        names = [name for name in self.note.variables if name in os.environ]
        if not names or len(names) > MOST_WITHOUT or clean.seconds > QUICK_SECONDS:
            return (), ()
        fails: dict[str, bool] = {}
        for name in names:
            ran = await run_in(scratch.work, parts, scratch.environment(self._given(name)), 2 * QUICK_SECONDS)
            fails[name] = not ran.ended_well
        again = await run_in(scratch.work, parts, scratch.environment(self._given()), 2 * QUICK_SECONDS)
        if not again.ended_well:
            return (), ()  # it works once in a place: nothing follows from the others
        return tuple(one for one in names if fails[one]), tuple(one for one in names if not fails[one])

    async def _again(self, parts: list[str]) -> Ran:
        """The same in another fresh clone: what fails by chance does not fail twice."""
        scratch = await anyio.to_thread.run_sync(made, self.repository, self.place / "again")
        return await run_in(scratch.work, parts, scratch.environment(self._given()), DRILL_SECONDS)

    async def _beside(self, parts: list[str]) -> tuple[Ran | None, tuple[Lack, ...]]:
        """The same with what git does not know beside it, and which of that it opened."""
        scratch = await anyio.to_thread.run_sync(made, self.repository, self.place / "beside")
        laid = await anyio.to_thread.run_sync(laid_beside, self.repository, scratch)
        if not laid:
            return None, ()
        ran, watch = await self._run(scratch, parts)
        if not ran.ended_well or watch.without:
            return ran, ()
        opened = {str(one.relative_to(scratch.work)) for one in watch.files() if one.is_relative_to(scratch.work)}
        words = "it opened this file, which git does not know, in a clone beside which it lay, and there it worked"
        return ran, tuple(Lack(FILE, name, words) for name in laid if name in opened)[:MOST_LAID]


def _where_it_is(world: "World", command: str) -> Path:
    """The folder that the command is written for: where its program lies, else the first repository."""
    word = shlex.split(command)[0]
    places = folders(world)
    return next((one for one in places if os.sep in word and (one / word).exists()), places[0])
