"""What a user may cost in a day: tokens, calls of tools and money, kept in SQLite and held against the most a turn can take.

A turn first sets aside the most that it may use; what is set aside counts as spent until the turn ends. So many turns at once
never spend more than one after the other, and a process that is killed in the middle has spent what it had set aside.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from launchready_guard.kept import Kept

DAY = 86_400
_TABLE = """
create table if not exists spent (
    id integer primary key, user text not null, day integer not null, tokens integer not null, calls integer not null,
    money integer not null
)
"""
_SET_ASIDE = """
insert into spent (user, day, tokens, calls, money)
select :user, :day, :tokens, :calls, :money
from (select coalesce(sum(tokens), 0) as tokens, coalesce(sum(calls), 0) as calls, coalesce(sum(money), 0) as money
      from spent where user = :user and day = :day) as held
where held.tokens + :tokens <= :most_tokens and held.calls + :calls <= :most_calls and held.money + :money <= :most_money
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What something takes, or may take at most."""

    tokens: int = 0
    calls: int = 0
    """Of tools."""
    money: int = 0
    """In millionths of a unit of your currency: whole numbers add up exactly."""

    def __post_init__(self) -> None:
        """Refuses what would give back.

        Raises:
            ValueError: one of them is below nothing.
        """
        if min(self.tokens, self.calls, self.money) < 0:
            raise ValueError("a cost is not below nothing")


class SpentError(Exception):
    """The user's day is used up, or would be by this turn."""


class Turn:
    """What one turn has used so far."""

    def __init__(self, most: Cost) -> None:
        self._most, self.used = most, Cost()

    def add(self, cost: Cost) -> None:
        """Counts what was used.

        Raises:
            SpentError: the turn takes more than was set aside for it: stop it. What was used counts in full.
        """
        used = Cost(self.used.tokens + cost.tokens, self.used.calls + cost.calls, self.used.money + cost.money)
        self.used = used
        if used.tokens > self._most.tokens or used.calls > self._most.calls or used.money > self._most.money:
            raise SpentError("this turn takes more than was set aside for it")


class Budget:
    """The ceiling of each user and day (UTC)."""

    def __init__(self, path: Path, ceiling: Cost, *, clock: Callable[[], float] = time.time) -> None:
        """Opens or makes the file, which several processes may share."""
        self._file = Kept(path, _TABLE, "create index if not exists spent_by on spent (user, day)")
        self._ceiling, self._clock = ceiling, clock

    @contextmanager
    def turn(self, user: str, most: Cost) -> Iterator[Turn]:
        """Sets aside the most that a turn may take, and gives back what it did not.

        Raises:
            SpentError: the day has not so much left.
        """
        day = int(self._clock() // DAY)
        with self._file.open() as file:
            file.execute("begin immediate")
            done = file.execute(
                _SET_ASIDE,
                {
                    "user": user,
                    "day": day,
                    "tokens": most.tokens,
                    "calls": most.calls,
                    "money": most.money,
                    "most_tokens": self._ceiling.tokens,
                    "most_calls": self._ceiling.calls,
                    "most_money": self._ceiling.money,
                },
            )
            if done.rowcount != 1:
                raise SpentError("the day's budget is used up")
            number = done.lastrowid
        turn = Turn(most)
        try:
            yield turn
        finally:
            used = turn.used
            with self._file.open() as file:
                file.execute(
                    "update spent set tokens = ?, calls = ?, money = ? where id = ?",
                    (used.tokens, used.calls, used.money, number),
                )

    def spent(self, user: str) -> Cost:
        """What the user has spent and set aside today."""
        with self._file.open() as file:
            row = file.execute(
                "select coalesce(sum(tokens), 0), coalesce(sum(calls), 0), coalesce(sum(money), 0) from spent"
                " where user = ? and day = ?",
                (user, int(self._clock() // DAY)),
            ).fetchone()
        return Cost(*row)

    def forget(self, days: int = 31) -> None:
        """Deletes what is older."""
        with self._file.open() as file:
            file.execute("delete from spent where day < ?", (int(self._clock() // DAY) - days,))
