"""The origin is asked under every name, and only the product's own text counts."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import Edge, Network, WebSurface
from launchready.observe.net.origin import Knocks, OriginKnocked
from tests.observe.small_world import declared, site, visited, zone

PAGE = "<title>A shop of bots for every purpose</title>\n<p>Find the bot that answers your customers</p>"
OTHER = "<title>Welcome to this web server</title>\n<p>It works, and nothing is here yet</p>"


def server(origin: str) -> web.Application:
    """Edge and origin in one: the origin is asked under another Host's address, and tells by the edge's header."""
    seen: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        seen.append(request.path)
        if len(seen) == 1:  # the first look goes through the edge
            return web.Response(text=PAGE, content_type="text/html")
        if origin == "refuses":
            raise web.HTTPForbidden(text="")
        return web.Response(text={"open": PAGE, "default site": OTHER}[origin], content_type="text/html")

    made = web.Application()
    made.router.add_get("/", answer)
    return made


def knocked(folder: Path, origin: str, address: str = "127.0.0.1") -> Knocks:
    async def go() -> Knocks:
        with zone("shop.test. 60 IN A 127.0.0.1") as resolver:
            async with site(server(origin)) as port:
                at = WebSurface("web", None, "production", f"http://shop.test:{port}", 1)
                declaration = declared(folder, at, network=Network(resolver=resolver))
                async with visited(replace(declaration, edge=Edge((), (address,)))) as world:
                    return await world.ask(OriginKnocked())

    return asyncio.run(go())


@pytest.mark.parametrize(("origin", "opened"), [("open", True), ("refuses", False), ("default site", False)])
def test_only_the_products_own_text_counts(tmp_path: Path, origin: str, *, opened: bool) -> None:
    found = knocked(tmp_path, origin)

    assert {one.open for one in found.knocks} == {opened}
    assert all(one.answered for one in found.knocks)
    assert found.shown[0].pieces >= 2


def test_a_closed_port_is_knocked_at_once_and_is_no_answer(tmp_path: Path) -> None:
    found = knocked(tmp_path, "open", address="127.0.0.9")

    assert [(one.answered, one.sent, one.open) for one in found.knocks] == [(False, True, False)] * 2
