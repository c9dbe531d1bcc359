"""A search engine is kept out by a header, by the page's own word or by robots.txt, if they are meant for it."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import Network, WebSurface
from launchready.observe.net.indexing import Sighted, SoughtOut, _is_inside
from launchready.stages.s3_deploy.staging_can_be_indexed import Seen, StagingCanBeIndexed
from launchready.verdict import Fail, Pass, Unknown, Verdict
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


FULL = f"<!doctype html><p>{'shoes and bags ' * 80}</p>"


def met(folder: Path, answer: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> tuple[Sighted, Verdict]:
    async def go() -> Sighted:
        app = web.Application()
        app.router.add_get("/{path:.*}", answer)
        async with site(app) as port:
            staging = WebSurface("staging", None, "staging", f"http://127.0.0.1:{port}", 1)
            async with visited(declared(folder, staging)) as world:
                (found,) = await world.ask(SoughtOut())
                return found

    found = asyncio.run(go())
    return found, StagingCanBeIndexed().judge(Seen((found,)))


def answers(
    status: int, text: str = "", *, open_to: str = "no one", **headers: str
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def answer(request: web.Request) -> web.StreamResponse:
        if request.path == "/robots.txt":
            return web.Response(status=404)
        if open_to in request.headers["User-Agent"]:
            return web.Response(text=PAGE, content_type="text/html")
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(status=status, text=text, content_type="text/html", headers=named)

    return answer


@pytest.mark.parametrize(
    "answer",
    [
        answers(503, "later"),
        answers(429, "slower"),
        answers(403, "Just a moment", cf_mitigated="challenge"),
        answers(403, '<script src="/cdn-cgi/challenge-platform/h/b/orchestrate"></script>'),
        answers(200, f"{FULL}<form><input type=password></form>"),
    ],
    ids=["fails", "busy", "challenge", "a page of a challenge", "a sign-in on a page"],
)
def test_what_an_engine_gets_is_not_known_from_everything(
    answer: Callable[[web.Request], Awaitable[web.StreamResponse]], tmp_path: Path
) -> None:
    _, verdict = met(tmp_path, answer)

    assert isinstance(verdict, Unknown)


def test_a_script_that_an_edge_puts_into_open_pages_is_no_challenge(tmp_path: Path) -> None:
    _, verdict = met(tmp_path, answers(200, f'{PAGE}<script src="/cdn-cgi/challenge-platform/h/b/jsd.js"></script>'))

    assert isinstance(verdict, Fail)


def test_who_refuses_all_robots_but_the_engines_is_open_to_them(tmp_path: Path) -> None:
    found, verdict = met(tmp_path, answers(403, "no robots", open_to="Googlebot"))
    _, closed = met(tmp_path, answers(403, "no"))

    assert isinstance(verdict, Fail)
    assert "Googlebot" in found.pages[0].curl
    assert isinstance(closed, Pass)
    assert "as seen from here" in closed.because


def test_a_sign_in_without_a_password_is_a_sign_in(tmp_path: Path) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        if request.path == "/":
            raise web.HTTPFound("/auth/sign-in")
        return web.Response(
            text="<p>Write down your address, and we send a link</p><input type=email>", content_type="text/html"
        )

    _, verdict = met(tmp_path, answer)

    assert isinstance(verdict, Pass)


def test_other_names_of_staging_are_followed_and_those_of_strangers_are_not(tmp_path: Path) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        if request.path == "/robots.txt":
            return web.Response(status=404)
        if request.host.startswith("staging."):
            raise web.HTTPFound(f"http://www.{request.host}/")
        if request.host.startswith("old."):
            raise web.HTTPFound("http://shop.test/")
        return web.Response(text=PAGE, content_type="text/html")

    async def go(server: str) -> tuple[Sighted, ...]:
        app = web.Application()
        app.router.add_get("/{path:.*}", answer)
        async with site(app) as port:
            places = [
                WebSurface("web", None, "production", "http://shop.test", 1),
                WebSurface("staging", None, "staging", "http://staging.shop.test", 2),
                WebSurface("old", None, "development", "http://old.shop.test", 3),
            ]
            owner = declared(tmp_path, *places, network=Network(server, ((80, port),)))
            async with visited(owner) as world:
                return await world.ask(SoughtOut())

    names = ("shop.test", "staging.shop.test", "www.staging.shop.test", "old.shop.test")
    with zone("".join(f"{name}. IN A 127.0.0.1\n" for name in names)) as server:
        staging, old = asyncio.run(go(server))

    assert staging.pages[0].url == "http://www.staging.shop.test/"
    assert staging.pages[0].is_open
    assert not old.pages[0].is_open


@pytest.mark.parametrize(("address", "inside"), [("10.1.2.3", True), ("100.64.0.7", True), ("93.184.216.34", False)])
def test_a_network_that_no_engine_reaches_is_told_by_its_addresses(address: str, inside: bool, tmp_path: Path) -> None:
    async def go() -> bool:
        staging = WebSurface("staging", None, "staging", "https://staging.shop.test", 1)
        with zone(f"staging.shop.test. IN A {address}\n") as resolver:
            async with visited(declared(tmp_path, staging, network=Network(resolver))) as world:
                return await _is_inside(world, staging)

    assert asyncio.run(go()) is inside
