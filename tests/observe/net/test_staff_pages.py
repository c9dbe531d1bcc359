"""Pages of the staff are found by what the site names, and known by what an admin sees."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import AdminSurface, ApiSurface, Principal, Secret, WebSurface
from launchready.observe.net.site import Named, Site, SiteTold
from launchready.observe.net.staff_pages import StaffLooks, StaffPages
from launchready.observe.world import World
from launchready.stages.s4_edge.admin_hides_by_path import AdminHidesByPath, Seen
from launchready.verdict import Fail, Pass, Unknown, Verdict
from tests.observe.small_world import declared, site, visited

LIST = "<h1>Members of the shop</h1>\n<td>ann@shop.test joined in May</td>\n<td>bob@shop.test joined in June</td>"
HOME = """<a href="/about">About</a><a href="https://other.test/admin">Partner</a><form action="/search"></form>
<script src="/assets/app.3f9c2b1d.js"></script><link rel="stylesheet" href="/assets/app.0a1b2c3d.css">"""


def shop(opened: str | None) -> web.Application:
    async def answer(request: web.Request) -> web.Response:
        page = {
            "/": HOME,
            "/robots.txt": "User-agent: *\nDisallow: /quiet-room # staff\nAllow: /about",
            "/assets/app.3f9c2b1d.js": 'fetch("/api/bots"); go("/staff/door")',
        }.get(request.path)
        if request.path == "/office" and request.headers.get("Authorization") == "Bearer tok-root":
            page = LIST
        if request.path == opened:
            page = LIST
        if page is None:
            raise web.HTTPNotFound
        return web.Response(text=page, content_type="text/html")

    made = web.Application()
    made.router.add_get("/{rest:.*}", answer)
    return made


async def asked(folder: Path, opened: str | None) -> tuple[StaffLooks, Site]:
    async with site(shop(opened)) as port:
        url = f"http://127.0.0.1:{port}"
        people = []
        for name, role in (("ann", "buyer"), ("bob", "buyer"), ("root", "admin")):
            (folder / name).write_text(f"tok-{name}")
            people.append(Principal(name, role, 1, token=Secret(f"file:{name}")))
        declaration = declared(
            folder,
            WebSurface("web", None, "production", url, 1),
            AdminSurface("admin", None, "production", f"{url}/office", 1),
        )
        async with visited(replace(declaration, principals=tuple(people))) as world:
            return await both(world)


async def both(world: World) -> tuple[StaffLooks, Site]:
    return await world.ask(StaffPages("admin")), await world.ask(SiteTold("web"))


def test_a_site_tells_its_assets_and_paths(tmp_path: Path) -> None:
    _, told = asyncio.run(asked(tmp_path, None))

    assert told.read
    assert [one.rpartition("/")[2] for one in told.assets] == ["app.3f9c2b1d.js", "app.0a1b2c3d.css"]
    assert set(told.paths) == {
        Named("/about", "robots.txt"),
        Named("/search", "a link"),
        Named("/api/bots", "a script"),
        Named("/staff/door", "a script"),
        Named("/quiet-room", "robots.txt"),
    }


def test_what_the_admin_sees_is_the_control(tmp_path: Path) -> None:
    looks, _ = asyncio.run(asked(tmp_path, None))

    assert looks.control.pieces >= 2
    assert {one.share for one in looks.looks} == {0.0}


@pytest.mark.parametrize("opened", ["/quiet-room", "/staff/door", "/backoffice", "/office"])
def test_an_open_page_is_seen_by_nobody_and_by_a_customer(tmp_path: Path, opened: str) -> None:
    looks, _ = asyncio.run(asked(tmp_path, opened))

    found = {one.by for one in looks.looks if one.share >= 0.5}
    if opened == "/office":  # open to all, so that nothing of it is the admin's own
        assert looks.control.pieces == 0
    else:
        assert found == {"nobody", "ann"}


DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "paths": {"/api/admin/users": {"get": {"responses": {"200": {"description": "everybody"}}}}},
}


def app_of_one_page(*, locked: bool, nonce: bool = False) -> web.Application:
    """A single-page app: every path is the same shell, whoever asks, and what it shows comes from the API."""
    asked = iter(range(10_000))

    async def answer(request: web.Request) -> web.Response:
        if request.path == "/openapi.json":
            return web.json_response(DOCUMENT)
        if request.path == "/api/admin/users":
            if locked and request.headers.get("Authorization") != "Bearer tok-root":
                raise web.HTTPForbidden
            return web.json_response([{"email": f"{name}@shop.test"} for name in ("ann", "bob", "root")])
        token = f'<meta name="csrf" content="a token that is new each time: {next(asked)}">' if nonce else ""
        page = f"<title>The shop of bots</title>\n<p>Please wait while the shop is loading</p>\n{token}"
        return web.Response(text=page, content_type="text/html")

    made = web.Application()
    made.router.add_get("/{rest:.*}", answer)
    return made


def of_one_page(folder: Path, app: web.Application, *, api: bool = True) -> Verdict:
    async def go() -> StaffLooks:
        async with site(app) as port:
            url = f"http://127.0.0.1:{port}"
            people = []
            for name, role in (("ann", "buyer"), ("bob", "buyer"), ("root", "admin")):
                (folder / name).write_text(f"tok-{name}")
                people.append(Principal(name, role, 1, token=Secret(f"file:{name}"), username=f"{name}@shop.test"))
            surfaces = [
                WebSurface("web", None, "production", url, 1),
                AdminSurface("admin", None, "production", f"{url}/office", 1),
            ]
            surfaces += [ApiSurface("api", None, "production", url, 1, openapi="/openapi.json")] if api else []
            declaration = declared(folder, *surfaces)
            async with visited(replace(declaration, principals=tuple(people))) as world:
                return await world.ask(StaffPages("admin"))

    return AdminHidesByPath().judge(Seen("production", asyncio.run(go())))


def test_a_shell_that_everybody_gets_is_no_page_of_the_staff_s(tmp_path: Path) -> None:
    verdict = of_one_page(tmp_path, app_of_one_page(locked=True))

    assert isinstance(verdict, Pass), verdict
    assert "/api/admin/users" in verdict.control


def test_a_shell_whose_list_is_open_is_only_hidden(tmp_path: Path) -> None:
    verdict = of_one_page(tmp_path, app_of_one_page(locked=False))

    assert isinstance(verdict, Fail), verdict
    assert "/api/admin/users" in verdict.because


@pytest.mark.parametrize("nonce", [False, True])
def test_a_shell_of_which_nothing_more_is_known_is_no_control(tmp_path: Path, *, nonce: bool) -> None:
    verdict = of_one_page(tmp_path, app_of_one_page(locked=True, nonce=nonce), api=False)

    assert isinstance(verdict, Unknown), verdict
