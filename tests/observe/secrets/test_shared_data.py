"""What is written in production is looked for in staging, with a real API at each end."""

import asyncio
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from aiohttp import web

from launchready.declare.model import ApiSurface, Call, Principal, WebSurface
from launchready.observe.secrets.shared_data import ACCOUNT, SharedData, SharedDataSeen
from tests.observe.small_world import declared, site, visited

NOTE = {"type": "object", "properties": {"id": {"type": "string"}, "text": {"type": "string"}}}
NEW = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}
ID = {"name": "note_id", "in": "path", "required": True, "schema": {"type": "string"}}


def answers(status: str, schema: dict[str, object]) -> dict[str, object]:
    return {status: {"description": "it", "content": {"application/json": {"schema": schema}}}}


DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Notes", "version": "1"},
    "paths": {
        "/notes": {
            "post": {
                "requestBody": {"required": True, "content": {"application/json": {"schema": NEW}}},
                "responses": answers("201", NOTE),
            },
            "get": {"responses": answers("200", {"type": "array", "items": NOTE})},
        },
        "/notes/{note_id}": {
            "get": {"parameters": [ID], "responses": answers("200", NOTE)},
            "delete": {"parameters": [ID], "responses": {"204": {"description": "gone"}}},
        },
    },
}
PASSWORD = "made-up-for-this-test"


class Notes:
    """An API of notes over a store; `people` are passwords by address."""

    def __init__(self, kept: dict[str, tuple[str, str]], people: dict[str, str]) -> None:
        self.kept, self.people, self.key = kept, people, uuid4().hex

    def asker(self, request: web.Request) -> str:
        name = request.headers.get("Authorization", "").removeprefix(f"Bearer {self.key}.")
        if name not in self.people:
            raise web.HTTPUnauthorized
        return name

    async def login(self, request: web.Request) -> web.Response:
        given = await request.json()
        if self.people.get(given["email"]) != given["password"]:
            raise web.HTTPUnauthorized
        return web.json_response({"token": f"{self.key}.{given['email']}"})

    async def make(self, request: web.Request) -> web.Response:
        name, number = self.asker(request), uuid4().hex
        self.kept[number] = (name, (await request.json())["text"])
        return web.json_response({"id": number, "text": self.kept[number][1]}, status=201)

    async def every(self, request: web.Request) -> web.Response:
        name = self.asker(request)
        return web.json_response(
            [{"id": key, "text": text} for key, (owner, text) in self.kept.items() if owner == name]
        )

    async def one(self, request: web.Request) -> web.Response:
        name, number = self.asker(request), request.match_info["note_id"]
        owner, text = self.kept.get(number, ("", ""))
        if owner != name:
            raise web.HTTPNotFound
        return web.json_response({"id": number, "text": text})

    async def document(self, _: web.Request) -> web.Response:
        return web.json_response(DOCUMENT)


def notes(kept: dict[str, tuple[str, str]], people: dict[str, str]) -> web.Application:
    api, app = Notes(kept, people), web.Application()
    app.add_routes([web.post("/login", api.login), web.post("/notes", api.make), web.get("/notes", api.every)])
    app.add_routes([web.get("/notes/{note_id}", api.one), web.get("/openapi.json", api.document)])
    return app


def door() -> web.Application:
    """Something that refuses whatever is asked."""

    async def refuse(_: web.Request) -> web.Response:
        raise web.HTTPUnauthorized

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", refuse)
    return app


PEOPLE = {"ann@shop.test": PASSWORD, "bob@shop.test": PASSWORD}


def sign_in(email: str) -> Call:
    return Call("POST", "/login", json={"email": email, "password": PASSWORD}, pick=(("token", "$.token"),))


def compared(folder: Path, home: web.Application, there: web.Application) -> SharedData:
    async def go() -> SharedData:
        async with site(home) as port, site(there) as other:
            people = tuple(Principal(name, "buyer", 3, sign_in(f"{name}@shop.test")) for name in ("ann", "bob"))
            api = ApiSurface("api", None, "production", f"http://127.0.0.1:{port}", 1, openapi="/openapi.json")
            staging = WebSurface("staging", None, "staging", f"http://127.0.0.1:{other}", 2)
            async with visited(replace(declared(folder, api, staging), principals=people)) as world:
                (seen,) = await world.ask(SharedDataSeen())
                return seen

    return asyncio.run(go())


def test_one_store_behind_both_shows_the_canary(tmp_path: Path) -> None:
    kept: dict[str, tuple[str, str]] = {}

    seen = compared(tmp_path, notes(kept, PEOPLE), notes(kept, PEOPLE))

    assert seen.home
    assert [one.by for one in seen.views if one.shows] == [ACCOUNT]


def test_the_same_test_accounts_in_two_stores_are_no_shared_data(tmp_path: Path) -> None:
    seen = compared(tmp_path, notes({}, PEOPLE), notes({}, PEOPLE))

    assert seen.is_in
    assert [(one.status, one.shows) for one in seen.views if one.by == ACCOUNT] == [(404, False)]


def test_an_account_that_staging_does_not_know_is_told(tmp_path: Path) -> None:
    seen = compared(tmp_path, notes({}, PEOPLE), notes({}, {}))

    assert seen.is_unknown_there
    assert not seen.is_in


def test_a_door_before_everything_tells_nothing(tmp_path: Path) -> None:
    seen = compared(tmp_path, notes({}, PEOPLE), door())

    assert not seen.is_unknown_there
    assert not seen.is_in


def test_an_environment_without_the_api_tells_nothing(tmp_path: Path) -> None:
    seen = compared(tmp_path, notes({}, PEOPLE), web.Application())

    assert seen.sign_in == "no sign-in of production's API is there"
