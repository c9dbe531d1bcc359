"""Reads in the stored runs which certificates a name showed before."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import anyio.to_thread

from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

RUNS = Path(".launchready") / "runs"
MOST_RUNS = 60
MARK = "net.tls.Certificates("
"""What stands in the line of a run's events that holds the certificates of a name."""
LATE = 60
"""Seconds: what was seen less long ago was seen by this run."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A certificate that a name showed once."""

    host: str
    at: int
    serial: str
    starts: int
    ends: int


@dataclass(frozen=True, slots=True)
class Sightings(Question[tuple[Sighting, ...]]):
    """Which certificates did earlier runs see at each name?"""

    kept: ClassVar[bool] = False

    async def ask(self, world: "World") -> tuple[Sighting, ...]:
        """Reads the events of the latest runs beside launch.toml; asks the network nothing."""
        return await anyio.to_thread.run_sync(stored, world.declaration.root / RUNS)


def stored(folder: Path) -> tuple[Sighting, ...]:
    """Every sighting in the runs of a folder, oldest first; what cannot be read is passed over."""
    runs = sorted(one for one in folder.iterdir() if one.is_dir()) if folder.is_dir() else []
    found = {one for run in runs[-MOST_RUNS:] for one in _of(run / "events.jsonl")}
    return tuple(sorted(found, key=lambda one: (one.at, one.host, one.serial)))


def _of(events: Path) -> Iterator[Sighting]:
    try:
        with events.open(encoding="utf-8") as lines:
            for line in lines:
                if MARK in line[:400]:
                    yield from _in(line)
    except (OSError, UnicodeDecodeError):
        return


def _in(line: str) -> Iterator[Sighting]:
    try:
        for shown in json.loads(json.loads(line)["answer"]):
            leaf = shown.get("leaf")
            if leaf:
                at, starts, ends = int(shown["at"]), int(leaf["starts"]), int(leaf["ends"])
                yield Sighting(str(shown["host"]), at, str(leaf["serial"]), starts, ends)
    except (ValueError, KeyError, TypeError, AttributeError):
        return  # a torn line of a run that was killed, or one of another version
