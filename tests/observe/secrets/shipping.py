"""A small site whose files a front end loads, and what is read of it."""

import asyncio
from pathlib import Path

from aiohttp import web

from launchready.declare.model import WebSurface
from launchready.observe.secrets.bundle import Shipped, ShippedBy
from tests.observe.small_world import declared, site, visited


def shipped(
    folder: Path, files: dict[str, tuple[str, str]], *, failing: tuple[str, ...] = (), other: str | None = None
) -> tuple[Shipped, list[str]]:
    """What is read of a site, and what was asked for.

    Args:
        folder: where launch.toml is.
        files: the text and the kind of what stands at each path.
        failing: paths that are answered with 503.
        other: what is answered, with 200, at every other path; None for 404.
    """
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.path_qs)
        if request.path in failing:
            return web.Response(status=503, text="later")
        if request.path in files:
            text, kind = files[request.path]
            return web.Response(text=text, content_type=kind)
        return web.Response(status=200 if other else 404, text=other or "no", content_type="text/html")

    async def go() -> Shipped:
        app = web.Application()
        app.router.add_get("/{path:.*}", answer)
        async with site(app) as port:
            shop = WebSurface("web", None, "production", f"http://127.0.0.1:{port}", 1, pages=("/",))
            async with visited(declared(folder, shop)) as world:
                return await world.ask(ShippedBy("web"))

    return asyncio.run(go()), asked


def paths(seen: Shipped) -> set[str]:
    """The paths of the files that were read."""
    return {"/" + file.url.split("/", 3)[3] for file in seen.files}
