"""Runs an ASGI application on a socket of ours, for as long as a context is open, without touching signals."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Served:
    """An application and the socket it answers on."""

    name: str
    app: ASGIApp
    listener: socket.socket


@asynccontextmanager
async def serving(*several: Served) -> AsyncIterator[None]:
    """Serves all the applications until the context closes.

    Raises:
        StartError: an application's start failed.
    """
    servers = [(one, Server(_config(one.app))) for one in several]
    running = [asyncio.create_task(_serve(one, server), name=f"serve {one.name}") for one, server in servers]
    try:
        while not all(server.started for _, server in servers):
            for task in running:
                if task.done():
                    await task
                    raise StartError(f"{task.get_name()}: ended as it started")
            await asyncio.sleep(LOOK_EVERY)
        yield
    finally:
        for _, server in servers:
            server.should_exit = True
        await asyncio.wait(running)
        for one in several:
            one.listener.close()


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        ws="none",
        lifespan="on",
        timeout_graceful_shutdown=GRACE,
        timeout_keep_alive=75,
    )


async def _serve(one: Served, server: Server) -> None:
    try:
        await server.serve(sockets=[one.listener])
    except SystemExit as ended:  # how uvicorn says that an application's start failed
        raise StartError(f"{one.name} did not start") from ended
