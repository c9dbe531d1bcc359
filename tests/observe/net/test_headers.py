"""Every kind of answer is asked for, and what a page says of itself is read."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from aiohttp import web

from launchready.declare.model import ApiSurface, WebSurface
from launchready.observe.net.headers import API, API_ERROR, ERROR, FILE, PAGE, REDIRECTION, Answers, SiteHeaders
from tests.observe.small_world import declared, site, visited

HEAD = '<meta name="referrer" content="origin"><script nonce="n" src="/assets/app.js"></script>'


def shop(nonce: Callable[[], str] = lambda: "same") -> web.Application:
    async def page(_: web.Request) -> web.Response:
        policy = f"script-src 'nonce-{nonce()}'"
        return web.Response(text=f"<html>{HEAD}", headers={"Content-Security-Policy": policy}, content_type="text/html")

    async def account(_: web.Request) -> web.Response:
        raise web.HTTPFound("/login")

    async def file(_: web.Request) -> web.Response:
        return web.Response(text="1", headers={"X-Powered-By": "Express"}, content_type="text/javascript")

    async def lost(_: web.Request) -> web.Response:
        return web.Response(status=404, text="<hr><center>nginx/1.18.0</center>", content_type="text/html")

    made = web.Application()
    made.router.add_get("/", page)
    made.router.add_get("/account", account)
    made.router.add_get("/assets/app.js", file)
    made.router.add_get("/{rest:.*}", lost)
    return made


def looked(folder: Path, app: web.Application, environment: str = "production", surface: str = "web") -> Answers:
    async def go() -> Answers:
        async with site(app) as port:
            url = f"http://127.0.0.1:{port}"
            at = WebSurface("web", None, environment, url, 1, private_pages=("/account",))
            api = ApiSurface("api", None, environment, url, 1, health="/health")
            async with visited(declared(folder, at, api)) as world:
                return await world.ask(SiteHeaders(surface))

    return asyncio.run(go())


def test_every_kind_of_answer_is_asked_for(tmp_path: Path) -> None:
    found = looked(tmp_path, shop())

    assert [one.kind for one in found.served] == [PAGE, ERROR, REDIRECTION, FILE]
    assert dict(found.served[3].headers)["x-powered-by"] == "Express"
    assert found.silent == ()


def test_an_api_is_asked_for_an_answer_and_an_error(tmp_path: Path) -> None:
    found = looked(tmp_path, shop(), surface="api")

    assert [(one.kind, one.status) for one in found.served] == [(API, 404), (API_ERROR, 404)]
    assert found.control is not None


def test_what_a_page_says_of_itself_is_read(tmp_path: Path) -> None:
    page, lost, *_ = looked(tmp_path, shop()).served

    assert (page.based, page.meta_referrer, page.nonces) == ("/assets/app.js", "origin", ("same",))
    assert (lost.signed, page.signed) == ("nginx/1.18.0", "")


def test_a_policy_counts_in_the_head_alone(tmp_path: Path) -> None:
    meta = '<meta http-equiv="Content-Security-Policy" content="{}">'
    (tmp_path / "1").mkdir()
    (tmp_path / "2").mkdir()

    def page(text: str) -> web.Application:
        async def answer(_: web.Request) -> web.Response:
            return web.Response(text=text, content_type="text/html")

        made = web.Application()
        made.router.add_get("/{rest:.*}", answer)
        return made

    head = f"<!doctype html>{meta.format('script-src *')}<title>Shop</title>{meta.format('default-src 1')}<h1>Shop</h1>"
    assert looked(tmp_path / "1", page(head)).served[0].meta_csp == "script-src *, default-src 1"
    assert looked(tmp_path / "2", page(f"<!doctype html><h1>Shop</h1>{meta.format('x')}")).served[0].meta_csp == ""


def test_a_nonce_is_asked_for_twice(tmp_path: Path) -> None:
    (tmp_path / "1").mkdir()
    (tmp_path / "2").mkdir()
    fresh = iter(f"nonce-number-{number}" for number in range(99))

    assert looked(tmp_path / "1", shop()).served[0].again == ("same",)
    page = looked(tmp_path / "2", shop(lambda: next(fresh))).served[0]
    assert page.again is not None
    assert set(page.nonces).isdisjoint(page.again)


def test_other_environments_are_not_asked(tmp_path: Path) -> None:
    assert looked(tmp_path, shop(), "staging") == Answers("staging", (), ())
