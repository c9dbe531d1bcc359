"""Runs a command of the handover that only rehearses, where it is at home; one that does not say so is never run."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from launchready.declare.model import Note
from launchready.observe.ops.lacks import Lack, lacks_in
from launchready.observe.ops.running import Ran, folders, run
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

DRILL_SECONDS = 120.0
SAFE = re.compile(
    r"(^|[-_./ :=])(drill|dry[-_]?run|rehears\w*|simulat\w+|what[-_]?if|no[-_]?op)\b| --(check|plan)\b| (plan|diff)$|"
    r"^(terraform|tofu|terragrunt)( -\S+)* plan\b|^pulumi( -\S+)* preview\b|^helm diff\b",
    re.IGNORECASE,
)
"""A command that says itself that it only rehearses."""
DENIED = re.compile(
    r"-no-(drill|dry[-_]?run|rehears\w*|check|plan)\b|\b(drill|dry[-_]?run|check|plan|what[-_]?if|no[-_]?op)[= ](none|false|no|off|0)\b",
    re.IGNORECASE,
)
"""One that says that it does not: `--dry-run=none`."""
DEPLOY, ROLLBACK = "deploy", "rollback"
NAMES = {DEPLOY: re.compile("deploy"), ROLLBACK: re.compile("roll_?back")}


@dataclass(frozen=True, slots=True)
class Drill:
    """A command of the handover, and what it did at home."""

    says: str
    """Empty where the handover holds no such note."""
    command: str = ""
    """Empty where the note names none."""
    is_safe: bool = True
    """Whether the command says that it only rehearses."""
    ran: Ran | None = None
    lacks: tuple[Lack, ...] = ()
    """What it said that it did without, where it failed."""
    unset: tuple[str, ...] = ()
    """Variables that the note names and that are not set here."""


@dataclass(frozen=True, slots=True)
class Drilled(Question[Drill]):
    """What does a declared command (`deploy`, `rollback`) do in the folder where it is at home?"""

    what: str

    async def ask(self, world: "World") -> Drill:
        """Runs it once, with the variables that its note names."""
        note = note_of(world, self.what)
        if note is None or not note.run:
            return Drill(note.says if note else "")
        if not is_rehearsal(note.run):
            return Drill(note.says, note.run, is_safe=False)
        ran = await run(world, note.run, seconds=DRILL_SECONDS, variables=note.variables)
        lacks = () if ran.ended_well else lacks_in(ran.output, str(folders(world)[0]), str(real_home()))
        return Drill(note.says, note.run, ran=ran, lacks=lacks, unset=tuple(unset(note)))


def is_rehearsal(command: str) -> bool:
    """Whether a command says that it only rehearses."""
    return SAFE.search(command) is not None and DENIED.search(command) is None


def unset(note: Note) -> list[str]:
    """The variables that a note names and that are not set where the audit runs."""
    return [name for name in note.variables if name not in os.environ]


def note_of(world: "World", what: str) -> Note | None:
    """The note of the handover on this; one with a command before one without."""
    named = [one for one in world.declaration.notes if NAMES[what].search(one.name)]
    return next((one for one in named if one.run), named[0] if named else None)


def real_home() -> Path:
    """The home of whoever runs the audit; of somebody who has none, a place that cannot be."""
    try:
        return Path.home()
    except RuntimeError:  # a number in a container, of which the system knows nothing
        return Path(os.devnull, "home")
