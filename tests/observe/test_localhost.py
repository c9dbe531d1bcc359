"""This machine's own name and addresses are reached without DNS."""

import asyncio
from pathlib import Path

import pytest
from aiohttp import web

from launchready.observe.http import Answer, Reply
from tests.observe.small_world import declared, site, visited


async def hello(request: web.Request) -> web.Response:
    return web.Response(text=request.host)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "api.localhost"])
def test_it_answers(host: str, tmp_path: Path) -> None:
    app = web.Application()
    app.router.add_get("/", hello)

    async def ask() -> tuple[int, Reply]:
        async with site(app) as port, visited(declared(tmp_path, domain="localhost")) as world:
            return port, await world.get(f"http://{host}:{port}/")

    port, reply = asyncio.run(ask())

    assert isinstance(reply, Answer)
    assert f"{host}:{port}" == reply.body
