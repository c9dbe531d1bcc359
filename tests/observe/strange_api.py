"""An API unlike the reference marketplace's: camelCase, envelopes, whole numbers as ids, PUT only, other words."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

from launchready.declare.model import ApiSurface, Call, Catching, ChatSurface, Consent, Declaration, Principal, Product
from launchready.observe.opening import opened
from launchready.observe.record import Sent
from launchready.observe.secret import Secrets
from launchready.observe.world import World
from launchready.verdict import Touch
from launchready_hunt.canary import Mint
from launchready_hunt.ledger import Ledger

PEOPLE = {"tok-ann": "ann@shop.example", "tok-bob": "bob@shop.example", "tok-root": "root@shop.example"}
BASE = "/api/v3"
SCHEMAS = {
    "NewNote": {
        "type": "object",
        "required": ["noteTitle", "folderId"],
        "properties": {
            "noteTitle": {"type": "string", "maxLength": 80},
            "bodyText": {"type": "string"},
            "folderId": {"type": "integer"},
            "priority": {"enum": ["low", "high"]},
            "replyTo": {"type": "integer"},
            "parent": {"$ref": "#/components/schemas/NewNote"},
        },
    },
    "NewFolder": {
        "allOf": [
            {"type": "object", "required": ["label"], "properties": {"label": {"type": "string"}}},
            {"type": "object", "properties": {"colour": {"type": "string", "pattern": "^#[0-9a-f]{6}$"}}},
        ]
    },
}


def _body(name: str) -> dict[str, object]:
    return {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}}


DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "Strange", "version": "3"},
    "servers": [{"url": BASE}],
    "security": [{"key": []}],
    "components": {"schemas": SCHEMAS, "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
    "paths": {
        "/folders": {
            "get": {"responses": {"200": {"description": "all"}}},
            "post": {"requestBody": _body("NewFolder"), "responses": {"201": {"description": "made"}}},
        },
        "/folders/{folderId}": {
            "parameters": [{"name": "folderId", "in": "path", "required": True, "schema": {"type": "integer"}}],
            "get": {"responses": {"200": {"description": "one"}}},
        },
        "/notes": {
            "get": {"responses": {"200": {"description": "all"}}},
            "post": {"requestBody": _body("NewNote"), "responses": {"200": {"description": "made"}}},
        },
        "/notes/{noteId}": {
            "parameters": [{"name": "noteId", "in": "path", "required": True, "schema": {"type": "integer"}}],
            "get": {"responses": {"200": {"description": "one"}}},
            "put": {"requestBody": _body("NewNote"), "responses": {"204": {"description": "changed"}}},
            "delete": {"responses": {"204": {"description": "gone"}}},
        },
        "/drafts/{key}": {
            "parameters": [{"name": "key", "in": "path", "required": True, "schema": {"type": "string"}}],
            "get": {"responses": {"200": {"description": "one"}}},
            "put": {"requestBody": _body("NewFolder"), "responses": {"204": {"description": "kept"}}},
        },
    },
}


@dataclass
class Strange:
    """The running API; `wrong` names what it does wrong."""

    wrong: set[str] = field(default_factory=set)
    rows: dict[str, dict[str, dict[str, object]]] = field(
        default_factory=lambda: {"folders": {}, "notes": {}, "drafts": {}}
    )

    def who(self, request: web.Request) -> str:
        owner = PEOPLE.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if owner is None:
            if "open" in self.wrong and request.method == "GET" and "key" in request.match_info:
                return ""
            raise web.HTTPUnauthorized
        return owner

    def mine(self, request: web.Request, *, fault: str) -> dict[str, object]:
        row = self.rows[request.match_info["kind"]].get(request.match_info["key"])
        owner = self.who(request)
        if row is None or (row["owner"] != owner and fault not in self.wrong and owner):
            raise web.HTTPNotFound
        return row

    async def listed(self, request: web.Request) -> web.Response:
        owner = self.who(request)
        rows = self.rows[request.match_info["kind"]].values()
        return web.json_response(
            {"data": {"items": [row for row in rows if row["owner"] == owner or "list" in self.wrong]}}
        )

    async def made(self, request: web.Request) -> web.Response:
        owner, given, kind = self.who(request), await request.json(), request.match_info["kind"]
        if kind == "notes" and given.get("folderId") not in [int(key) for key in self.rows["folders"]]:
            return web.json_response({"errors": {"folderId": ["does not exist"]}}, status=422)
        if kind == "folders" and "region" not in given:
            return web.json_response({"errors": [{"field": "region", "message": "region is required"}]}, status=422)
        key = str(1000 + len(self.rows[kind]))
        self.rows[kind][key] = {**given, "id": int(key), "owner": owner}
        return web.json_response({"data": {"id": int(key), "type": kind}}, status=201)

    async def shown(self, request: web.Request) -> web.Response:
        return web.json_response({"data": self.mine(request, fault="read")})

    async def put(self, request: web.Request) -> web.Response:
        owner, given, kind, key = (
            self.who(request),
            await request.json(),
            request.match_info["kind"],
            request.match_info["key"],
        )
        rows = self.rows[kind]
        if kind == "drafts" and key not in rows:
            rows[key] = {**given, "id": key, "owner": owner}
            return web.Response(status=204)
        row = rows.get(key)
        if row is None:
            raise web.HTTPNotFound
        if row["owner"] != owner and "write" not in self.wrong:
            row = next(
                (one for one in rows.values() if one["owner"] == owner), {}
            )  # edits the caller's own, and says 204
        row.update(given)
        return web.Response(status=204)

    async def deleted(self, request: web.Request) -> web.Response:
        self.mine(request, fault="delete")
        del self.rows[request.match_info["kind"]][request.match_info["key"]]
        return web.Response(status=204)

    async def document(self, request: web.Request) -> web.Response:
        return web.json_response(DOCUMENT)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/docs.json", self.document)
        app.router.add_post("/login", login)
        app.router.add_get(f"{BASE}/{{kind:folders|notes|drafts}}", self.listed)
        app.router.add_post(f"{BASE}/{{kind:folders|notes}}", self.made)
        app.router.add_get(f"{BASE}/{{kind}}/{{key}}", self.shown)
        app.router.add_put(f"{BASE}/{{kind}}/{{key}}", self.put)
        app.router.add_delete(f"{BASE}/{{kind}}/{{key}}", self.deleted)
        return app


@asynccontextmanager
async def served(app: web.Application) -> AsyncIterator[str]:
    """The app on a free port of this machine; gives its url."""
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def visited(
    app: web.Application,
    folder: Path,
    openapi: str = "/docs.json",
    catcher: Catching | None = None,
    scope: tuple[str, ...] = (),
    *,
    openapi_file: Path | None = None,
    say: Call | None = None,
) -> AsyncIterator[World]:
    """A world that may write to the app, with two customers and an admin; `say` is how they talk to its model."""
    async with served(app) as url:
        principals = []
        for name, role in (("ann", "member"), ("bob", "member"), ("root", "admin")):
            (folder / name).write_text(f"tok-{name}")
            call = Call(
                "POST",
                "/login",
                json={"email": f"{name}@shop.example", "password": f"file:{name}"},
                pick=(("token", "$.token"),),
            )
            principals.append(Principal(name, role, 1, sign_in=call, token=None))
        api = ApiSurface("api", None, "production", url, 1, openapi=openapi, openapi_file=openapi_file)
        chat = ChatSurface("chat", None, "production", url, 1, say=say)
        declaration = Declaration(
            folder / "launch.toml",
            Product("Strange", "127.0.0.1"),
            Consent(("127.0.0.1", *scope), Touch.WRITE, 5000.0),
            surfaces=(api, chat) if say else (api,),
            principals=tuple(principals),
            catcher=catcher,
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


async def login(request: web.Request) -> web.Response:
    """Signs in whoever gives the right file's content."""
    given = json.loads(await request.text())
    token = given["password"]
    if PEOPLE.get(token) != given["email"]:
        raise web.HTTPUnauthorized
    return web.json_response({"token": token})
