"""What a site ships is read whole: pages, scripts, what scripts load, and source maps; guesses that lead nowhere are dropped."""

import asyncio
import json
import secrets
from pathlib import Path

from aiohttp import web

from launchready.declare.model import AdminSurface, WebSurface
from launchready.observe.secrets.bundle import Shipped, ShippedBy
from tests.observe.small_world import declared, site, visited

KEY = "sk_live_" + secrets.token_hex(16)
PAGE = """<!doctype html><title>Shop</title><link rel="stylesheet" href="/app.css">
<script src="/assets/app.js"></script><script src="https://cdn.example/x.js"></script>"""
SCRIPT = f"""import("./chunk.js"); const gone = "./legacy.js"; const key = "{KEY}"; fetch("http://10.1.2.3/x");
//# sourceMappingURL=app.js.map
"""
FILES = {
    "/": (PAGE, "text/html"),
    "/app.css": ("body { color: red }", "text/css"),
    "/assets/app.js": (SCRIPT, "text/javascript"),
    "/assets/chunk.js": ('location = "https://staging.shop.test/";', "text/javascript"),
    "/assets/app.js.map": (
        json.dumps({"version": 3, "sources": ["src/app.ts"], "sourcesContent": ["let secret"]}),
        "application/json",
    ),
}


def shipped(folder: Path, files: dict[str, tuple[str, str]], *pages: str) -> Shipped:
    async def answer(request: web.Request) -> web.Response:
        if request.path == "/home":
            return web.Response(status=301, headers={"Location": "/"})
        if request.path not in files:
            return web.Response(status=404, text="<!doctype html>no such page")
        text, kind = files[request.path]
        return web.Response(text=text, content_type=kind)

    async def go() -> Shipped:
        app = web.Application()
        app.router.add_get("/{path:.*}", answer)
        async with site(app) as port:
            shop = WebSurface("web", None, "production", f"http://127.0.0.1:{port}", 1, pages=pages or ("/",))
            staging = AdminSurface("staging", None, "staging", "https://staging.shop.test", 2)
            async with visited(declared(folder, shop, staging)) as world:
                return await world.ask(ShippedBy("web"))

    return asyncio.run(go())


def tails(urls: list[str]) -> list[str]:
    return [f"/{url.split('/', 3)[3]}" for url in urls]


def test_everything_that_is_shipped_is_read_once(tmp_path: Path) -> None:
    seen = shipped(tmp_path, FILES, "/", "/home")

    assert sorted(tails([file.url for file in seen.files])) == ["/", "/app.css", "/assets/app.js", "/assets/chunk.js"]
    assert all(file.read for file in seen.files)
    assert seen.outside == ("https://cdn.example/x.js",)


def test_keys_inside_addresses_and_maps_are_found_and_the_value_is_not_kept(tmp_path: Path) -> None:
    seen = shipped(tmp_path, FILES)

    assert [one.kind for one in seen.secrets] == ["stripe secret key"]
    assert KEY not in repr(seen.secrets)
    assert {one.url for one in seen.inside} == {"http://10.1.2.3/x", "https://staging.shop.test/"}
    assert {(tails([one.url])[0], one.sources) for one in seen.maps} == {
        ("/assets/app.js.map", ("src/app.ts",)),
        ("/assets/chunk.js.map", ()),
    }
    assert seen.control
    assert seen.inside_control


def test_a_script_that_a_page_names_and_that_is_gone_is_told(tmp_path: Path) -> None:
    without = {path: file for path, file in FILES.items() if path != "/assets/app.js"}

    seen = shipped(tmp_path, without)

    assert tails([file.url for file in seen.files if not file.read]) == ["/assets/app.js"]
