"""Counts in Postgres, by the server's clock, each attempt in one statement: processes and machines share one window."""

from datetime import timedelta

import asyncpg

from launchready_guard.window import Limit, StoreError, Taken

_TABLE = """
create unlogged table if not exists launchready_guard_windows (
    key text primary key,
    taken timestamptz[] not null,
    turned bigint not null,
    until timestamptz not null
)
"""
# `turned` moves on with each attempt that is let in: who sees it move was let in. The row is locked from the conflict on, so
# that its clock is read only when no other attempt of the key is under way. Times in the future are taken as of now.
_TAKE = """
insert into launchready_guard_windows as held (key, taken, turned, until)
values ($1, array[clock_timestamp()], 1, clock_timestamp() + $3)
on conflict (key) do update set (taken, turned, until) = (
    select case when cardinality(kept.times) < $2 then kept.times || now.at else kept.times end,
           case when cardinality(kept.times) < $2 then abs(held.turned) + 1 else -abs(held.turned) end,
           greatest(held.until, now.at + $3)
    from (select clock_timestamp() as at) as now,
         lateral (
             select coalesce(array_agg(least(one, now.at) order by one), '{}') as times
             from unnest(held.taken) as one where one > now.at - $3
         ) as kept
)
returning turned > 0, cardinality(taken), extract(epoch from taken[greatest(1, cardinality(taken) - $2 + 1)] + $3 - clock_timestamp())
"""
_GIVE_BACK = "update launchready_guard_windows set taken = taken[:cardinality(taken) - 1] where key = $1"
_SWEEP = "delete from launchready_guard_windows where until < clock_timestamp()"


class PostgresStore:
    """A `window.Store` over a pool of yours.

    Its table is not logged: after a crash of the server the windows begin anew, and nothing waits for a disk.
    """

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]", *, seconds: float = 1.0) -> None:
        """Takes the pool, and how long a request may wait for an answer."""
        self._pool, self._seconds = pool, seconds

    async def prepare(self) -> None:
        """Makes the table where there is none; call it at the start, or in a migration.

        Raises:
            StoreError: the server gives no answer.
        """
        await self._run(_TABLE)

    async def take(self, key: str, limit: Limit) -> Taken:
        """Counts one attempt, or refuses it.

        Raises:
            StoreError: the server gives no answer.
        """
        try:
            span = timedelta(seconds=limit.seconds)
            found = await self._pool.fetchrow(_TAKE, key, limit.count, span, timeout=self._seconds)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
            raise StoreError(str(error) or type(error).__name__) from error
        assert found is not None
        allowed, held, wait = found
        left = max(0, limit.count - held)
        return Taken(allowed, left, 0.0 if left else max(1e-6, float(wait)))

    async def give_back(self, key: str) -> None:
        """The last attempt of this key did not count after all.

        Raises:
            StoreError: the server gives no answer.
        """
        await self._run(_GIVE_BACK, key)

    async def sweep(self) -> None:
        """Forgets the windows that are empty; call it now and then.

        Raises:
            StoreError: the server gives no answer.
        """
        await self._run(_SWEEP)

    async def _run(self, statement: str, *values: object) -> None:
        try:
            await self._pool.execute(statement, *values, timeout=self._seconds)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
            raise StoreError(str(error) or type(error).__name__) from error
