"""What people must hear of, incidents and hand-overs: on the disk before anything else happens, and told until somebody has it.

An entry is delivered at least once: a process that dies between the sending and the note of it leaves it to the next one, which
sends it again under the same id. Of several processes one at a time has an entry in its hands.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launchready_guard.kept import Records, plain, records

_LEASE = 60.0
_LONGEST_BACK_OFF = 3600.0
_DOUBLINGS = 12
_TABLE = """
create table if not exists launchready_guard_outbox (
    id {numbered}, kind text not null, said text not null, at double precision not null, next double precision not null,
    tries integer not null default 0, wrong text not null default '', done double precision
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
    """Entries that several processes may share."""

    def __init__(self, where: Path | Records, *, clock: Callable[[], float] = time.time) -> None:
        """Opens or makes it: an SQLite file, or a table of `stores.postgres_records.PostgresRecords`."""
        self._records, self._clock = records(where), clock
        self._records.prepare("launchready_guard_outbox", _TABLE.format(numbered=self._records.numbered))

    def put(self, kind: str, said: Mapping[str, Any]) -> int:
        """Keeps an entry; once this returns it is on the disk. Gives its id."""
        statement = "insert into launchready_guard_outbox (kind, said, at, next) values ($1, $2, $3, $4) returning id"
        now = self._clock()
        ((number,),) = self._records.run(statement, kind, json.dumps(said), now, now)
        return int(number)

    def waiting(self) -> list[Entry]:
        """What nobody has yet, the oldest first."""
        statement = (
            "select id, kind, said, at, tries, wrong from launchready_guard_outbox where done is null order by id"
        )
        return [_entry(row) for row in self._records.run(statement)]

    async def deliver(self, send: Callable[[Entry], Awaitable[None]]) -> int:
        """Sends what is due, each once; gives how many arrived. Call it on a timer.

        What fails is tried again after 2, 4, 8 … seconds, at most an hour, for as long as it takes.
        """
        arrived = 0
        for number in await asyncio.to_thread(self._due):
            entry = await asyncio.to_thread(self._claimed, number)
            if entry is None:
                continue  # another process has it
            try:
                await send(entry)
            except Exception as error:  # noqa: BLE001 - whatever breaks, it is noted and tried again
                await asyncio.to_thread(self._failed, entry, f"{type(error).__name__}: {error}")
            else:
                done = "update launchready_guard_outbox set done = $1 where id = $2"
                await asyncio.to_thread(self._records.run, done, self._clock(), number)
                arrived += 1
        return arrived

    def _due(self) -> list[int]:
        statement = "select id from launchready_guard_outbox where done is null and next <= $1 order by id"
        return [int(number) for (number,) in self._records.run(statement, self._clock())]

    def _claimed(self, number: int) -> Entry | None:
        now = self._clock()
        rows = self._records.run(
            "update launchready_guard_outbox set next = $1, tries = tries + 1"
            " where id = $2 and done is null and next <= $3 returning id, kind, said, at, tries, wrong",
            now + _LEASE,
            number,
            now,
        )
        return _entry(rows[0]) if rows else None

    def _failed(self, entry: Entry, wrong: str) -> None:
        wait = min(_LONGEST_BACK_OFF, 2.0 ** min(entry.tries, _DOUBLINGS))
        statement = "update launchready_guard_outbox set next = $1, wrong = $2 where id = $3"
        self._records.run(statement, self._clock() + wait, plain(wrong), entry.id)


def _entry(row: tuple[Any, ...]) -> Entry:
    number, kind, said, at, tries, wrong = row
    return Entry(number, kind, json.loads(said), at, tries, wrong)
