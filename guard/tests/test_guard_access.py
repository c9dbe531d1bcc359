import asyncio

import pytest
from fastapi import APIRouter, FastAPI
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from guard.tests.driving import Echo, ask
from launchready_guard.access import Access, Allow, Principal, UnruledError, only, own, public, signed_in
from launchready_guard.asgi import Scope, header

OWNERS = {"1": "ada", "2": "bo"}
PEOPLE = {
    name: Principal(name, frozenset({role})) for name, role in (("ada", "buyer"), ("bo", "buyer"), ("root", "admin"))
}


async def owner(order: str) -> str | None:
    return OWNERS.get(order)


async def who(scope: Scope) -> Principal | None:
    return PEOPLE.get(header(scope, b"authorization") or "")


TABLE = [
    public("GET /listings", "GET /listings/{listing}"),
    signed_in("POST /orders"),
    own("order", owner, "GET /orders/{order}", "DELETE /orders/{order}", except_for=["admin"]),
    only("admin", on=["/admin/{rest:path}"]),
]


def status(asked: str, by: str | None = None) -> int:
    headers = {"authorization": by} if by else {}
    return asyncio.run(ask(Access(Echo(), table=TABLE, who=who), asked, headers)).status


@pytest.mark.parametrize(
    ("asked", "nobody", "ada", "bo", "root"),
    [
        ("GET /listings", 200, 200, 200, 200),
        ("HEAD /listings/7", 200, 200, 200, 200),
        ("POST /orders", 401, 200, 200, 200),
        ("GET /orders/1", 401, 200, 404, 200),
        ("GET /orders/1/", 401, 200, 404, 200),
        ("DELETE /orders/2", 401, 404, 200, 200),
        ("GET /orders/3", 401, 404, 404, 200),
        ("GET /admin/users", 401, 403, 403, 200),
        ("DELETE /admin/users/1", 401, 403, 403, 200),
        ("GET //admin/users", 401, 403, 403, 200),
        ("PATCH /orders/1", 404, 404, 404, 404),
        ("GET /nowhere", 404, 404, 404, 404),
        ("POST /listings", 404, 404, 404, 404),
    ],
)
def test_the_table_is_what_holds(asked: str, nobody: int, ada: int, bo: int, root: int) -> None:
    assert [status(asked, by) for by in (None, "ada", "bo", "root")] == [nobody, ada, bo, root]


def test_what_is_another_s_looks_like_what_is_not_there() -> None:
    def answer(asked: str) -> bytes:
        return asyncio.run(ask(Access(Echo(), table=TABLE, who=who), asked, {"authorization": "bo"})).body

    assert answer("GET /orders/1") == answer("GET /orders/3")


def test_the_first_row_that_names_a_route_holds() -> None:
    table = [public("GET /orders/terms"), *TABLE]

    assert asyncio.run(ask(Access(Echo(), table=table, who=who), "GET /orders/terms")).status == 200


async def page(request: object) -> PlainTextResponse:
    return PlainTextResponse("")


def test_a_route_without_a_rule_stops_the_start() -> None:
    app = Starlette(
        routes=[
            Route("/listings/{id:int}", page),
            Route("/orders", page, methods=["POST", "PUT"]),
            Mount("/admin", routes=[Route("/users", page)]),
            Route("/forgotten", page),
        ]
    )

    with pytest.raises(UnruledError, match=r"no rule says who may: GET /forgotten, PUT /orders\."):
        Access(app, table=TABLE, who=who).covers(app.routes)


def test_fastapi_s_own_routes_are_read() -> None:
    app = FastAPI(docs_url=None, redoc_url=None)
    app.add_api_route("/listings", page)
    table = [public("GET /listings", "GET /openapi.json")]

    Access(app, table=table, who=who).covers(app.routes)
    with pytest.raises(UnruledError, match=r"GET /openapi\.json"):
        Access(app, table=[public("GET /listings")], who=who).covers(app.routes)


def test_included_routers_mounts_and_websockets_are_read() -> None:
    inner, outer = APIRouter(), APIRouter(prefix="/in")
    inner.add_api_route("/deep/{one}", page, methods=["PATCH"])
    outer.include_router(inner, prefix="/two")
    outer.add_api_websocket_route("/live", page)
    app = FastAPI(openapi_url=None)
    app.include_router(outer, prefix="/v1")
    app.mount("/static", StaticFiles(directory="."))

    with pytest.raises(UnruledError, match=r"GET /v1/in/live, PATCH /v1/in/two/deep/\{\}\."):
        Access(app, table=[public("/static/{rest:path}")], who=who).covers(app.routes)
    with pytest.raises(UnruledError, match=r"\* /static/\{\}\."):
        Access(app, table=[public("PATCH /v1/in/two/deep/{other}", "/v1/in/live")], who=who).covers(app.routes)


def test_a_route_that_cannot_be_read_stops_the_start() -> None:
    with pytest.raises(UnruledError, match="of the kind object"):
        Access(Echo(), table=TABLE, who=who).covers([object()])


def test_a_row_that_cannot_hold_stops_the_start() -> None:
    with pytest.raises(ValueError, match=r"has no place \{order\}"):
        Access(Echo(), table=[own("order", owner, "GET /orders")], who=who)
    with pytest.raises(ValueError, match="at least one route"):
        Access(Echo(), table=[Allow(())], who=who)
    with pytest.raises(ValueError, match="name the roles"):
        only(on=["/admin"])
