"""Every kind of answer is asked for, and what a page says of itself is read."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import ApiSurface, Call, Principal, WebSurface
from launchready.observe.http import Request
from launchready.observe.net.headers import (
    API,
    API_ERROR,
    BROKEN,
    ERROR,
    FAILURE,
    FILE,
    FOREIGN,
    PAGE,
    REDIRECTION,
    Answers,
    FailureHeaders,
    Served,
    SiteHeaders,
)
from launchready.stages.s4_edge._headers import Seen
from launchready.stages.s4_edge.hsts_is_missing import HstsIsMissing
from launchready.stages.s4_edge.sniffing_is_allowed import SniffingIsAllowed
from launchready.verdict import Fail, NotApplicable, Pass, Touch
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

    assert [one.kind for one in found.served] == [PAGE, ERROR, REDIRECTION, FILE, BROKEN]
    assert dict(found.served[3].headers)["x-powered-by"] == "Express"
    assert found.silent == ()


def test_an_api_is_asked_for_an_answer_and_an_error(tmp_path: Path) -> None:
    found = looked(tmp_path, shop(), surface="api")

    assert [(one.kind, one.status) for one in found.served] == [(API, 404), (API_ERROR, 404), (BROKEN, 404)]
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


DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "paths": {
        "/login": {"post": {"responses": {"200": {"description": "in"}}}},
        "/me": {"get": {"responses": {"200": {"description": "who"}}}},
    },
}


def refusing(got: list[str]) -> web.Application:
    """An API that refuses who is unknown with 401 and what it cannot read with 422, and a site that does the like."""

    async def document(_: web.Request) -> web.Response:
        return web.json_response(DOCUMENT)

    async def me(_: web.Request) -> web.Response:
        return web.json_response({}, status=401)

    async def login(request: web.Request) -> web.Response:
        got.append(await request.text())
        return web.json_response({"detail": "what is this"}, status=422)

    async def form(request: web.Request) -> web.Response:
        got.append(await request.text())
        return web.Response(text="<p>Who?", status=400, content_type="text/html")

    made = web.Application()
    made.router.add_get("/openapi.json", document)
    made.router.add_get("/me", me)
    made.router.add_post("/login", login)

    async def careful(_: web.Request, answer: web.StreamResponse) -> None:
        if answer.status != 401:  # the sound half: a refusal is sent before what adds the headers
            answer.headers["X-Content-Type-Options"] = "nosniff"

    made.router.add_post("/enter", form)
    made.on_response_prepare.append(careful)
    return made


@pytest.mark.parametrize("touch", [Touch.READ, Touch.PROBE])
def test_who_is_refused_and_what_cannot_be_read_are_kinds_of_answer(tmp_path: Path, touch: Touch) -> None:
    got: list[str] = []

    async def go() -> tuple[Answers, Answers]:
        async with site(refusing(got)) as port:
            url = f"http://127.0.0.1:{port}"
            web_at = WebSurface("web", None, "production", url, 1)
            api = ApiSurface("api", None, "production", url, 1, openapi="/openapi.json")
            ann = Principal(
                "ann",
                "buyer",
                1,
                sign_in=Call("POST", "/login", "api", json={"email": "ann@shop.test"}),
                sign_in_at=(("web", Call("POST", "/enter", "web", form=(("email", "ann@shop.test"),))),),
            )
            declaration = replace(declared(tmp_path, web_at, api), principals=(ann,))
            allowed = replace(declaration, consent=replace(declaration.consent, touch=touch))
            async with visited(allowed) as whole:
                world = whole.lend("headers", touch)
                return await world.ask(SiteHeaders("api")), await world.ask(SiteHeaders("web"))

    of_api, of_web = asyncio.run(go())

    probing = touch >= Touch.PROBE
    refusals = [(one.status, one.url.rpartition("/")[2]) for one in of_api.served if one.kind == API_ERROR][1:]
    assert refusals == [(401, "me"), *([(422, "login")] if probing else [])]
    assert [one.status for one in of_web.served if one.kind == ERROR][-1] == (400 if probing else 404)
    assert got == (['{"', ""] if probing else [])
    sniffed = SniffingIsAllowed().judge(Seen(of_api))
    assert isinstance(sniffed, Fail)
    assert sniffed.because.startswith("1 of")
    assert "-> 401" in str(sniffed.evidence[0])


def test_a_file_of_another_host_of_the_product_is_a_kind_of_its_own(tmp_path: Path) -> None:
    async def go() -> Answers:
        async with site(shop()) as files:

            async def page(_: web.Request) -> web.Response:
                text = f'<script src="http://127.0.0.1:{files}/assets/app.js"></script>'
                return web.Response(text=text, content_type="text/html")

            app = web.Application()
            app.router.add_get("/", page)
            async with site(app) as port:
                at = WebSurface("web", None, "production", f"http://127.0.0.1:{port}", 1)
                async with visited(declared(tmp_path, at)) as world:
                    return await world.ask(SiteHeaders("web"))

    found = asyncio.run(go())

    (foreign,) = [one for one in found.served if one.kind == FOREIGN]
    assert foreign.first("x-powered-by") == "Express"
    sniffed = SniffingIsAllowed().judge(Seen(found))
    assert isinstance(sniffed, Fail)
    assert foreign.url in sniffed.places
    assert isinstance(HstsIsMissing().judge(Seen(found)), NotApplicable)


def frail(*, breaks_by_itself: bool) -> web.Application:
    """A site whose failures go around what writes its headers."""

    async def answer(request: web.Request) -> web.Response:
        if request.path == "/stock":
            return web.Response(status=503, text="<h1>later</h1>", content_type="text/html")
        if breaks_by_itself and "%ff" in request.raw_path:
            return web.Response(status=500, text="sorry", content_type="text/plain")
        return web.Response(text="hello", headers={"X-Content-Type-Options": "nosniff"})

    made = web.Application()
    made.router.add_get("/{rest:.*}", answer)
    return made


@pytest.mark.parametrize(
    ("met", "breaks_by_itself", "statuses"),
    [(True, True, [503]), (False, True, [500]), (False, False, [])],
)
def test_failures_that_the_run_met_are_taken_and_only_else_asked_for(
    tmp_path: Path, *, met: bool, breaks_by_itself: bool, statuses: list[int]
) -> None:
    async def go() -> tuple[Served, ...]:
        async with site(frail(breaks_by_itself=breaks_by_itself)) as port, site(frail(breaks_by_itself=True)) as other:
            at = WebSurface("web", None, "production", f"http://127.0.0.1:{port}", 1)
            async with visited(declared(tmp_path, at)) as world:
                await world.get(f"http://127.0.0.1:{other}/stock")  # another host's
                for _ in range(3 if met else 0):
                    await world.get(at.at("/stock"))
                return await world.ask(FailureHeaders("web"))

    found = asyncio.run(go())

    assert [(one.kind, one.status) for one in found] == [(FAILURE, status) for status in statuses]


def test_a_failure_past_the_edge_is_no_visitor_s(tmp_path: Path) -> None:
    async def go() -> tuple[Served, ...]:
        async with site(frail(breaks_by_itself=False)) as port:
            at = WebSurface("web", None, "production", f"http://127.0.0.1:{port}", 1)
            async with visited(declared(tmp_path, at)) as world:
                await world.send(Request(at.at("/stock"), address="127.0.0.1"))
                return await world.ask(FailureHeaders("web"))

    assert asyncio.run(go()) == ()


def test_what_is_not_asked_for_is_named_with_its_number(tmp_path: Path) -> None:
    reads = {f"/things{number}": DOCUMENT["paths"]["/me"] for number in range(4)}

    async def document(_: web.Request) -> web.Response:
        return web.json_response({**DOCUMENT, "paths": {**DOCUMENT["paths"], **reads}})

    async def anything(request: web.Request) -> web.Response:
        return web.Response(text="<p>Here", content_type="text/html", headers={"X-Content-Type-Options": "nosniff"})

    app = web.Application()
    app.router.add_get("/openapi.json", document)
    app.router.add_get("/{path:.*}", anything)

    async def go() -> tuple[Answers, Answers]:
        async with site(app) as port:
            url = f"http://127.0.0.1:{port}"
            pages = tuple(f"/{number}" for number in range(7))
            web_at = WebSurface("web", None, "production", url, 1, pages=pages, private_pages=("/a", "/b"))
            api = ApiSurface("api", None, "production", url, 1, openapi="/openapi.json")
            async with visited(declared(tmp_path, web_at, api)) as world:
                return await world.ask(SiteHeaders("api")), await world.ask(SiteHeaders("web"))

    of_api, of_web = asyncio.run(go())

    assert of_api.left[0].startswith("3 reads as nobody (GET /things")
    assert [one.partition(":")[0] for one in of_web.left] == ["2 pages (/5, /6)", "1 private pages as nobody (/b)"]
    verdict = SniffingIsAllowed().judge(Seen(of_web))
    assert isinstance(verdict, Pass)
    assert "; not asked for: 2 pages (/5, /6): the first 5 were asked for" in verdict.because
