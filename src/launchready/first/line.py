"""One line of what the doctor says."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a thing stands."""

    OK = "ok"
    MISSING = "missing"
    """Something declared does not work, or a tool is not there."""
    NOT_TRIED = "not tried"
    NOT_DECLARED = "not declared"
    """Nothing is wrong, but what would be looked at there stays unknown."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at."""

    part: str
    """`machine`, `file`, `secrets`, `paths`, `hosts`, `catcher`, `sign-in`, `coverage`."""
    state: State
    what: str
    do: str = ""
    """What to do about it."""
    line: int | None = None
    """The line of launch.toml."""
