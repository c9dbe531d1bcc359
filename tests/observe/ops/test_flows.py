"""A flow is walked as declared: ids pass from step to step, and what it made is removed."""

import asyncio
from dataclasses import replace
from pathlib import Path

from aiohttp import web

from launchready.declare.model import ApiSurface, Call, Flow, Principal, Step
from launchready.observe.ops.flows import Walk, walk
from tests.observe.small_world import declared, site, visited

BODY = {
    "type": "object",
    "required": ["item_id", "note"],
    "properties": {"item_id": {"type": "string"}, "note": {"type": "string"}},
}
ONE = [{"name": "order_id", "in": "path", "required": True, "schema": {"type": "string"}}]
DONE = {"responses": {"200": {"description": "done"}}}
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "paths": {
        "/items": {"get": DONE},
        "/orders": {"post": {"requestBody": {"content": {"application/json": {"schema": BODY}}}, **DONE}},
        "/orders/{order_id}": {"parameters": ONE, "delete": DONE},
        "/orders/{order_id}/pay": {"parameters": ONE, "post": DONE},
    },
}


class Shop:
    def __init__(self, *, broken: bool = False) -> None:
        self.broken = broken
        self.orders: dict[str, dict[str, str]] = {}
        self.paid: list[str] = []

    def app(self) -> web.Application:
        made = web.Application()
        made.router.add_get("/openapi.json", self.document)
        made.router.add_post("/login", self.login)
        made.router.add_get("/items", self.items)
        made.router.add_post("/orders", self.order)
        made.router.add_delete("/orders/{id}", self.delete)
        made.router.add_post("/orders/{id}/pay", self.pay)
        return made

    async def document(self, request: web.Request) -> web.Response:
        return web.json_response(DOCUMENT)

    async def login(self, request: web.Request) -> web.Response:
        return web.json_response({"token": "tok-ann"})

    async def items(self, request: web.Request) -> web.Response:
        return web.json_response({"data": [{"id": "itm_1", "price": 4}]})

    async def order(self, request: web.Request) -> web.Response:
        given = await request.json()
        if request.headers.get("Authorization") != "Bearer tok-ann" or given["item_id"] != "itm_1" or self.broken:
            raise web.HTTPUnprocessableEntity
        self.orders["ord/1"] = given
        return web.json_response({"id": "ord/1"}, status=201)

    async def pay(self, request: web.Request) -> web.Response:
        self.paid.append(request.match_info["id"])
        raise web.HTTPSeeOther("https://pay.example/")

    async def delete(self, request: web.Request) -> web.Response:
        del self.orders[request.match_info["id"]]
        return web.Response(status=204)


def walked(folder: Path, shop: Shop) -> tuple[Walk, tuple[str, ...]]:
    steps = (
        Step("POST", "/login", "ann", 200),
        Step("POST", "/orders", None, 201),
        Step("POST", "/orders/{id}/pay", None, 303),
    )

    async def go() -> tuple[Walk, tuple[str, ...]]:
        async with site(shop.app()) as port:
            api = ApiSurface("api", None, "production", f"http://127.0.0.1:{port}", 1, openapi="/openapi.json")
            call = Call("POST", "/login", "api", json={"email": "ann@shop.test"}, pick=(("token", "$.token"),))
            people = (Principal("ann", "buyer", 1, sign_in=call),)
            async with visited(replace(declared(folder, api), principals=people)) as world:
                return await walk(world, Flow("checkout", 1, steps, "api")), await world.clean_up()

    return asyncio.run(go())


def test_each_step_is_made_from_what_the_steps_before_gave(tmp_path: Path) -> None:
    shop = Shop()

    walk, left = walked(tmp_path, shop)

    assert walk.whole
    assert [(one.step, one.status) for one in walk.steps] == [
        ("POST /login", 200),
        ("POST /orders", 201),
        ("POST /orders/{id}/pay", 303),
    ]
    assert all(one.milliseconds > 0 for one in walk.steps)
    assert shop.paid == ["ord/1"]
    assert shop.orders == {}
    assert left == ()


def test_it_stops_where_a_step_is_not_answered_as_declared(tmp_path: Path) -> None:
    shop = Shop(broken=True)

    walk, _ = walked(tmp_path, shop)

    assert not walk.whole
    assert [one.status for one in walk.steps] == [200, 422]
    assert shop.paid == []
