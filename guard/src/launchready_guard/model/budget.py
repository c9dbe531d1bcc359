"""What a user may cost in a day: tokens, calls of tools and money, kept on the disk and held against the most a turn can take.

A turn first sets aside the most that it may use; what is set aside counts as spent until the turn ends. So many turns at once
never spend more than one after the other, and a process that is killed in the middle has spent what it had set aside.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from launchready_guard.kept import Records, records

DAY = 86_400
_TABLE = """
create table if not exists launchready_guard_spent (
    id {numbered}, account text not null, day integer not null, tokens bigint not null, calls bigint not null,
    money bigint not null
)
"""
_INDEX = "create index if not exists launchready_guard_spent_by on launchready_guard_spent (account, day)"
_SET_ASIDE = """
insert into launchready_guard_spent (account, day, tokens, calls, money)
select $1, $2, cast($3 as bigint), cast($4 as bigint), cast($5 as bigint)
from (select coalesce(sum(tokens), 0) as tokens, coalesce(sum(calls), 0) as calls, coalesce(sum(money), 0) as money
      from launchready_guard_spent where account = $1 and day = $2) as held
where held.tokens + cast($3 as bigint) <= $6 and held.calls + cast($4 as bigint) <= $7 and held.money + cast($5 as bigint) <= $8
returning id
"""
_USED = "update launchready_guard_spent set tokens = $1, calls = $2, money = $3 where id = $4"
_SUM = """
select coalesce(sum(tokens), 0), coalesce(sum(calls), 0), coalesce(sum(money), 0)
from launchready_guard_spent where account = $1 and day = $2
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

    def __init__(self, where: Path | Records, ceiling: Cost, *, clock: Callable[[], float] = time.time) -> None:
        """Opens or makes it: an SQLite file, or a table of `stores.postgres_records.PostgresRecords`; processes may share it."""
        self._records, self._ceiling, self._clock = records(where), ceiling, clock
        table = _TABLE.format(numbered=self._records.numbered)
        self._records.prepare("launchready_guard_spent", table, _INDEX)

    def turn(self, user: str, most: Cost) -> "SetAside":
        """Sets aside the most that a turn may take, for `with` or `async with`, and gives back what it did not.

        Raises:
            SpentError: as the context begins: the day has not so much left.
        """
        return SetAside(self, user, most)

    def spent(self, user: str) -> Cost:
        """What the user has spent and set aside today."""
        ((tokens, calls, money),) = self._records.run(_SUM, user, self._today())
        return Cost(int(tokens), int(calls), int(money))

    def forget(self, days: int = 31) -> None:
        """Deletes what is older."""
        self._records.run("delete from launchready_guard_spent where day < $1", self._today() - days)

    def set_aside(self, user: str, most: Cost) -> int:
        """Sets so much aside; gives its number.

        Raises:
            SpentError: the day has not so much left.
        """
        top = self._ceiling
        rows = self._records.run(
            _SET_ASIDE,
            user,
            self._today(),
            most.tokens,
            most.calls,
            most.money,
            top.tokens,
            top.calls,
            top.money,
            alone=f"launchready_guard spends for {user}",
        )
        if not rows:
            raise SpentError("the day's budget is used up")
        return int(rows[0][0])

    def used(self, number: int, cost: Cost) -> None:
        """What was used of something set aside; the rest is given back."""
        self._records.run(_USED, cost.tokens, cost.calls, cost.money, number)

    def _today(self) -> int:
        return int(self._clock() // DAY)


class SetAside:
    """The context of one turn."""

    def __init__(self, budget: Budget, user: str, most: Cost) -> None:
        self._budget, self._user, self._turn = budget, user, Turn(most)
        self._most, self._number = most, 0

    def __enter__(self) -> Turn:
        """Sets it aside."""
        self._number = self._budget.set_aside(self._user, self._most)
        return self._turn

    def __exit__(self, *_: object) -> None:
        """Gives back what was not used."""
        self._budget.used(self._number, self._turn.used)

    async def __aenter__(self) -> Turn:
        """Sets it aside, and lets others work meanwhile."""
        entering = asyncio.ensure_future(asyncio.to_thread(self.__enter__))
        try:
            return await asyncio.shield(entering)
        except asyncio.CancelledError:
            with suppress(SpentError):
                await entering
                await asyncio.to_thread(self.__exit__)  # it never began
            raise

    async def __aexit__(self, *_: object) -> None:
        """Gives back what was not used, even when the turn was cut off."""
        await asyncio.shield(asyncio.to_thread(self.__exit__))
