"""An API's answers are fetched as several askers, and whose answer came back is told by what belongs to each."""

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from urllib.parse import unquote

import pytest
from aiohttp import web
from aiohttp.typedefs import Handler

from launchready.declare.model import ApiSurface, Call, Principal
from launchready.observe.net.cache import AnswersThroughCache, PrivateAnswers, PrivatePages
from launchready.stages.s4_edge.cache_serves_private_answer import CacheServesPrivateAnswer, Seen
from launchready.verdict import Fail, Pass, Touch, Unknown
from tests.observe.small_world import declared, site, visited

Key = Callable[[str], str | None]
PATHS = {
    "/login": {"post": {"responses": {"200": {"description": "in"}}}},
    "/me": {"get": {"responses": {"200": {"description": "who"}}}},
    "/orders": {"get": {"responses": {"200": {"description": "orders"}}}},
}
DOCUMENT = {"openapi": "3.1.0", "info": {"title": "Shop", "version": "1"}, "paths": PATHS}
ORDERS = {"ann": "a red lamp for ann@shop.test", "bob": "a blue one for bob@shop.test"}


def api(
    key: Key,
    *,
    everybodys: bool = False,
    mixed: bool = False,
    loose: bool = False,
    shut: bool = False,
    held: Mapping[str, tuple[int, str]] = MappingProxyType({}),
) -> web.Application:
    """An API behind a cache that keeps what `key` gives a name to; `shut` lets nobody in who does not sign in.

    `held` is what the cache keeps before anybody of the test asks.
    """
    kept = dict(held)

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
        if path.startswith("/orders") and (everybodys or mixed) and (who in ORDERS or not shut):
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


TEXT = {"type": "string"}
LISTING = {"type": "object", "properties": {"id": TEXT, "title": TEXT}}
LISTED = {"200": {"description": "ok", "content": {"application/json": {"schema": LISTING}}}}
BODY = {"content": {"application/json": {"schema": {"type": "object", "properties": {"title": TEXT}}}}}
MARKET = {
    "openapi": "3.1.0",
    "info": {"title": "Market", "version": "1"},
    "paths": {
        "/login": {"post": {"responses": {"200": {"description": "in"}}}},
        "/me": {"get": {"responses": {"200": {"description": "who"}}}},
        "/listings": {
            "get": {"responses": {"200": {"description": "all"}}},
            "post": {"requestBody": BODY, "responses": LISTED},
        },
        "/listings/{listing_id}": {
            "parameters": [{"name": "listing_id", "in": "path", "required": True, "schema": TEXT}],
            "get": {"responses": LISTED},
            "delete": {"responses": {"204": {"description": "gone"}}},
        },
        "/listings/{listing_id}/bill": {
            "parameters": [{"name": "listing_id", "in": "path", "required": True, "schema": TEXT}],
            "get": {"responses": LISTED},
        },
    },
}


@dataclass
class Market:
    """Listings that everybody reads, behind a cache that may keep the first list for good; `/me` is each one's own.

    With `own`, a listing is shown to its owner alone, and no list shows any; `held_by` is what a cache keeps each by.
    """

    kept: bool
    own: bool = False
    held_by: Key = lambda _: None
    owners: dict[str, str] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)
    held: str = ""

    def app(self) -> web.Application:
        app = api(lambda _: None)
        app.middlewares.append(self.answer)
        return app

    @web.middleware
    async def answer(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        path = f"/{unquote(request.raw_path.partition('?')[0]).strip('/')}"
        if path == "/openapi.json":
            return web.json_response(MARKET)
        if self.own and request.method == "GET" and path.startswith("/listings"):
            return self.private(request, path.removesuffix("/bill").rpartition("/")[2])
        if path == "/listings" and request.method == "GET":
            shown = json.dumps([{"id": one, "title": title} for one, title in self.made.items()])
            self.held = self.held or (shown if self.kept and self.made else "")
            return web.Response(text=self.held or shown, content_type="application/json")
        if not path.startswith("/listings"):
            return await handler(request)
        if not request.headers.get("Authorization"):
            return web.json_response({}, status=401)
        one = path.rpartition("/")[2]
        if request.method == "POST":
            one = f"l{len(self.made)}-4711"
            self.made[one] = str((await request.json())["title"])
            self.owners[one] = request.headers["Authorization"]
        if one not in self.made:
            return web.json_response({}, status=404)
        title = self.made.pop(one) if request.method == "DELETE" else self.made[one]
        return web.json_response({"id": one, "title": title})

    def private(self, request: web.Request, one: str) -> web.Response:
        name = self.held_by(request.raw_path)
        if name in self.pages:
            return web.Response(text=self.pages[name], content_type="application/json", headers={"X-Cache": "HIT"})
        if one not in self.made or self.owners[one] != request.headers.get("Authorization"):
            return web.json_response([] if one == "listings" else {}, status=200 if one == "listings" else 404)
        shown = json.dumps({"id": one, "title": self.made[one]})
        if name is not None:
            self.pages[name] = shown
        return web.Response(text=shown, content_type="application/json", headers={"X-Cache": "MISS"})


def looked(folder: Path, app: web.Application, touch: Touch = Touch.WRITE) -> PrivateAnswers:
    async def go() -> PrivateAnswers:
        async with site(app) as port:
            at = ApiSurface("api", None, "production", f"http://127.0.0.1:{port}", 1, openapi="/openapi.json")
            people = tuple(
                Principal(name, "buyer", 1, sign_in=Call("POST", "/login", "api", json={"email": f"{name}@shop.test"}))
                for name in ORDERS
            )
            declaration = replace(declared(folder, at), principals=people)
            consent = replace(declaration.consent, touch=touch)
            async with visited(replace(declaration, consent=consent)) as whole:
                return await whole.lend("answers", touch).ask(AnswersThroughCache("api"))

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


@pytest.mark.parametrize(
    ("held_by", "leak"),
    [
        (lambda _: None, False),
        (lambda raw: raw if re.fullmatch(r"/listings/[^?/]+", raw) else None, True),
        (lambda raw: raw if raw.startswith("/listings/") and raw.endswith(".css") else None, True),
        (lambda raw: raw if raw.endswith("/bill") else None, True),
    ],
    ids=["never", "as it stands", "as a file", "what lies below it"],
)
def test_one_object_s_own_answer_is_tried_as_well(tmp_path: Path, held_by: Key, *, leak: bool) -> None:
    found = looked(tmp_path, Market(kept=False, own=True, held_by=held_by).app())

    verdict = CacheServesPrivateAnswer().judge(Seen("production", found))

    one = "GET /listings/{listing_id}"
    assert {one, f"{one}/bill"} <= {aside.page for aside in found.plain.asides}
    assert isinstance(verdict, Fail if leak else Pass), verdict
    assert leak or f"2 operations in some of the 22 disguises ({one}, {one}/bill)" in verdict.because


def test_a_run_that_may_not_write_names_the_answers_that_it_leaves_out(tmp_path: Path) -> None:
    found = looked(tmp_path, api(lambda _: None), Touch.PROBE)

    verdict = CacheServesPrivateAnswer().judge(Seen("production", found))

    assert isinstance(verdict, Pass), verdict
    assert "passed over: 1 reads (GET /orders): whose they are is known where touch = write" in verdict.because


def test_the_last_of_many_answers_is_tried_as_the_first_is(tmp_path: Path) -> None:
    """Lists of one's own, each at a path of its own; the one that nobody forbids a cache to keep is tried before the others."""
    lists = [f"/orders{number}" for number in range(9)]
    document = {**DOCUMENT, "paths": {**PATHS, **dict.fromkeys(lists, PATHS["/orders"])}}

    def app(kept: str) -> web.Application:
        held: dict[str, str] = {}

        async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
            if request.path == "/openapi.json":
                return web.json_response(document)
            who = request.headers.get("Authorization", "").rpartition("-")[2]
            if request.path not in lists:
                return await handler(request)
            if request.raw_path == kept and kept in held:
                return web.Response(text=held[kept], content_type="application/json")
            if who not in ORDERS:
                return web.json_response({}, status=401)
            held[request.raw_path] = json.dumps([ORDERS[who]])
            control = "max-age=60" if request.path == lists[4] else "private, no-store"
            return web.json_response([ORDERS[who]], headers={"Cache-Control": control})

        made = api(lambda _: None)
        made.middlewares.append(web.middleware(answer))
        return made

    sound, leaking = looked(tmp_path, app("")), looked(tmp_path, app(lists[-1]))

    assert list(dict.fromkeys(one.page for one in sound.plain.asides))[:2] == ["GET /me", f"GET {lists[4]}"]
    assert {f"GET {one}" for one in lists} <= {one.page for one in sound.plain.asides}
    assert isinstance(CacheServesPrivateAnswer().judge(Seen("production", sound)), Pass)
    verdict = CacheServesPrivateAnswer().judge(Seen("production", leaking))
    assert isinstance(verdict, Fail), verdict
    assert verdict.places == (f"GET {lists[-1]}",)


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


@pytest.mark.parametrize("mixed", [False, True])
def test_a_list_for_every_customer_is_the_api_s_doing_where_nobody_is_refused(tmp_path: Path, *, mixed: bool) -> None:
    found = looked(tmp_path, silent(api(lambda _: None, everybodys=not mixed, mixed=mixed, shut=True)))

    assert isinstance(CacheServesPrivateAnswer().judge(Seen("production", found)), Pass)


def alike(raw: str) -> str | None:
    """What every spelling of the list is to a cache that heeds neither queries nor codes nor slashes."""
    return "/orders" if unquote(raw.partition("?")[0]).strip("/") == "orders" else None


def test_a_list_that_a_silent_cache_keeps_under_every_spelling_never_passes(tmp_path: Path) -> None:
    """The staff's list of all orders was kept first: each customer finds their own in it, and nothing leads past the cache."""
    for first in ([ORDERS["ann"]], list(ORDERS.values())):
        app = api(alike, held={"/orders": (200, json.dumps(first))})
        verdict = CacheServesPrivateAnswer().judge(Seen("production", looked(tmp_path, silent(app))))

        assert isinstance(verdict, Fail | Unknown), (first, verdict)


@pytest.mark.parametrize("kept", [False, True])
def test_a_list_that_shows_what_was_made_a_moment_ago_is_kept_by_nobody(tmp_path: Path, *, kept: bool) -> None:
    """Everybody may read the listings, also who does not sign in: whether a cache keeps them shows when one more is made."""
    found = looked(tmp_path, silent(Market(kept).app()))

    verdict = CacheServesPrivateAnswer().judge(Seen("production", found))

    assert isinstance(verdict, Unknown if kept else Pass), verdict
    assert ("does not show in it" in verdict.because) is kept


def test_a_silent_cache_that_heeds_no_query_is_unknown_where_it_keeps_the_profile(tmp_path: Path) -> None:
    """One that reads each spelling alike as well, so that nothing leads past it."""
    app = api(lambda raw: "/me" if unquote(raw.partition("?")[0]).lstrip("/") == "me" else None)
    found = looked(tmp_path, silent(app))

    verdict = CacheServesPrivateAnswer().judge(Seen("production", found))

    assert isinstance(verdict, Unknown), verdict
    assert "heeds no query" in verdict.because
