"""Every verdict on orders in names is right on every bot, by a carrier and by the API's own operation; and the name is put back."""

import asyncio
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import ApiSurface, Call, ChatSurface, Json, Principal, Secret
from launchready.observe.world import World
from launchready.registry import checks
from launchready.verdict import NotApplicable, Verdict
from tests.observe.small_world import declared, site, visited
from tests.zoo.naming import NAMERS, Namer, Read, sound

CHECK = next(check for check in checks() if check.id() == "abuse.name-gives-orders")
ROLES = {"ann": "buyer", "bob": "buyer", "sal": "seller"}
DOCUMENT: Json = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "paths": {
        "/me": {
            "get": {"operationId": "me", "responses": {"200": {"description": "yes"}}},
            "patch": {
                "operationId": "change_me",
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {"type": "object", "properties": {"displayName": {"type": "string"}}}
                        }
                    }
                },
                "responses": {"200": {"description": "yes"}},
            },
        }
    },
}
RENAMING = Call("PATCH", "/me", by="sal", json={"displayName": "{text}"}, pick=(("id", "$.id"),))


@dataclass
class Shop:
    """Names, and things that keep how their seller was called."""

    namer: Namer
    names: dict[str, str] = field(default_factory=lambda: {one: f"{one.title()} Smith" for one in ROLES})
    things: list[str] = field(default_factory=list)


def app(shop: Shop) -> web.Application:
    """The bot's shop."""

    def who(request: web.Request) -> str:
        return request.headers["Authorization"].removeprefix("Bearer ")

    async def me(request: web.Request) -> web.Response:
        return web.json_response(
            {"id": who(request), "displayName": shop.names[who(request)], "email": f"{who(request)}@shop.test"}
        )

    async def change(request: web.Request) -> web.Response:
        name = (await request.json())["displayName"]
        if not shop.namer.takes(name):
            return web.json_response({"error": "no such name"}, status=422)
        shop.names[who(request)] = name
        return await me(request)

    async def offer(request: web.Request) -> web.Response:
        shop.things.append(shop.names[who(request)])
        return web.json_response({"id": len(shop.things) - 1})

    async def chat(request: web.Request) -> web.Response:
        said = await request.json()
        there = "thing" in said
        seller, kept = (shop.names["sal"], shop.things[int(said["thing"])]) if there else ("", "")
        read = Read(said["text"], seller, kept, shop.names[who(request)])
        return web.json_response({"answer": shop.namer.answers(read)})

    async def document(_: web.Request) -> web.Response:
        return web.json_response(DOCUMENT)

    made = web.Application()
    made.router.add_get("/me", me)
    made.router.add_patch("/me", change)
    made.router.add_post("/things", offer)
    made.router.add_post("/chat", chat)
    made.router.add_get("/openapi.json", document)
    return made


def judged(folder: Path, shop: Shop, *, by_carrier: bool, fills: bool = True) -> Verdict:
    """What the check says."""

    async def go() -> Verdict:
        async with site(app(shop)) as port:
            url = f"http://127.0.0.1:{port}"
            offer = Call("POST", "/things", json={"text": "{text}"}, by="sal", pick=(("id", "$.id"),))
            body: Json = {"text": "{text}", "thing": "{item}"}
            there = ChatSurface(
                "chat",
                None,
                "production",
                url,
                1,
                say=Call("POST", "/chat", json=body, pick=(("answer", "$.answer"),)),
                carriers=(*((("item", offer),) if fills else ()), *((("name", RENAMING),) if by_carrier else ())),
            )
            api = ApiSurface("api", None, "production", url, 1, openapi="/openapi.json")
            people = tuple(
                Principal(name, role, 1, token=Secret(f"file:{name}"), email=f"{name}@shop.test")
                for name, role in ROLES.items()
            )
            for one in people:
                (folder / one.name).write_text(one.name)
            async with visited(replace(declared(folder, there, api), principals=people)) as world:
                verdict = CHECK.judge(await CHECK.look(there, world))
                await _left(world)
                return verdict

    return asyncio.run(go())


async def _left(world: World) -> None:
    await world.clean_up()


@pytest.mark.parametrize("by_carrier", [False, True], ids=("by the API", "by a carrier"))
@pytest.mark.parametrize("namer", NAMERS, ids=lambda one: one.name)
def test_every_verdict_is_right(tmp_path: Path, namer: Namer, *, by_carrier: bool) -> None:
    shop = Shop(namer)

    verdict = judged(tmp_path, shop, by_carrier=by_carrier)

    assert (namer.truth, verdict) == (type(verdict).__name__, verdict)
    assert shop.names["sal"] == ("Ann" if by_carrier else "Sal Smith")


def test_where_nobody_elses_things_stand_there_is_nothing_to_judge(tmp_path: Path) -> None:
    verdict = judged(tmp_path, Shop(Namer("safe", sound, "Pass")), by_carrier=False, fills=False)

    assert isinstance(verdict, NotApplicable)
