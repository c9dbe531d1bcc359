"""A search engine is kept out by a header, by the page's own word or by robots.txt, if they are meant for it."""

import asyncio
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import Network, WebSurface
from launchready.observe.net.indexing import Sighted, SoughtOut, _is_inside
from launchready.stages.s3_deploy.staging_can_be_indexed import Seen, StagingCanBeIndexed
from launchready.verdict import Fail, Pass
from tests.observe.small_world import declared, site, visited, zone

PAGE = "<!doctype html><title>Shop</title><p>Fine shoes, bags and hats for everybody</p>"


def look(
    folder: Path, page: str = PAGE, *, headers: tuple[str, ...] = (), robots: str | None = None, status: int = 200
) -> Sighted:
    async def answer(_: web.Request) -> web.Response:
        made = web.Response(text=page, content_type="text/html", status=status)
        for one in headers:
            made.headers.add("X-Robots-Tag", one)
        return made

    async def rules(_: web.Request) -> web.Response:
        if robots is None:
            raise web.HTTPNotFound
        return web.Response(text=robots)

    async def go() -> Sighted:
        app = web.Application()
        app.add_routes([web.get("/", answer), web.get("/robots.txt", rules)])
        async with site(app) as port:
            staging = WebSurface("staging", None, "staging", f"http://127.0.0.1:{port}", 1)
            async with visited(declared(folder, staging)) as world:
                (found,) = await world.ask(SoughtOut())
                return found

    return asyncio.run(go())


@pytest.mark.parametrize(
    ("headers", "page", "robots"),
    [
        (("noindex",), PAGE, None),
        (("noarchive, NOINDEX",), PAGE, None),
        (("nofollow", "none"), PAGE, None),
        (("googlebot: noindex",), PAGE, None),
        (("unavailable_after: 25 Jun 2010 15:00:00 PST, noindex",), PAGE, None),
        ((), f'<meta name="ROBOTS" content="noindex,nofollow">{PAGE}', None),
        ((), f'<meta name="googlebot" content="none">{PAGE}', None),
        ((), PAGE, "User-agent: *\nDisallow: /\n"),
        ((), PAGE, "User-agent: *\nDisallow: /*  # nobody\n"),
        ((), PAGE, "\ufeffUser-agent: *\nDisallow: /\n"),
        ((), PAGE, "User-agent: bingbot\nAllow: /\n\nUser-agent: Googlebot\nDisallow: /\n"),
    ],
)
def test_what_keeps_an_engine_out(headers: tuple[str, ...], page: str, robots: str | None, tmp_path: Path) -> None:
    found = look(tmp_path, page, headers=headers, robots=robots)

    assert found.pages[0].kept_out
    assert isinstance(StagingCanBeIndexed().judge(Seen((found,))), Pass)


@pytest.mark.parametrize(
    ("headers", "page", "robots"),
    [
        ((), PAGE, None),
        (("noarchive",), PAGE, None),
        (("otherbot: noindex",), PAGE, None),
        ((), f'<meta name="description" content="noindex">{PAGE}', None),
        ((), PAGE, "User-agent: *\nDisallow: /admin\n"),
        ((), PAGE, "User-agent: *\nDisallow:\n"),
        ((), PAGE, "User-agent: otherbot\nDisallow: /\n"),
    ],
)
def test_what_does_not(headers: tuple[str, ...], page: str, robots: str | None, tmp_path: Path) -> None:
    found = look(tmp_path, page, headers=headers, robots=robots)

    assert isinstance(StagingCanBeIndexed().judge(Seen((found,))), Fail)


@pytest.mark.parametrize(
    ("page", "status"),
    [
        (PAGE, 401),
        (f"{PAGE}<form><input type=password></form>", 200),
        (f"{PAGE}<link rel=canonical href='https://shop.test/'>", 200),
        ("<!doctype html><div id=app></div>", 200),
    ],
)
def test_what_shows_nothing_or_names_the_true_page_is_none(page: str, status: int, tmp_path: Path) -> None:
    found = look(tmp_path, page, status=status)

    assert isinstance(StagingCanBeIndexed().judge(Seen((found,))), Pass)


@pytest.mark.parametrize(("address", "inside"), [("10.1.2.3", True), ("100.64.0.7", True), ("93.184.216.34", False)])
def test_a_network_that_no_engine_reaches_is_told_by_its_addresses(address: str, inside: bool, tmp_path: Path) -> None:
    async def go() -> bool:
        staging = WebSurface("staging", None, "staging", "https://staging.shop.test", 1)
        with zone(f"staging.shop.test. IN A {address}\n") as resolver:
            async with visited(declared(tmp_path, staging, network=Network(resolver))) as world:
                return await _is_inside(world, staging)

    assert asyncio.run(go()) is inside
