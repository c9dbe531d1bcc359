"""A shop whose model has tools for orders: some ask whose an order is, some do not."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import ApiSurface, Call, ChatSurface, Principal, Secret
from launchready.observe.http import Answer, Request
from launchready.observe.talk.foreign_ids import Foreign, ForeignIds, over
from tests.observe.small_world import declared, site, visited

TEXT = {"type": "string"}
ORDER = {"type": "object", "required": ["note"], "properties": {"note": TEXT}}
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "paths": {
        "/orders": {
            "post": {
                "requestBody": {"required": True, "content": {"application/json": {"schema": ORDER}}},
                "responses": {"201": {"description": "made"}},
            }
        },
        "/orders/{order_id}": {
            "get": {
                "parameters": [{"name": "order_id", "in": "path", "required": True, "schema": TEXT}],
                "responses": {"200": {"description": "one"}},
            }
        },
    },
}
WHO = {"Bearer token-of-ann": "ann", "Bearer token-of-ben": "ben"}
Order = dict[str, str]
Tool = Callable[[Order, bool], str]
"""What the bot says about an order, and whether it is the asker's; it may change it."""


@dataclass
class Shop:
    """The orders, and the bot's two tools."""

    look_up: Tool
    call_off: Tool
    names_tools: bool = True
    open_to_all: bool = False
    orders: dict[str, Order] = field(default_factory=dict)

    async def document(self, request: web.Request) -> web.Response:
        return web.json_response(DOCUMENT)

    async def make(self, request: web.Request) -> web.Response:
        note = (await request.json())["note"]
        made = {"id": f"o-{len(self.orders) + 1:08}", "note": note, "state": "open", "of": _asker(request)}
        self.orders[made["id"]] = made
        return web.json_response(made, status=201)

    async def read(self, request: web.Request) -> web.Response:
        found = self.orders.get(request.match_info["id"], {})
        if not found or not (self.open_to_all or found["of"] == _asker(request)):
            raise web.HTTPNotFound
        return web.json_response(found)

    async def chat(self, request: web.Request) -> web.Response:
        text = (await request.json())["text"]
        named = re.search(r"o-\d+", text)
        if named is None or named[0] not in self.orders:
            return web.json_response({"answer": "Happy to help.", "tools": []})
        order = self.orders[named[0]]
        tool = self.call_off if "cancel" in text else self.look_up
        answer = tool(order, order["of"] == _asker(request))
        tools = [{"name": "orders", "arguments": {"id": named[0]}}] if self.names_tools else []
        return web.json_response({"answer": answer, "tools": tools})


def _asker(request: web.Request) -> str:
    who = WHO.get(request.headers.get("Authorization", ""))
    if who is None:
        raise web.HTTPUnauthorized
    return who


def shows_own(order: Order, mine: bool) -> str:
    return f"It says: {order['note']}" if mine else "You have no such order."


def shows_any(order: Order, mine: bool) -> str:
    return f"It says: {' '.join(order['note'])}"


def ends_own(order: Order, mine: bool) -> str:
    order["state"] = "cancelled" if mine else order["state"]
    return "Done." if mine else "You have no such order."


def ends_any(order: Order, mine: bool) -> str:
    order["state"] = "cancelled"
    return "Sorry, I cannot do that."


def boasts(order: Order, mine: bool) -> str:
    return f"Your order {order['id']} is cancelled."


def tried(folder: Path, shop: Shop) -> Foreign:
    """What the two customers brought about."""
    for name in ("ann", "ben"):
        (folder / name).write_text(f"token-of-{name}")
    people = tuple(
        Principal(name, "buyer", at, token=Secret(f"file:{name}")) for at, name in enumerate(("ann", "ben"), 1)
    )

    async def go() -> Foreign:
        app = web.Application()
        app.router.add_get("/openapi.json", shop.document)
        app.router.add_post("/orders", shop.make)
        app.router.add_get("/orders/{id}", shop.read)
        app.router.add_post("/chat", shop.chat)
        async with site(app) as port:
            url = f"http://127.0.0.1:{port}"
            says = Call("POST", "/chat", json={"text": "{text}"}, pick=(("answer", "$.answer"), ("tools", "$.tools")))
            surfaces = (
                ApiSurface("api", None, "production", url, 1, openapi="/openapi.json"),
                ChatSurface("chat", None, "production", url, 2, say=says),
            )
            async with visited(replace(declared(folder, *surfaces), principals=people)) as world:
                return await world.ask(ForeignIds("chat"))

    return asyncio.run(go())


def effects(found: Foreign) -> tuple[bool, bool | None, bool, bool | None]:
    """Looked up by the owner and by the stranger, called off by the owner and by the stranger."""
    (own, strange), (own_end, strange_end) = found.kinds[0].looked_up, found.kinds[0].called_off
    return own.has_effect, strange and strange.has_effect, own_end.has_effect, strange_end and strange_end.has_effect


@pytest.mark.parametrize(
    ("shop", "expected"),
    [
        pytest.param(Shop(shows_own, ends_own), (True, False, True, False), id="asks whose it is"),
        pytest.param(Shop(shows_own, ends_own, names_tools=False), (True, False, True, False), id="names no tools"),
        pytest.param(Shop(shows_any, ends_own), (True, True, True, False), id="shows anybody, spelled"),
        pytest.param(Shop(shows_own, ends_any), (True, False, True, True), id="ends anybody's, and denies it"),
        pytest.param(Shop(boasts, boasts), (False, False, False, False), id="does nothing, and says it did"),
        pytest.param(Shop(boasts, boasts, names_tools=False), (False, None, False, None), id="has no tool that shows"),
    ],
)
def test_what_comes_of_an_id(tmp_path: Path, shop: Shop, expected: tuple[bool, bool | None, bool, bool | None]) -> None:
    found = tried(tmp_path, shop)

    assert (found.owner, found.stranger, found.missing) == ("ann", "ben", ())
    assert effects(found) == expected
    assert all(order["of"] == "ann" for order in shop.orders.values())


def test_what_the_api_shows_to_strangers_is_not_asked_of_the_model(tmp_path: Path) -> None:
    found = tried(tmp_path, Shop(shows_any, ends_any, open_to_all=True))

    assert found.kinds == ()
    assert found.missing == ("order: ben reads it without the model",)


def read(status: int, body: str) -> Answer:
    return Answer(Request("http://shop.test/orders/o-1"), status, (), body, 1.0, False)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ('{"id": "o-1", "state": "open"}', '{"id": "o-1", "state": "cancelled"}', "state is cancelled"),
        (
            '{"data": {"id": "o-1"}}',
            '{"data": {"id": "o-1", "cancelled_at": "2026-01-01"}}',
            "cancelled_at is 2026-01-01",
        ),
        ('{"id": "o-1", "is_closed": false}', '{"id": "o-1", "is_closed": true}', "is_closed is True"),
        # Other orders of a list, other changes, and what was over before.
        ('[{"id": "o-1", "state": "open"}]', '[{"id": "o-2", "state": "closed"}, {"id": "o-1", "state": "open"}]', ""),
        ('{"items": [{"id": "o-1"}]}', '{"items": [{"id": "o-0", "state": "closed"}, {"id": "o-1"}]}', ""),
        ('{"d": {"all": [{"id": "o-1"}]}}', '{"d": {"all": [{"id": "o-0", "state": "closed"}, {"id": "o-1"}]}}', ""),
        ('{"id": "o-1", "state": "open", "seen": 1}', '{"id": "o-1", "state": "shipped", "seen": 2}', ""),
        ('{"id": "o-1", "refund_total": 0}', '{"id": "o-1", "refund_total": 0.0}', ""),
        ('{"id": "o-1", "state": "closed"}', '{"id": "o-1", "state": "closed"}', ""),
        ('{"id": "o-1", "log": ""}', '{"id": "o-1", "log": "cancel was asked for by somebody else and refused"}', ""),
    ],
)
def test_when_an_object_is_over(before: str, after: str, expected: str) -> None:
    assert over(read(200, before), read(200, after), "o-1") == expected


def test_an_object_that_is_gone_is_over_and_one_that_fails_is_not() -> None:
    there = read(200, '{"id": "o-1"}')

    assert over(there, read(404, ""), "o-1").startswith("it is gone")
    assert over(there, read(500, ""), "o-1") == ""
    assert over(read(404, ""), read(404, ""), "o-1") == ""
