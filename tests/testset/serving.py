"""Serves a product of a test's own beside the tests, which ask it as anybody does, one after another."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web

from tests.observe.small_world import site


@contextmanager
def beside(app: web.Application) -> Iterator[int]:
    """The product's port; it stops at the end."""
    loop, ready, ports = asyncio.new_event_loop(), threading.Event(), list[int]()
    done = asyncio.Event()

    async def serve() -> None:
        async with site(app) as port:
            ports.append(port)
            ready.set()
            await done.wait()

    running = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    running.start()
    assert ready.wait(10)
    try:
        yield ports[0]
    finally:
        loop.call_soon_threadsafe(done.set)
        running.join(10)
        loop.close()
