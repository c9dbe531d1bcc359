"""Whatever a page loads or sends is read, with its kind; plain HTTP to this machine is none."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import Call, Network, Principal, WebSurface
from launchready.observe.net.mixed import ClearLoads, ClearLoadsBehindSignIn, InTheClear, in_page, in_style, is_clear
from tests.observe.net.test_tls import a_certificate
from tests.observe.small_world import declared, site, visited, zone

PAGE = "https://shop.test/a/"


@pytest.mark.parametrize(
    ("html", "url", "active"),
    [
        ('<script src="http://x.example/a.js"></script>', "http://x.example/a.js", True),
        ('<script src="//x.example/a.js"></script>', "https://x.example/a.js", True),
        ('<iframe src="http://x.example/"></iframe>', "http://x.example/", True),
        ('<link rel="preload stylesheet" href="http://x.example/a.css">', "http://x.example/a.css", True),
        ('<link rel="shortcut icon" href="http://x.example/a.ico">', "http://x.example/a.ico", False),
        ('<object data="http://x.example/a"></object>', "http://x.example/a", True),
        ('<img src="http://x.example/a.png">', "http://x.example/a.png", False),
        ('<img srcset="/a.png 1x, http://x.example/b.png 2x">', "http://x.example/b.png", False),
        ('<video poster="http://x.example/a.png"></video>', "http://x.example/a.png", False),
        ('<form action="http://x.example/pay"></form>', "http://x.example/pay", True),
        ('<button formaction="http://x.example/pay">pay</button>', "http://x.example/pay", True),
        ("<p style=\"background:url('http://x.example/a.png')\">", "http://x.example/a.png", False),
        ("<style>@import 'http://x.example/a.css';</style>", "http://x.example/a.css", True),
        ('<base href="http://x.example/"><img src="a.png">', "http://x.example/a.png", False),
        ('<img src="a.png">', "https://shop.test/a/a.png", False),
    ],
)
def test_each_kind_is_read(html: str, url: str, active: bool) -> None:
    assert (url, active) in {(one.url, one.active) for one in in_page(html, PAGE)}


@pytest.mark.parametrize(
    "html",
    [
        '<a href="http://x.example/">',
        '<link rel="canonical" href="http://shop.test/">',
        "<!-- <img src='http://x.example/'> -->",
        '<link rel="preconnect" href="http://x.example">',
    ],
)
def test_what_is_only_linked_or_out_of_use_is_not_loaded(html: str) -> None:
    assert list(in_page(html, PAGE)) == []


def test_the_name_of_a_language_is_not_loaded() -> None:
    css = '@namespace svg url(http://www.w3.org/2000/svg); @namespace url("http://www.w3.org/1999/xhtml"); a{color:red}'

    assert list(in_style(css, PAGE, PAGE)) == []


def test_a_style_tells_its_imports_from_its_images_and_its_comments() -> None:
    css = "@import url(http://x.example/a.css); a{background:url(http://x.example/a.png)} /* url(http://no.example/) */"

    assert {(one.url, one.active) for one in in_style(css, PAGE, PAGE)} == {
        ("http://x.example/a.css", True),
        ("http://x.example/a.png", False),
    }


@pytest.mark.parametrize(
    ("url", "clear"),
    [
        ("http://x.example/", True),
        ("https://x.example/", False),
        ("http://localhost:3000/", False),
        ("http://127.0.0.1/", False),
        ("data:image/png;base64,AA", False),
    ],
)
def test_only_a_line_that_others_can_read_is_clear(url: str, clear: bool) -> None:
    assert is_clear(url) is clear


def test_a_page_that_has_browsers_upgrade_is_left_out(tmp_path: Path) -> None:
    async def page(request: web.Request) -> web.Response:
        policy = {"Content-Security-Policy": "default-src 'self'; upgrade-insecure-requests"}
        html = '<img src="http://x.example/a.png">'
        return web.Response(text=html, content_type="text/html", headers=policy if request.path == "/up" else {})

    app = web.Application()
    app.router.add_get("/up", page)
    app.router.add_get("/plain", page)

    async def go() -> InTheClear:
        async with site(app) as port:
            pages = ("/up", "/plain", "/gone")
            at = WebSurface("web", None, "production", f"http://127.0.0.1:{port}", 1, pages=pages)
            async with visited(declared(tmp_path, at)) as world:
                return await world.ask(ClearLoads("web"))

    found = asyncio.run(go())

    assert [one.where.rpartition("/")[2] for one in found.clear] == ["plain"]
    assert (len(found.read), len(found.unread), len(found.upgraded)) == (2, 1, 1)


@pytest.mark.parametrize("upgraded", [True, False])
def test_what_a_style_loads_is_upgraded_with_its_page(tmp_path: Path, upgraded: bool) -> None:
    async def page(_: web.Request) -> web.Response:
        policy = {"Content-Security-Policy": "upgrade-insecure-requests"} if upgraded else {}
        html = '<link rel="stylesheet" href="/a.css">'
        return web.Response(text=html, content_type="text/html", headers=policy)

    async def style(_: web.Request) -> web.Response:
        return web.Response(text="a{background:url(http://x.example/b.png)}", content_type="text/css")

    app = web.Application()
    app.router.add_get("/", page)
    app.router.add_get("/a.css", style)

    async def go() -> InTheClear:
        own = a_certificate(tmp_path, "shop.test")
        with zone("shop.test. IN A 127.0.0.1\n") as resolver:
            async with site(app, own) as port:
                at = WebSurface("web", None, "production", "https://shop.test", 1, pages=("/",))
                network = Network(resolver, ((443, port),), own)
                async with visited(declared(tmp_path, at, network=network)) as world:
                    return await world.ask(ClearLoads("web"))

    found = asyncio.run(go())

    assert found.read
    assert [one.url for one in found.clear] == ([] if upgraded else ["http://x.example/b.png"])


def test_private_pages_are_read_as_whoever_opens_them(tmp_path: Path) -> None:
    image = '<img src="http://x.example/portrait.png">'

    async def page(request: web.Request) -> web.Response:
        who = {"k1": "kim@shop.test", "s1": "sam@shop.test"}.get(request.cookies.get("session", ""), "")
        if request.path == "/open":
            return web.Response(text=f"hello {who}{image if who else ''}", content_type="text/html")
        if not who or (request.path == "/sales" and who != "sam@shop.test"):
            return web.Response(status=302, headers={"Location": "/login"})
        return web.Response(text=f"{request.path}{image}", content_type="text/html")

    async def enter(request: web.Request) -> web.Response:
        answer = web.Response(status=302, headers={"Location": "/"})
        answer.set_cookie("session", str((await request.post())["user"])[0] + "1")
        return answer

    app = web.Application()
    for path in ("/account", "/sales", "/open", "/gone"):
        app.router.add_get(path, page)
    app.router.add_post("/login", enter)

    async def go() -> InTheClear:
        async with site(app) as port:
            pages = ("/account", "/sales", "/open", "/nowhere")
            at = WebSurface("web", None, "production", f"http://127.0.0.1:{port}", 1, private_pages=pages)
            people = tuple(
                Principal(
                    name, role, 1, sign_in_at=(("web", Call("POST", "/login", "web", form=(("user", address),))),)
                )
                for name, role, address in (("kim", "buyer", "kim@shop.test"), ("sam", "seller", "sam@shop.test"))
            )
            async with visited(replace(declared(tmp_path, at), principals=people)) as world:
                return await world.ask(ClearLoadsBehindSignIn("web"))

    found = asyncio.run(go())

    assert [one.where.rpartition("/")[2] for one in found.clear] == ["account", "sales", "open"]
    assert ["kim" in line for line in found.signed] == [True, False, True]
    assert ["/nowhere" in line for line in found.unread] == [True]
