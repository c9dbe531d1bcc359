"""Files that must not be served are told by their content, also where a host answers everything with a page."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import Network
from launchready.observe.net.left_open import BACKUP, SETTINGS, STATE
from launchready.observe.net.served import Impossible, LeftOpen, Search
from tests.observe.net.test_tls import a_certificate
from tests.observe.small_world import declared, site, visited, zone

ENV = "SIGNING_KEY=abcdef\nDATABASE_URL=postgres://x\n"
DUMP = "CREATE TABLE users (id int);\n"
PAGE = "<!doctype html><title>Shop</title>"


@pytest.fixture(scope="module")
def resolver() -> Iterator[str]:
    with zone("shop.test. IN A 127.0.0.1") as address:
        yield address


def search(
    folder: Path, resolver: str, pages: dict[str, str], *, other: str | None = None, moved: bool = False
) -> tuple[Search, Search]:
    """Files and state at a host with some pages; `other` is what it says of every other path."""

    async def answer(request: web.Request) -> web.Response:
        if moved:
            return web.Response(status=301, headers={"Location": "https://shop.test/"})
        text = pages.get(request.path, other)
        return web.Response(text=text) if text is not None else web.Response(status=404, text="no such page")

    async def go() -> tuple[Search, Search]:
        app = web.Application()
        app.router.add_get("/{path:.*}", answer)
        pem = a_certificate(folder, "shop.test")
        async with site(app, pem) as port:
            network = Network(resolver, ((443, port),), pem)
            async with visited(declared(folder, network=network)) as world:
                return (
                    await world.ask(LeftOpen("https://shop.test", SETTINGS)),
                    await world.ask(LeftOpen("https://shop.test", STATE)),
                )

    return asyncio.run(go())


def test_a_settings_file_and_a_dump_are_found_and_no_value_is_kept(tmp_path: Path, resolver: str) -> None:
    files, state = search(tmp_path, resolver, {"/.env": ENV, "/debug": '{"env": {}, "cwd": "/", "pid": 7}'})

    assert [(one.path, one.names) for one in files.served] == [("/.env", ("SIGNING_KEY", "DATABASE_URL"))]
    assert [(one.path, one.what) for one in state.served] == [("/debug", "the inner state of the process")]
    assert "abcdef" not in repr(files)


def test_nothing_is_found_where_nothing_is(tmp_path: Path, resolver: str) -> None:
    files, state = search(tmp_path, resolver, {})

    assert (files.served, state.served) == ((), ())
    assert files.answered == files.asked
    assert files.control == "404: nothing known; 404: nothing known"


def test_a_page_for_every_path_gives_nothing_away(tmp_path: Path, resolver: str) -> None:
    files, state = search(tmp_path, resolver, {}, other=PAGE)

    assert (files.served, state.served) == ((), ())


def test_a_host_that_gives_the_same_file_to_every_name_gives_nothing_away(tmp_path: Path, resolver: str) -> None:
    files, _ = search(tmp_path, resolver, {}, other=ENV)

    assert files.served == ()


def test_a_host_that_redirects_everything_is_asked_once(tmp_path: Path, resolver: str) -> None:
    files, _ = search(tmp_path, resolver, {}, moved=True)

    assert files.away
    assert files.asked == 1


def test_a_host_that_is_busy_did_not_answer(tmp_path: Path) -> None:
    seen = backups(tmp_path, {}, refuses_after=3)

    assert "-> 429" in seen.silent


def test_a_host_that_shuts_the_asker_out_did_not_answer(tmp_path: Path) -> None:
    seen = backups(tmp_path, {}, refuses_after=5, status=403)

    assert seen.silent.startswith("it came to answer names that cannot exist otherwise")


def test_a_dump_is_a_finding_and_a_download_of_the_front_page_is_none(tmp_path: Path) -> None:
    front = '<a href="/shop.sql">Sample data</a>'

    assert [one.path for one in backups(tmp_path, {"/shop.sql": DUMP}).served] == ["/shop.sql"]
    assert backups(tmp_path, {"/": front, "/shop.sql": DUMP}).served == ()


def backups(folder: Path, pages: dict[str, str], *, refuses_after: int = 1000, status: int = 429) -> Search:
    """Backups at a host that refuses after so many requests."""
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.path)
        if len(asked) > refuses_after:
            return web.Response(status=status)
        text = pages.get(request.path)
        return web.Response(text=text or "no such page", status=200 if text else 404)

    async def go() -> Search:
        app = web.Application()
        app.router.add_get("/{path:.*}", answer)
        async with site(app) as port, visited(declared(folder)) as world:
            return await world.ask(LeftOpen(f"http://127.0.0.1:{port}", BACKUP))

    return asyncio.run(go())


def test_a_host_that_is_not_there_has_no_control(tmp_path: Path, resolver: str) -> None:
    async def go() -> tuple[str, ...]:
        async with visited(declared(tmp_path, network=Network(resolver, ((443, 1),)))) as world:
            return await world.ask(Impossible("https://shop.test"))

    assert asyncio.run(go()) == ()


def test_a_host_that_does_not_answer_is_not_asked_for_all(tmp_path: Path) -> None:
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.path)
        if len(asked) > 5:
            assert request.transport
            request.transport.abort()
        return web.Response(
            text=ENV if request.path == "/.env" else "no such page", status=200 if request.path == "/.env" else 404
        )

    async def go() -> Search:
        app = web.Application()
        app.router.add_get("/{path:.*}", answer)
        async with site(app) as port, visited(declared(tmp_path)) as world:
            return await world.ask(LeftOpen(f"http://127.0.0.1:{port}", SETTINGS))

    seen = asyncio.run(go())

    assert [one.path for one in seen.served] == ["/.env"]
    assert seen.silent.startswith("no answer 3 times in a row, after 3")
    assert len(asked) < 12
