"""Parameters that name where to go next are found, and tried with a host of this run's in each spelling."""

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiohttp import web

from launchready.declare.model import WebSurface
from launchready.observe.net.open_redirects import (
    OpenRedirects,
    Places,
    does_something,
    parameters,
    spellings,
)
from launchready.observe.net.redirects import leads_to
from tests.observe.small_world import declared, site, visited

HOST = "abcdef.launchready.example"
BASE = "https://shop.test/login"


@pytest.mark.parametrize("spelling", spellings(HOST, "shop.test"))
def test_every_spelling_is_what_a_browser_reads(spelling: str) -> None:
    assert leads_to(BASE, spelling, HOST)


@pytest.mark.parametrize(
    "location",
    [
        "/account",
        f"/login?next=https://{HOST}/",
        f"https://shop.test/?to=https%3A%2F%2F{HOST}",
        f"https://shop.test/{HOST}",
        f"https://not{HOST}/",
        f"/%09/{HOST}/",
        f"./{HOST}/",
        "",
        "https://[broken/",
    ],
)
def test_what_stays_on_the_site_leads_nowhere_else(location: str) -> None:
    assert not leads_to(BASE, location, HOST)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("next=%2Faccount", ["next"]),
        ("Return-To=", ["Return-To"]),
        ("x=https%3A%2F%2Fshop.test%2F", ["x"]),
        ("page=2&to=7", []),
        ("q=shoes&redirect_uri=app", ["redirect_uri"]),
    ],
)
def test_a_parameter_is_known_by_its_name_or_by_its_value(query: str, found: list[str]) -> None:
    assert [one.parameter for one in parameters(f"{BASE}?{query}", "a link")] == found


@pytest.mark.parametrize(
    ("path", "deed"),
    [("/logout", True), ("/auth/sign-out", True), ("/cancel-order", True), ("/login", False), ("/out", False)],
)
def test_an_address_that_is_named_like_a_deed_is_never_asked(path: str, deed: bool) -> None:
    assert does_something(f"https://shop.test{path}?next=/") is deed


def app() -> web.Application:
    made = web.Application()

    async def home(_: web.Request) -> web.Response:
        links = '<a href="/open?to=/a">x</a> <a href="/naive?next=/a">y</a> <a href="/safe?next=/a">z</a> <a href="/page?url=/a">p</a>'
        form = '<form action="/form"><input name="return_to" value="/a"></form>'
        return web.Response(text=links + form, content_type="text/html")

    def sending(parameter: str, *, allowed: str = "") -> object:
        async def answer(request: web.Request) -> web.Response:
            value = request.query[parameter]
            is_local = value.startswith("/") and not (allowed == "path" and urlsplit(value.replace("\\", "/")).netloc)
            if allowed == "path":
                is_local = is_local and "\t" not in value and "\\" not in value
            return web.Response(status=302, headers={"Location": value if not allowed or is_local else "/"})

        return answer

    async def page(_: web.Request) -> web.Response:
        return web.Response(text="a page about the address")

    made.router.add_get("/", home)
    made.router.add_get("/open", sending("to"))  # type: ignore[arg-type]
    made.router.add_get("/naive", sending("next", allowed="slash"))  # type: ignore[arg-type]
    made.router.add_get("/safe", sending("next", allowed="path"))  # type: ignore[arg-type]
    made.router.add_get("/form", sending("return_to"))  # type: ignore[arg-type]
    made.router.add_get("/page", page)
    return made


def test_what_follows_any_host_is_told_from_what_keeps_to_the_site(tmp_path: Path) -> None:
    async def go() -> Places:
        async with site(app()) as port:
            at = WebSurface("web", None, "production", f"http://127.0.0.1:{port}", 1)
            async with visited(declared(tmp_path, at)) as world:
                return await world.ask(OpenRedirects("web"))

    places = asyncio.run(go())

    assert places.read == 1
    assert {one.place.name: (one.follows, bool(one.spelling)) for one in places.tried} == {
        "/open?to": (True, True),
        "/naive?next": (True, True),
        "/safe?next": (True, False),
        "/page?url": (False, False),
        "/form?return_to": (True, True),
    }
