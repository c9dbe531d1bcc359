"""Records in Postgres, for products of several machines: approvals, budgets and the outbox share them as processes share a file.

Whoever asks waits, as they do for a file. The connections live on a thread of their own, so that the same place serves code
that is asynchronous and code that is not.
"""

import asyncio
import os
import threading
import weakref
from collections.abc import Mapping
from concurrent.futures import TimeoutError as NoAnswerError
from typing import Any

import asyncpg

from launchready_guard.window import StoreError

_LOCK = "select pg_advisory_xact_lock(hashtextextended($1, 0))"
_IS_THERE = "select to_regclass($1) is not null"


class PostgresRecords:
    """A `kept.Records` at a Postgres server."""

    numbered = "bigint generated always as identity primary key"

    def __init__(
        self,
        dsn: str,
        *,
        seconds: float = 5.0,
        most: int = 4,
        settings: Mapping[str, str] | None = None,
        **connect: Any,
    ) -> None:
        """Connects when it is first asked.

        Args:
            dsn: such as `postgresql://user@host/database`.
            seconds: for which one statement may take, the way there included.
            most: connections of this process.
            settings: of each connection, such as a `search_path`.
            **connect: whatever else asyncpg's `create_pool` takes (`statement_cache_size=0` behind some poolers).
        """
        self._dsn, self._seconds, self._most, self._connect = dsn, seconds, most, connect
        # What is told is on the server's disk, whatever the database's own habit.
        self._settings = {"synchronous_commit": "on", **(settings or {})}
        self._here = _Here()
        _EVERY.add(self)

    def prepare(self, table: str, *statements: str) -> None:
        """Makes the table and its indexes where there is none yet: whoever may not make tables lets somebody else do it first.

        Raises:
            StoreError: the server gives no answer, or lets us make none.
        """
        if self.run(_IS_THERE, table) == [(True,)]:
            return
        for statement in statements:
            self.run(statement, alone=f"launchready_guard makes {table}")

    def run(self, statement: str, *values: object, alone: str = "") -> list[tuple[Any, ...]]:
        """Carries out one statement; gives its rows once they are safe.

        Raises:
            StoreError: the server gives no answer, or refuses; without an answer, what was to be written may have been.
        """
        here = self._here
        asked = self._asked(here, statement, values, alone)
        try:
            return asyncio.run_coroutine_threadsafe(asked, here.running()).result(2 * self._seconds)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError, NoAnswerError) as error:
            raise StoreError(str(error) or type(error).__name__) from error

    def close(self) -> None:
        """Ends the connections; the next statement makes new ones."""
        here, self._here = self._here, _Here()
        if here.loop is not None:
            asyncio.run_coroutine_threadsafe(here.ended(), here.loop).result(2 * self._seconds)
            here.loop.call_soon_threadsafe(here.loop.stop)

    def forget(self) -> None:
        """Leaves the connections to whoever forked this process: two who speak on one would garble both."""
        self._here = _Here()

    async def _asked(
        self, here: "_Here", statement: str, values: tuple[object, ...], alone: str
    ) -> list[tuple[Any, ...]]:
        async with asyncio.timeout(self._seconds):
            async with here.opening:
                if here.pool is None:
                    here.pool = await asyncpg.create_pool(
                        self._dsn,
                        min_size=0,
                        max_size=self._most,
                        server_settings=self._settings,
                        **self._connect,
                    )
            async with here.pool.acquire() as connection, connection.transaction():
                if alone:
                    await connection.execute(_LOCK, alone)
                return [tuple(row) for row in await connection.fetch(statement, *values)]


class _Here:
    """What one process holds: a thread with a loop, and the connections that live on it."""

    def __init__(self) -> None:
        self.opening = asyncio.Lock()
        self.pool: asyncpg.Pool[asyncpg.Record] | None = None
        self.loop: asyncio.AbstractEventLoop | None = None
        self._starting = threading.Lock()

    def running(self) -> asyncio.AbstractEventLoop:
        """The loop, on its thread."""
        with self._starting:
            if self.loop is None:
                self.loop = asyncio.new_event_loop()
                threading.Thread(target=_runs, args=(self.loop,), name="launchready-guard", daemon=True).start()
            return self.loop

    async def ended(self) -> None:
        """Ends the connections."""
        if self.pool is not None:
            await self.pool.close()


def _runs(loop: asyncio.AbstractEventLoop) -> None:
    try:
        loop.run_forever()
    finally:
        loop.close()


def _forget_all() -> None:
    for one in list(_EVERY):
        one.forget()


_EVERY: "weakref.WeakSet[PostgresRecords]" = weakref.WeakSet()
os.register_at_fork(after_in_child=_forget_all)
