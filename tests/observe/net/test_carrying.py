"""What a flow sends is followed through redirects of each kind; what follows upon a deed is no loss."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import ApiSurface, Call, Flow, Principal, Step
from launchready.observe.net.carrying import CarriedFlow, FlowCarried
from launchready.observe.net.redirects import moved
from launchready.stages.s3_deploy.redirect_loses_request import RedirectLosesRequest, Seen
from launchready.verdict import Fail, Pass, Unknown, Verdict
from tests.observe.small_world import declared, site, visited

BODY = {"type": "object", "required": ["note"], "properties": {"note": {"type": "string"}}}
ORDER = {
    "requestBody": {"content": {"application/json": {"schema": BODY}}},
    "responses": {"201": {"description": "made"}},
}
DOCUMENT = {"openapi": "3.1.0", "info": {"title": "Shop", "version": "1"}, "paths": {"/orders": {"post": ORDER}}}
Answers = Callable[[web.Request], Awaitable[web.Response]]


@pytest.mark.parametrize(
    ("url", "location", "same"),
    [
        ("https://shop.test/orders", "/orders/", True),
        ("https://shop.test/Orders/", "/orders", True),
        ("https://shop.test/orders", "https://www.shop.test/orders", True),
        ("http://shop.test/orders", "https://shop.test/orders", True),
        ("https://shop.test/orders", "/v2/orders", True),
        ("https://shop.test/orders", "/orders?saved=1", False),
        ("https://shop.test/orders", "/orders/17", False),
        ("https://shop.test/orders", "/login?next=/orders", False),
        ("https://shop.test/login", "https://accounts.example/login", False),
        ("https://shop.test/", "/en/", False),
    ],
)
def test_the_same_thing_elsewhere_is_told_from_another(url: str, location: str, same: bool) -> None:
    assert moved(url, location) is same


def app(orders: Answers, slashed: Answers | None = None, home: Answers | None = None) -> web.Application:
    async def document(_: web.Request) -> web.Response:
        return web.json_response(DOCUMENT)

    async def login(_: web.Request) -> web.Response:
        return web.json_response({"token": "tok-ann"})

    async def listed(_: web.Request) -> web.Response:
        return web.json_response({"data": []})

    made = web.Application()
    made.router.add_get("/openapi.json", document)
    made.router.add_post("/login", login)
    made.router.add_get("/home", home or listed)
    made.router.add_post("/orders", orders)
    made.router.add_get("/orders/", listed)
    made.router.add_post("/orders/", slashed or made_it)
    return made


async def made_it(request: web.Request) -> web.Response:
    if request.headers.get("Authorization") != "Bearer tok-ann" or not (await request.text()):
        return web.Response(status=401)
    return web.json_response({"id": "ord_1", "note": (await request.json())["note"]}, status=201)


def sends(status: int, location: str) -> Answers:
    async def answer(request: web.Request) -> web.Response:
        query = f"?{request.query_string}" if "{query}" in location else ""
        return web.Response(status=status, headers={"Location": location.replace("{query}", query)})

    return answer


def looked(
    folder: Path, made: web.Application, orders: str = "/orders", who: str | None = "ann"
) -> tuple[FlowCarried, Verdict]:
    steps = (Step("POST", "/login", who, 200), Step("GET", "/home", None, 200), Step("POST", orders, None, 201))

    async def go() -> FlowCarried:
        async with site(made) as port:
            api = ApiSurface("api", None, "production", f"http://127.0.0.1:{port}", 1, openapi="/openapi.json")
            ann = Principal("ann", "buyer", 1, sign_in=Call("POST", "/login", "api", json={"user": "ann"}))
            flow = Flow("buy", 1, steps, "api")
            whole = replace(declared(folder, api), principals=(ann,), flows=(flow,))
            async with visited(whole) as world:
                return await world.ask(CarriedFlow("buy"))

    found = asyncio.run(go())
    return found, RedirectLosesRequest().judge(Seen(found))


def test_a_body_that_301_loses_is_shown_by_the_flow_that_goes_on_where_it_is_sent_whole(tmp_path: Path) -> None:
    found, verdict = looked(tmp_path, app(sends(301, "/orders/{query}")))

    assert isinstance(verdict, Fail)
    assert verdict.places == ("POST /orders",)
    assert [one.what for one in verdict.evidence] == [
        "POST /orders",
        "clients follow it with",
        "sent whole to where it leads",
    ]
    assert found.kept is not None
    assert found.kept.whole


@pytest.mark.parametrize("status", [307, 308])
def test_a_redirect_that_keeps_method_and_body_is_none(tmp_path: Path, status: int) -> None:
    _, verdict = looked(tmp_path, app(sends(status, "/orders/{query}")))

    assert isinstance(verdict, Pass)
    assert f"{status} -> " in verdict.because


@pytest.mark.parametrize("status", [302, 303])
def test_a_page_that_is_shown_after_a_deed_is_none(tmp_path: Path, status: int) -> None:
    _, verdict = looked(tmp_path, app(sends(status, "/orders/{query}")))

    assert isinstance(verdict, Pass)


def test_a_dropped_query_is_a_finding_of_its_own(tmp_path: Path) -> None:
    _, verdict = looked(tmp_path, app(sends(308, "/orders/")), "/orders?cart=summer")

    assert isinstance(verdict, Fail)
    assert "drops the query" in verdict.because


def test_a_query_that_the_flow_never_sends_is_not_lost(tmp_path: Path) -> None:
    _, verdict = looked(tmp_path, app(sends(308, "/orders/")))

    assert isinstance(verdict, Pass)


def test_a_page_that_is_shown_once_its_cookie_comes_back_is_no_way_without_end(tmp_path: Path) -> None:
    async def home(request: web.Request) -> web.Response:
        if request.cookies.get("region") == "eu":
            return web.json_response({})
        answer = web.Response(status=302, headers={"Location": str(request.rel_url)})
        answer.set_cookie("region", "eu")
        return answer

    nobodys, verdict = looked(tmp_path, app(made_it, home=home), who=None)
    anns, doubt = looked(tmp_path, app(made_it, home=home))

    assert not any(one.loops for one in (*nobodys.steps, *anns.steps))
    assert isinstance(verdict, Pass)
    assert isinstance(doubt, Unknown)


def test_whoever_is_sent_back_and_forth_never_arrives(tmp_path: Path) -> None:
    _, verdict = looked(tmp_path, app(sends(307, "/orders/{query}"), sends(307, "/orders{query}")))
    _, question = looked(tmp_path, app(made_it, home=sends(302, "/home?again=1")))

    assert isinstance(verdict, Fail)
    assert isinstance(question, Fail)
    assert (*verdict.places, *question.places) == ("POST /orders", "GET /home")
    assert "no end" in verdict.because


def test_a_redirect_behind_which_nothing_answers_is_not_known_to_lose_anything(tmp_path: Path) -> None:
    async def shut(_: web.Request) -> web.Response:
        return web.Response(status=404)

    _, verdict = looked(tmp_path, app(sends(301, "/orders/{query}"), shut))

    assert isinstance(verdict, Unknown)


def test_where_clients_get_the_same_nothing_is_lost(tmp_path: Path) -> None:
    async def basket(_: web.Request) -> web.Response:
        return web.json_response({"items": ["shoes", "bag"], "note": "your basket is as it was"}, status=201)

    made = app(sends(301, "/basket/orders{query}"), basket)
    made.router.add_route("*", "/basket/orders", basket)

    found, verdict = looked(tmp_path, made)

    assert found.kept is not None
    assert [one.same for one in found.kept.steps] == [False, False, True]
    assert isinstance(verdict, Pass)


def test_a_get_that_is_named_like_a_change_is_not_sent_as_clients_would(tmp_path: Path) -> None:
    asked: list[str] = []

    async def cancel(request: web.Request) -> web.Response:
        asked.append(request.method)
        return await made_it(request) if request.method == "POST" else web.Response(status=405)

    made = app(made_it)
    made.router.add_post("/cancel", sends(301, "/cancel/{query}"))
    made.router.add_route("*", "/cancel/", cancel)

    found, _ = looked(tmp_path, made, "/cancel")

    assert found.kept is not None
    assert (found.kept.steps[-1].moved, found.kept.steps[-1].as_clients) == (True, "")
    assert "GET" not in asked


def test_one_whose_own_request_is_not_redirected_has_lost_nothing(tmp_path: Path) -> None:
    async def orders(request: web.Request) -> web.Response:
        known = request.headers.get("Authorization") == "Bearer tok-ann"
        away = {"Location": f"/orders/?{request.query_string}"}
        return await made_it(request) if known else web.Response(status=301, headers=away)

    _, verdict = looked(tmp_path, app(orders))

    assert isinstance(verdict, Pass)
