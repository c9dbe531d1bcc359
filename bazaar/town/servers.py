"""Runs an ASGI application on a socket of ours, for as long as a context is open, without touching signals."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import ASGIApp

LOOK_EVERY = 0.005
GRACE = 2


class StartError(RuntimeError):
    """A part of the town did not start."""


class Server(uvicorn.Server):
    """uvicorn's server, which leaves the signals to whoever started the town."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Captures none."""
        yield


@asynccontextmanager
async def serving(name: str, app: ASGIApp, listener: socket.socket) -> AsyncIterator[None]:
    """Serves the application until the context closes.

    Raises:
        StartError: the application's start failed.
    """
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        lifespan="on" if name != "edge" else "off",
        ws="none",
        timeout_graceful_shutdown=GRACE,
        timeout_keep_alive=75,
    )
    server = Server(config)
    running = asyncio.create_task(_serve(name, server, listener), name=f"serve {name}")
    try:
        while not server.started:
            if running.done():
                await running
                raise StartError(f"{name} ended as it started")
            await asyncio.sleep(LOOK_EVERY)
        yield
    finally:
        server.should_exit = True
        await asyncio.wait((running,))
        listener.close()


async def _serve(name: str, server: Server, listener: socket.socket) -> None:
    try:
        await server.serve(sockets=[listener])
    except SystemExit as ended:  # how uvicorn says that an application's start failed
        raise StartError(f"{name} did not start") from ended
