"""An API's answers are fetched as several askers, and whose answer came back is told by what belongs to each."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from aiohttp import web
from aiohttp.typedefs import Handler

from launchready.declare.model import ApiSurface, Call, Principal
from launchready.observe.net.cache import AnswersThroughCache, PrivateAnswers, PrivatePages
from launchready.stages.s4_edge.cache_serves_private_answer import CacheServesPrivateAnswer, Seen
from launchready.verdict import Fail, Pass, Unknown
from tests.observe.small_world import declared, site, visited

Key = Callable[[str], str | None]
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "paths": {
        "/login": {"post": {"responses": {"200": {"description": "in"}}}},
        "/me": {"get": {"responses": {"200": {"description": "who"}}}},
        "/orders": {"get": {"responses": {"200": {"description": "orders"}}}},
    },
}
ORDERS = {"ann": "a red lamp for ann@shop.test", "bob": "a blue one for bob@shop.test"}


def api(key: Key, *, everybodys: bool = False, mixed: bool = False, loose: bool = False) -> web.Application:
    """An API behind a cache that keeps what `key` gives a name to."""
    kept: dict[str, tuple[int, str]] = {}

    async def document(_: web.Request) -> web.Response:
        return web.json_response(DOCUMENT)

    async def login(request: web.Request) -> web.Response:
        name = str((await request.json())["email"]).partition("@")[0]
        return web.json_response({"access_token": f"token-of-{name}"})

    async def answer(request: web.Request) -> web.Response:
        name = key(request.raw_path)
        if name is not None and name in kept:
            status, text = kept[name]
            return web.Response(status=status, text=text, headers={"X-Cache": "HIT"}, content_type="application/json")
        who = request.headers.get("Authorization", "").rpartition("-")[2]
        made = shown(request, who)
        if name is not None:
            kept[name] = (made.status, made.text or "")
        made.headers["X-Cache"] = "MISS"
        return made

    def shown(request: web.Request, who: str) -> web.Response:
        path = request.path
        if path.startswith("/orders") and (everybodys or mixed):
            return web.json_response(list(ORDERS.values()) if mixed and who else [ORDERS["ann"]])
        if who not in ORDERS:
            return web.json_response({"detail": "who are you"}, status=401)
        if path == "/me" or (loose and path.startswith("/me")):
            return web.json_response({"email": f"{who}@shop.test"})
        return web.json_response([ORDERS[who]]) if path == "/orders" else web.json_response({}, status=404)

    made = web.Application()
    made.router.add_get("/openapi.json", document)
    made.router.add_post("/login", login)
    made.router.add_get("/{rest:.*}", answer)
    return made


def looked(folder: Path, app: web.Application) -> PrivateAnswers:
    async def go() -> PrivateAnswers:
        async with site(app) as port:
            at = ApiSurface("api", None, "production", f"http://127.0.0.1:{port}", 1, openapi="/openapi.json")
            people = tuple(
                Principal(name, "buyer", 1, sign_in=Call("POST", "/login", "api", json={"email": f"{name}@shop.test"}))
                for name in ORDERS
            )
            async with visited(replace(declared(folder, at), principals=people)) as world:
                return await world.ask(AnswersThroughCache("api"))

    return asyncio.run(go())


def leaks(found: PrivatePages) -> set[tuple[str, str, str]]:
    views = [(aside.page, view) for aside in found.asides for view in aside.views]
    views += [("fresh", view) for view in found.controls]
    return {(page, view.by, view.shows) for page, view in views if view.shows and view.by != view.shows}


def test_answers_that_are_never_kept_are_everybodys_own(tmp_path: Path) -> None:
    found = looked(tmp_path, api(lambda _: None))

    assert (leaks(found.plain), leaks(found.disguised), found.passed_over) == (set(), set(), ())
    assert {aside.page for aside in found.plain.asides} == {"GET /me", "GET /orders"}
    assert all(one.own for one in found.plain.controls)


@pytest.mark.parametrize("path", ["/me", "/orders"])
def test_an_answer_that_is_kept_by_its_address_comes_back_to_others(tmp_path: Path, path: str) -> None:
    found = looked(tmp_path, api(lambda raw: raw if raw == path else None))

    assert (f"GET {path}", "bob", "ann") in leaks(found.plain)


def test_an_answer_that_is_kept_as_a_file_comes_back_to_others(tmp_path: Path) -> None:
    found = looked(tmp_path, api(lambda raw: raw if raw.endswith(".js") else None, loose=True))

    assert leaks(found.plain) == set()
    assert {by for page, by, _ in leaks(found.disguised) if page.endswith(".js")} == {"nobody", "bob"}


def test_what_everybody_is_shown_anyway_is_no_leak_of_the_cache(tmp_path: Path) -> None:
    found = looked(tmp_path, api(lambda _: None, everybodys=True))

    assert leaks(found.plain) == set()
    assert found.passed_over == ("GET /orders shows bob what is ann's, whatever the cache does",)


def test_a_list_that_shows_both_to_one_is_no_leak_when_it_shows_another_only_one(tmp_path: Path) -> None:
    found = looked(tmp_path, api(lambda _: None, mixed=True))

    assert leaks(found.plain) == set()
    assert found.passed_over == ("GET /orders shows bob what is ann's, whatever the cache does",)


def test_a_cache_that_heeds_no_query_never_passes(tmp_path: Path) -> None:
    """What makes an address fresh makes none there: the leak shows at once, or nothing can be told."""
    found = looked(tmp_path, api(lambda raw: raw.partition("?")[0]))

    verdict = CacheServesPrivateAnswer().judge(Seen("production", found))

    assert isinstance(verdict, Fail | Unknown), verdict


def test_a_cache_that_heeds_no_query_and_keeps_private_pages_out_passes(tmp_path: Path) -> None:
    found = looked(tmp_path, api(lambda raw: raw.partition("?")[0] if raw.startswith("/static") else None))

    assert isinstance(CacheServesPrivateAnswer().judge(Seen("production", found)), Pass)


def silent(app: web.Application) -> web.Application:
    async def mute(_: web.Request, answer: web.StreamResponse) -> None:
        answer.headers.popall("X-Cache", None)

    app.on_response_prepare.append(mute)
    return app


@pytest.mark.parametrize("path", ["/me", "/orders"])
def test_a_silent_cache_that_heeds_no_query_is_told_by_what_the_product_shows_past_it(
    tmp_path: Path, path: str
) -> None:
    found = looked(tmp_path, silent(api(lambda raw: path if raw.partition("?")[0] == path else None)))

    verdict = CacheServesPrivateAnswer().judge(Seen("production", found))

    assert isinstance(verdict, Fail), verdict
    assert verdict.because.endswith("got the page of ann")
    assert verdict.places == (f"GET {path}",)


def test_a_kept_list_in_which_an_asker_finds_themselves_as_well_is_a_leak_all_the_same(tmp_path: Path) -> None:
    """The staff's list of all orders is kept, and given to each customer."""

    def first_to_staff(app: web.Application) -> web.Application:
        async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
            if request.raw_path.partition("?")[0] == "/orders":
                return web.json_response(list(ORDERS.values()))
            return await handler(request)

        app.middlewares.append(web.middleware(answer))
        return app

    found = looked(tmp_path, first_to_staff(api(lambda _: None)))

    verdict = CacheServesPrivateAnswer().judge(Seen("production", found))

    assert isinstance(verdict, Fail), verdict
    assert verdict.places == ("GET /orders",)


def test_a_list_for_every_customer_asks_past_no_cache_in_vain(tmp_path: Path) -> None:
    for everybodys, mixed in ((True, False), (False, True)):
        found = looked(tmp_path, silent(api(lambda _: None, everybodys=everybodys, mixed=mixed)))

        assert isinstance(CacheServesPrivateAnswer().judge(Seen("production", found)), Pass)


def test_a_silent_cache_that_heeds_no_query_is_unknown_where_it_keeps_the_profile(tmp_path: Path) -> None:
    """One that reads each spelling alike as well, so that nothing leads past it."""
    app = api(lambda raw: "/me" if unquote(raw.partition("?")[0]).lstrip("/") == "me" else None)
    found = looked(tmp_path, silent(app))

    verdict = CacheServesPrivateAnswer().judge(Seen("production", found))

    assert isinstance(verdict, Unknown), verdict
    assert "heeds no query" in verdict.because
