import asyncio
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import WebSurface
from launchready.stages.s4_edge.asset_is_not_cached import FINGERPRINT, Asset, AssetIsNotCached, Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown
from tests.observe.small_world import declared, site, visited

LONG = "public, max-age=31536000, immutable"


def asset(
    cache_control: str = LONG,
    *told: str,
    status: int = 200,
    marked: bool = True,
    unpacked: int = 0,
    again: int | None = None,
) -> Asset:
    url = f"https://shop.example/assets/app{'.3f9c2b1d' if marked else ''}.js"
    line = f"GET {url} -> {status}, 900 characters"
    return Asset(url, status, cache_control, told, line, f"curl {url}", marked, unpacked, again)


def seen(*assets: Asset, read: bool = True, environment: str = "production") -> Seen:
    return Seen(environment, ("GET https://shop.example/ -> 200, 900 characters",), read, 3, assets)


EXAMPLES = (
    (seen(asset(LONG, "MISS", "HIT", "HIT; hit by its age")), Pass),
    (seen(asset(LONG, "cdn; fwd=miss", "cdn; hit", "cdn; hit")), Pass),
    (seen(asset(LONG, "", "", "")), Pass),
    (seen(asset("public, s-maxage=604800, max-age=604800", "MISS", "HIT")), Pass),
    (seen(asset("no-cache", marked=False, again=304)), Pass),
    (seen(asset("", marked=False, again=304)), Pass),
    (seen(asset("public, max-age=3600", marked=False)), Pass),
    (seen(asset("no-cache", marked=False, again=200)), Fail),
    (seen(asset(LONG, marked=False, again=304)), Fail),  # the old one runs after the next release
    (seen(asset("public, max-age=604800", marked=False)), Pass),
    (seen(asset("public, no-cache, max-age=31536000", marked=False, again=304)), Pass),
    (seen(asset("no-store", marked=False, again=304)), Fail),
    (seen(asset("", marked=False)), Fail),
    (seen(asset(LONG, "MISS", "HIT", unpacked=48_000)), Fail),
    (seen(asset("no-store", "BYPASS", "BYPASS", "BYPASS")), Fail),
    (seen(asset("")), Fail),
    (seen(asset("public, max-age=3600", "MISS", "HIT")), Fail),
    (seen(asset(LONG, "MISS", "MISS", "MISS")), Fail),
    (seen(asset(LONG, "HIT"), asset(LONG, "DYNAMIC", "DYNAMIC")), Fail),
    (seen(asset(status=404)), Unknown),
    (seen(read=False), Unknown),
    (seen(), NotApplicable),
    (seen(environment="staging"), NotApplicable),
)


@pytest.mark.parametrize(
    "name", ["app.3f9c2b1d.js", "index-DX81kfa2.css", "font.0a1b2c3d4e.woff2", "main-4f9a2b1c.mjs"]
)
def test_a_name_with_a_fingerprint_is_known(name: str) -> None:
    assert FINGERPRINT.search(name)


@pytest.mark.parametrize("name", ["app.js", "jquery-3.7.1.min.js", "bootstrap.min.css", "my-own-stylesheet.css"])
def test_an_ordinary_name_is_not(name: str) -> None:
    assert not FINGERPRINT.search(name)


def looked(folder: Path, *, packs: bool, knows: bool) -> Seen:
    """A page with one script whose name stays the same."""

    async def page(_: web.Request) -> web.Response:
        return web.Response(text='<script src="/app.js"></script>', content_type="text/html")

    async def script(request: web.Request) -> web.Response:
        headers = {"ETag": '"one"', "Cache-Control": "no-cache"}
        if knows and request.headers.get("If-None-Match") == '"one"':
            return web.Response(status=304, headers=headers)
        answer = web.Response(text="let a = 1;\n" * 900, headers=headers, content_type="text/javascript")
        if packs:
            answer.enable_compression()
        return answer

    async def go() -> Seen:
        app = web.Application()
        app.router.add_get("/", page)
        app.router.add_get("/app.js", script)
        async with site(app) as port:
            at = WebSurface("web", None, "production", f"http://127.0.0.1:{port}", 1)
            async with visited(declared(folder, at)) as world:
                return await AssetIsNotCached().look(at, world)

    return asyncio.run(go())


def test_a_script_that_is_packed_and_asked_for_again_is_seen(tmp_path: Path) -> None:
    (script,) = looked(tmp_path, packs=True, knows=True).assets

    assert (script.marked, script.unpacked, script.asked_again, script.gap) == (False, 0, 304, None)


def test_a_script_that_travels_whole_is_seen(tmp_path: Path) -> None:
    (script,) = looked(tmp_path, packs=False, knows=True).assets
    (again,) = looked(tmp_path, packs=True, knows=False).assets

    assert script.gap == "9,900 characters travel without compression each time"
    assert (again.asked_again, again.gap is None) == (200, False)


@pytest.mark.parametrize(
    ("path", "lasting"),
    [
        ("/app.js", True),
        ("/static/css/main.css", True),
        ("/js/bundle.min.js", True),
        ("/v2/app.js", False),
        ("/build-417/app.js", False),
        ("/assets/index-DfKxQabc.js", False),  # a checksum without a digit
        ("/static/QwErTyUiOpAsDfGh/main.js", False),
        ("/vendor/jquery-3.7.1.min.js", False),
        ("/fonts/inter-variable.woff2", False),
    ],
)
def test_only_a_name_that_can_be_of_no_release_outlives_one(path: str, *, lasting: bool) -> None:
    found = Asset(f"https://shop.example{path}", 200, LONG, (), "line", "curl", marked=False, asked_again=304)

    assert lasting is ("visitors run the old one" in (found.gap or ""))
