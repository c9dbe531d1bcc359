"""Both shared stores, on real servers."""

import asyncio
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest
from redis.asyncio import Redis

from guard.tests.places import Opened
from launchready_guard.stores.postgres import PostgresStore
from launchready_guard.stores.redis import RedisStore
from launchready_guard.window import Limit, StoreError


def test_the_window_holds_and_opens_again(opened: Opened) -> None:
    async def go() -> list[bool]:
        async with opened() as store:
            found = [await store.take("a", Limit(2, 0.4)) for _ in range(3)]
            assert [one.left for one in found] == [1, 0, 0]
            assert found[0].wait == 0
            assert 0 < found[2].wait <= 0.4
            await asyncio.sleep(found[2].wait + 0.01)
            return [*(one.allowed for one in found), (await store.take("a", Limit(2, 0.4))).allowed]

    assert asyncio.run(go()) == [True, True, False, True]


def test_many_at_once_get_exactly_as_many_as_may(opened: Opened) -> None:
    async def go() -> int:
        async with opened() as store:
            found = await asyncio.gather(*(store.take("a", Limit(7, 60)) for _ in range(100)))
            return sum(one.allowed for one in found)

    assert asyncio.run(go()) == 7


def test_what_is_given_back_may_be_taken_again(opened: Opened) -> None:
    async def go() -> list[bool]:
        async with opened() as store:
            await store.give_back("nobody")
            first = await store.take("a", Limit(1, 60))
            await store.give_back("a")
            return [first.allowed, *[(await store.take("a", Limit(1, 60))).allowed for _ in range(2)]]

    assert asyncio.run(go()) == [True, True, False]


def test_keys_and_limits_do_not_share(opened: Opened) -> None:
    async def go() -> list[bool]:
        async with opened() as store:
            return [(await store.take(key, Limit(1, 60))).allowed for key in ("a", "b", "a", "A", "a'; drop")]

    assert asyncio.run(go()) == [True, True, False, True, True]


RACER = """
import asyncio, sys
from launchready_guard.window import Limit
kind, where = sys.argv[1:]

async def go():
    if kind == "redis":
        from redis.asyncio import Redis
        from launchready_guard.stores.redis import RedisStore
        store = RedisStore(Redis(unix_socket_path=where))
    else:
        import asyncpg
        from launchready_guard.stores.postgres import PostgresStore
        store = PostgresStore(await asyncpg.create_pool(where, min_size=1, max_size=4))
    print(sum([(await store.take("race", Limit(10, 60))).allowed for _ in range(40)]))

asyncio.run(go())
"""


@pytest.mark.parametrize("kind", ["redis", "postgres"])
def test_processes_share_one_window(kind: str, request: pytest.FixtureRequest) -> None:
    where = str(request.getfixturevalue("redis_socket" if kind == "redis" else "postgres_uri"))
    if kind == "postgres":

        async def prepare() -> None:
            async with asyncpg.create_pool(where, min_size=1, max_size=1) as pool:
                await PostgresStore(pool).prepare()
                await pool.execute("truncate launchready_guard_windows")

        asyncio.run(prepare())

    racers = [
        subprocess.Popen([sys.executable, "-c", RACER, kind, where], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]

    assert sum(int(racer.communicate(timeout=60)[0]) for racer in racers) == 10


def test_a_clock_that_was_set_back_locks_nobody_out_for_longer_than_the_window(
    redis_socket: Path, postgres_uri: str
) -> None:
    async def go() -> None:
        async with Redis(unix_socket_path=str(redis_socket)) as client:
            await client.delete("launchready-guard:late")
            seconds, micro = await client.time()
            await client.rpush("launchready-guard:late", (seconds + 3600) * 1_000_000 + micro)
            taken = await RedisStore(client).take("late", Limit(1, 60))
            assert (taken.allowed, taken.wait <= 60) == (False, True)
        async with asyncpg.create_pool(postgres_uri, min_size=1, max_size=1) as pool:
            store = PostgresStore(pool)
            await store.prepare()
            statement = "insert into launchready_guard_windows values ('late', array[now() + interval '1 h'], 1, now())"
            await pool.execute(statement)
            taken = await store.take("late", Limit(1, 60))
            assert (taken.allowed, taken.wait <= 60) == (False, True)

    asyncio.run(go())


def test_empty_windows_are_forgotten(postgres_uri: str) -> None:
    async def go() -> list[str]:
        async with asyncpg.create_pool(postgres_uri, min_size=1, max_size=1) as pool:
            store = PostgresStore(pool)
            await store.prepare()
            await pool.execute("truncate launchready_guard_windows")
            await store.take("short", Limit(1, 0.05))
            await store.take("long", Limit(1, 60))
            await asyncio.sleep(0.1)
            await store.sweep()
            return [row["key"] for row in await pool.fetch("select key from launchready_guard_windows")]

    assert asyncio.run(go()) == ["long"]


def test_a_key_of_redis_ends_with_its_window(redis_socket: Path) -> None:
    async def go() -> int:
        async with Redis(unix_socket_path=str(redis_socket)) as client:
            await RedisStore(client).take("short", Limit(1, 0.05))
            await asyncio.sleep(0.1)
            return int(await client.exists("launchready-guard:short"))

    assert asyncio.run(go()) == 0


def test_no_server_is_told_as_such(tmp_path: Path, postgres_uri: str) -> None:
    async def go() -> None:
        store = RedisStore(Redis(unix_socket_path=str(tmp_path / "none")))
        for call in (store.take("a", Limit(1, 1)), store.give_back("a")):
            with pytest.raises(StoreError):
                await call
        pool = await asyncpg.create_pool(postgres_uri, min_size=1, max_size=1)
        await pool.close()
        gone = PostgresStore(pool)
        for call in (gone.take("a", Limit(1, 1)), gone.give_back("a"), gone.sweep(), gone.prepare()):
            with pytest.raises(StoreError):
                await call

    asyncio.run(go())
