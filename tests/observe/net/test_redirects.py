"""Redirects are followed as a browser does: with cookies, to the end, and not for ever."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import WebSurface
from launchready.observe.http import Why
from launchready.observe.net.redirects import Chain, End, Follow, Jar
from launchready.observe.net.ways import starts
from tests.observe.small_world import declared, site, visited

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def app() -> web.Application:
    made = web.Application()

    def to(place: str) -> Handler:
        async def answer(_: web.Request) -> web.Response:
            return web.Response(status=302, headers={"Location": place} if place else {})

        return answer

    async def page(_: web.Request) -> web.Response:
        return web.Response(text="here")

    async def needs_cookie(request: web.Request) -> web.Response:
        if request.cookies.get("seen"):
            return web.Response(text="welcome back")
        return web.Response(status=302, headers={"Location": "/gate", "Set-Cookie": "seen=1; Path=/"})

    async def further(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": f"/n/{int(request.match_info['n']) + 1}"})

    made.router.add_get("/page", page)
    made.router.add_get("/gate", needs_cookie)
    made.router.add_get("/n/{n}", further)
    for path, place in {
        "/one": "page",
        "/two": "/one",
        "/a": "/b",
        "/b": "/a#top",
        "/out": "http://elsewhere.example/",
        "/nowhere": "",
        "/gone": "http://127.0.0.1:1/",
    }.items():
        made.router.add_get(path, to(place))
    return made


def follow(folder: Path, path: str) -> Chain:
    async def go() -> Chain:
        async with site(app()) as port, visited(declared(folder)) as world:
            return await world.ask(Follow(f"http://127.0.0.1:{port}{path}"))

    return asyncio.run(go())


@pytest.mark.parametrize(
    ("path", "end", "hops"),
    [
        ("/page", End.ANSWERED, 1),
        ("/two", End.ANSWERED, 3),
        ("/gate", End.ANSWERED, 2),
        ("/a", End.LOOP, 2),
        ("/n/0", End.TOO_MANY, 21),
        ("/out", End.OUTSIDE, 1),
        ("/nowhere", End.NOWHERE, 1),
    ],
)
def test_each_way_ends_as_a_browser_would_see_it(path: str, end: End, hops: int, tmp_path: Path) -> None:
    chain = follow(tmp_path, path)

    assert (chain.end, len(chain.hops)) == (end, hops)


def test_a_relative_target_is_read_from_where_it_stands(tmp_path: Path) -> None:
    chain = follow(tmp_path, "/one")

    assert chain.last.endswith("/page")
    assert (chain.status, chain.words) == (200, "here")


def test_a_target_that_does_not_listen_is_silence_with_its_reason(tmp_path: Path) -> None:
    chain = follow(tmp_path, "/gone")

    assert (chain.end, chain.why, chain.status) == (End.SILENT, Why.REFUSED, None)
    assert chain.last == "http://127.0.0.1:1/"


def test_a_cookie_goes_to_its_own_host_and_below_its_domain() -> None:
    jar = Jar()
    jar.keep("https://shop.test/", ("own=1; Path=/", "wide=2; Domain=.shop.test", "gone=3"))
    jar.keep("https://shop.test/", ("gone=; Max-Age=0",))

    assert jar.header("https://shop.test/x") == "own=1; wide=2"
    assert jar.header("https://api.shop.test/") == "wide=2"
    assert jar.header("https://notshop.test/") == ""


def test_a_site_at_a_port_of_its_own_has_no_other_door() -> None:
    def at(url: str) -> tuple[str, ...]:
        return starts(WebSurface("web", None, "production", url, 1, pages=("/",)))

    assert at("http://127.0.0.1:8080") == ("http://127.0.0.1:8080/",)
    assert at("https://shop.example") == ("https://shop.example/", "http://shop.example/")
