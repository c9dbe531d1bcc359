import asyncio
import json
from typing import Annotated, Any

import pytest
from fastapi import Body, FastAPI

from guard.tests.driving import Answer, ask
from launchready_guard.access import Allow, Principal, UnruledError, own, public
from launchready_guard.asgi import Scope, header
from launchready_guard.rate_limits import Rule
from launchready_guard.stack import guarded
from launchready_guard.window import Limit, Memory

KEY = b"sixteen bytes or more"
HOST = {"host": "shop.example"}
OWNERS = {"1": "ann"}


def shop() -> FastAPI:
    api = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)

    @api.post("/login")
    async def login(email: Annotated[str, Body()], password: Annotated[str, Body()]) -> None:
        assert password == "right"

    @api.post("/reset", status_code=202)
    async def reset(email: Annotated[str, Body(embed=True)]) -> None:
        return None

    @api.get("/orders/{name}")
    async def order(name: str) -> str:
        return name

    return api


async def who(scope: Scope) -> Principal | None:
    said = header(scope, b"authorization")
    return Principal(said) if said else None


async def owner_of(order: str) -> str | None:
    return OWNERS.get(order)


TABLE = [public("POST /login", "POST /reset"), own("order", owner_of, "GET /orders/{order}")]


def stack(table: list[Allow] = TABLE, **more: Any) -> Any:
    return guarded(
        shop(),
        names=["shop.example"],
        key=KEY,
        who=who,
        table=table,
        sign_in=["POST /login"],
        for_anybody=["POST /reset"],
        origins=["https://shop.example"],
        **more,
    )


def got(app: Any, asked: str, headers: dict[str, str] | None = None, body: object = None) -> Answer:
    sent = json.dumps(body).encode() if body is not None else b""
    typed = {"content-type": "application/json"} if sent else {}
    return asyncio.run(ask(app, asked, {**HOST, **typed, **(headers or {})}, sent))


def test_the_right_caller_gets_through_and_every_guard_has_its_say() -> None:
    app = stack(rules=[Rule("all", Limit(9, 60), ("/{rest:path}",))])
    mine = got(app, "GET /orders/1", {"authorization": "ann", "origin": "https://shop.example"})

    assert (mine.status, mine.json()) == (200, "1")
    assert mine["access-control-allow-origin"] == "https://shop.example"
    assert (mine["x-content-type-options"], mine["ratelimit"]) == ("nosniff", '"all";r=8;t=0')
    assert (mine["x-request-id"] or "").startswith("req_")
    assert got(app, "GET /orders/1", {"authorization": "ben"}).status == 404
    assert got(app, "GET /orders/1").status == 401
    assert got(app, "GET /orders/1", {"host": "evil.example"}).status == 421
    assert got(app, "POST /reset", {"content-type": "text/plain"}, "a").status == 415
    assert [got(app, "GET /orders/1").status for _ in range(6)][-1] == 429


def test_a_route_without_a_row_stops_the_start() -> None:
    with pytest.raises(UnruledError, match="GET /orders"):
        stack(TABLE[:1])


def test_guesses_and_wishes_for_an_account_are_counted_apart_in_one_store() -> None:
    app = stack(store=Memory())
    wish = {"email": "ann@shop.example"}
    right = {**wish, "password": "right"}

    assert [got(app, "POST /reset", body=wish).status for _ in range(6)] == [202] * 5 + [429]
    assert [got(app, "POST /login", body=right).status for _ in range(12)] == [200] * 12


def test_refusals_are_in_the_product_s_words() -> None:
    app = stack(words=lambda status, title: ("text/plain", f"{status}: {title}".encode()))

    assert got(app, "GET /orders/1").body == b"401: sign in first"
