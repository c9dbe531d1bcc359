"""A small API in the style of well-known exercises: user names in paths, a flag at the sign-up, a dump, a reset of others."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import ApiSurface, Call, Consent, Declaration, Principal, Product
from launchready.observe.access.excess import TooMuch
from launchready.observe.access.profile import OwnRole
from launchready.observe.access.roles import RoleTrials
from launchready.observe.access.shadow import Shadow
from launchready.observe.opening import opened
from launchready.observe.secret import Secrets
from launchready.observe.world import Sent, World
from launchready.verdict import Touch
from launchready_hunt.canary import Mint
from launchready_hunt.ledger import Ledger
from tests.observe.strange_api import served

Row = dict[str, object]


@dataclass
class Library:
    """Users by name, and books that only their owners read whole."""

    wrong: frozenset[str]
    users: dict[str, Row] = field(default_factory=dict)
    books: dict[str, Row] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, is_admin in (("alice", False), ("bruno", False), ("rooty", True)):
            self.users[name] = {
                "username": name,
                "email": f"{name}@library.example",
                "password": f"pw-{name}-9",
                "admin": is_admin,
            }

    def asker(self, request: web.Request) -> Row:
        name = self.tokens.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if name is None or name not in self.users:
            raise web.HTTPUnauthorized
        return self.users[name]

    def shown(self, user: Row) -> Row:
        hidden = {"password"} | ({"admin"} if "hidden" in self.wrong else set())
        return {key: value for key, value in user.items() if key not in hidden}

    async def register(self, request: web.Request) -> web.Response:
        given = await request.json()
        if given["username"] in self.users:
            return web.json_response({"status": "fail", "message": "User already exists"}, status=409)
        user = {key: given[key] for key in ("username", "email", "password")} | {"admin": False}
        if "signup" in self.wrong and "admin" in given:
            user["admin"] = given["admin"]
        self.users[str(given["username"])] = user
        return web.json_response({"status": "success", "message": "registered", **given})

    async def login(self, request: web.Request) -> web.Response:
        given = await request.json()
        user = self.users.get(given.get("username", ""))
        if user is None or user["password"] != given.get("password"):
            return web.json_response({"status": "fail", "message": "Password is not correct"}, status=401)
        token = f"tok-{len(self.tokens)}-{given['username']}"
        self.tokens[token] = given["username"]
        return web.json_response({"auth_token": token, "status": "success"})

    async def me(self, request: web.Request) -> web.Response:
        return web.json_response({"status": "success", "data": self.shown(self.asker(request))})

    async def debug(self, request: web.Request) -> web.Response:
        del request
        return web.json_response({"users": list(self.users.values())})

    async def remove(self, request: web.Request) -> web.Response:
        if not self.asker(request)["admin"] and "delete" not in self.wrong:
            return web.json_response({"message": "Only Admins may delete users!"}, status=401)
        self.users.pop(request.match_info["username"], None)
        return web.json_response({"status": "success"})

    async def add_book(self, request: web.Request) -> web.Response:
        given, owner = await request.json(), self.asker(request)["username"]
        self.books[given["book_title"]] = {"book_title": given["book_title"], "secret": given["secret"], "owner": owner}
        return web.json_response({"status": "success", "message": "Book has been added."})

    async def listed(self, request: web.Request) -> web.Response:
        self.asker(request)
        shown = [{"book_title": one["book_title"], "user": one["owner"]} for one in self.books.values()]
        return web.json_response({"Books": shown})

    async def book(self, request: web.Request) -> web.Response:
        row = self.books.get(request.match_info["book_title"])
        if row is None or row["owner"] != self.asker(request)["username"]:
            return web.json_response({"status": "fail", "message": "Book not found!"}, status=404)
        return web.json_response(row)

    async def document(self, request: web.Request) -> web.Response:
        del request
        text = {"type": "string"}

        def body(*names: str) -> Row:
            schema = {"type": "object", "properties": dict.fromkeys(names, text), "required": list(names)}
            return {"requestBody": {"content": {"application/json": {"schema": schema}}}}

        def place(name: str) -> Row:
            return {"parameters": [{"name": name, "in": "path", "required": True, "schema": text}]}

        done: Row = {"responses": {"200": {"description": "done"}}}
        signed: Row = {**done, "security": [{"bearer": []}]}
        return web.json_response(
            {
                "openapi": "3.0.1",
                "info": {"title": "Library", "version": "1"},
                "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
                "paths": {
                    "/users/v1/register": {"post": {**done, **body("username", "password", "email")}},
                    "/users/v1/login": {"post": {**done, **body("username", "password")}},
                    "/me": {"get": signed},
                    "/users/v1/{username}": {
                        "delete": {**signed, **place("username"), "description": "Deletes user. (Only Admins)"}
                    },
                    "/books/v1": {"get": signed, "post": {**signed, **body("book_title", "secret")}},
                    "/books/v1/{book_title}": {"get": {**signed, **place("book_title")}},
                },
            }
        )

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/openapi.json", self.document)
        if "debug" in self.wrong:
            app.router.add_get("/users/v1/_debug", self.debug)
        for method, path, handler in (
            ("POST", "/users/v1/register", self.register),
            ("POST", "/users/v1/login", self.login),
            ("GET", "/me", self.me),
            ("DELETE", "/users/v1/{username}", self.remove),
            ("GET", "/books/v1", self.listed),
            ("POST", "/books/v1", self.add_book),
            ("GET", "/books/v1/{book_title}", self.book),
        ):
            app.router.add_route(method, path, handler)
        return app


@asynccontextmanager
async def visited(library: Library, folder: Path) -> AsyncIterator[World]:
    async with served(library.app()) as url:
        people = []
        for name, role in (("alice", "reader"), ("bruno", "reader"), ("rooty", "admin")):
            (folder / name).write_text(f"pw-{name}-9")
            given = json.loads(json.dumps({"username": name, "password": f"file:{name}"}))
            call = Call("POST", "/users/v1/login", json=given, pick=(("token", "$.auth_token"),))
            people.append(Principal(name, role, 1, sign_in=call, token=None))
        declaration = Declaration(
            folder / "launch.toml",
            Product("Library", "127.0.0.1"),
            Consent(("127.0.0.1",), Touch.WRITE, 5000.0),
            surfaces=(ApiSurface("api", None, "production", url, 1, openapi="/openapi.json"),),
            principals=tuple(people),
        )
        sent: list[Sent] = []
        async with opened(
            declaration,
            mint=Mint(b"a key of tests"),
            ledger=Ledger(),
            secrets=Secrets(folder, commands=False),
            record=sent.append,
        ) as commons:
            yield World(commons, "test", Touch.WRITE)


async def _found(folder: Path, wrong: frozenset[str]) -> set[str]:
    async with visited(Library(wrong), folder) as world:
        acts = await world.ask(RoleTrials("api"))
        own = await world.ask(OwnRole("api"))
        shadow = await world.ask(Shadow("api"))
        excess = await world.ask(TooMuch("api"))
    assert [one.operation for one in acts.acts if one.done] == ["DELETE /users/v1/{username}"]
    assert shadow.control
    assert own.controls
    return {
        *(f"{one.role} {one.operation}" for one in acts.acts if one.done and not one.may),
        *(f"{one.operation} {one.field}" for one in own.tried if one.done),
        *(f"{one.by} {one.path}" for one in shadow.hits),
        *(f"{one.operation} {one.what}" for one in excess.excess),
    }


def test_the_sound_library_shows_nothing(tmp_path: Path) -> None:
    assert asyncio.run(_found(tmp_path, frozenset())) == set()


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"signup"}, "POST /users/v1/register admin"),
        ({"debug"}, "nobody /users/v1/_debug"),
        ({"delete"}, "reader DELETE /users/v1/{username}"),
    ],
)
def test_each_flaw_of_the_library_is_found(tmp_path: Path, wrong: set[str], expected: str) -> None:
    assert asyncio.run(_found(tmp_path, frozenset(wrong))) == {expected}
