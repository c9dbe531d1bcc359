"""What keeps the product running: its flows, alerts, owners and notes, and the findings that its owner accepts."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a flow."""

    method: str
    path: str
    by: str | None
    expect: int | None


@dataclass(frozen=True, slots=True)
class Flow:
    """A way through the product that earns its money."""

    name: str
    line: int
    steps: tuple[Step, ...]
    on: str
    p95_ms: float = 800.0


@dataclass(frozen=True, slots=True)
class Alert:
    """A failure that somebody is told of."""

    name: str
    line: int
    owner: str | None
    test: str | None = None
    """A command that raises the alert with `{mark}` in it."""
    arrives: Path | None = None
    """The Maildir in which the alert arrives."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody who answers."""

    name: str
    line: int
    reach: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence of the handover, with what it takes to check it."""

    name: str
    line: int
    says: str
    owner: str | None = None
    run: str | None = None
    """A command, in the repository, that proves it."""
    provider: str | None = None
    names: tuple[tuple[str, str], ...] = ()
    """Host names and what each does."""
    people: tuple[str, ...] = ()
    """Names of owners."""
    variables: tuple[str, ...] = ()
    """Names of the variables that the command takes from the environment."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding that the owner accepts until a date."""

    check: str
    target: str | None
    reason: str
    owner: str
    until: date
    line: int
