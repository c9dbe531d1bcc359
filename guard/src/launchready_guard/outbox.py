"""What people must hear of, incidents and hand-overs: on the disk before anything else happens, and told until somebody has it.

An entry is delivered at least once: a process that dies between the sending and the note of it leaves it to the next one, which
sends it again under the same id. Of several processes one at a time has an entry in its hands.
"""

import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launchready_guard.kept import Kept

_LEASE = 60.0
_LONGEST_BACK_OFF = 3600.0
_TABLE = """
create table if not exists outbox (
    id integer primary key, kind text not null, said text not null, at real not null, next real not null,
    tries integer not null default 0, wrong text not null default '', done real
)
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to tell."""

    id: int
    """The same each time that it is sent: who receives it twice can tell."""
    kind: str
    """`incident`, `hand-over` or what you call it."""
    said: Mapping[str, Any]
    at: float
    """Seconds since 1970."""
    tries: int
    wrong: str
    """Why the last try failed."""


class Outbox:
    """Entries in an SQLite file, which several processes may share."""

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.time) -> None:
        """Opens or makes the file."""
        self._file, self._clock = Kept(path, _TABLE), clock

    def put(self, kind: str, said: Mapping[str, Any]) -> int:
        """Keeps an entry; once this returns it is on the disk. Gives its id."""
        now = self._clock()
        with self._file.open() as file:
            done = file.execute(
                "insert into outbox (kind, said, at, next) values (?, ?, ?, ?)", (kind, json.dumps(said), now, now)
            )
        assert done.lastrowid is not None
        return done.lastrowid

    def waiting(self) -> list[Entry]:
        """What nobody has yet, the oldest first."""
        with self._file.open() as file:
            rows = file.execute(
                "select id, kind, said, at, tries, wrong from outbox where done is null order by id"
            ).fetchall()
        return [_entry(row) for row in rows]

    async def deliver(self, send: Callable[[Entry], Awaitable[None]]) -> int:
        """Sends what is due, each once; gives how many arrived. Call it on a timer.

        What fails is tried again after 2, 4, 8 … seconds, at most an hour, for as long as it takes.
        """
        arrived = 0
        for number in self._due():
            entry = self._claimed(number)
            if entry is None:
                continue  # another process has it
            try:
                await send(entry)
            except Exception as error:  # noqa: BLE001 - whatever breaks, it is noted and tried again
                self._failed(entry, f"{type(error).__name__}: {error}")
            else:
                self._run("update outbox set done = ? where id = ?", self._clock(), number)
                arrived += 1
        return arrived

    def _due(self) -> list[int]:
        with self._file.open() as file:
            rows = file.execute(
                "select id from outbox where done is null and next <= ? order by id", (self._clock(),)
            ).fetchall()
        return [int(number) for (number,) in rows]

    def _claimed(self, number: int) -> Entry | None:
        now = self._clock()
        with self._file.open() as file:
            row = file.execute(
                "update outbox set next = ?, tries = tries + 1 where id = ? and done is null and next <= ?"
                " returning id, kind, said, at, tries, wrong",
                (now + _LEASE, number, now),
            ).fetchone()
        return _entry(row) if row else None

    def _failed(self, entry: Entry, wrong: str) -> None:
        wait = min(_LONGEST_BACK_OFF, 2.0**entry.tries)
        self._run("update outbox set next = ?, wrong = ? where id = ?", self._clock() + wait, wrong, entry.id)

    def _run(self, statement: str, *values: object) -> None:
        with self._file.open() as file:
            file.execute(statement, values)


def _entry(row: tuple[Any, ...]) -> Entry:
    number, kind, said, at, tries, wrong = row
    return Entry(number, kind, json.loads(said), at, tries, wrong)
