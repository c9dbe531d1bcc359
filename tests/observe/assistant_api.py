"""A chat product in a style of its own: `POST …/create` and `…/{id}/update`, parts that are switched off, an odd profile."""

import json
from dataclasses import dataclass, field
from uuid import uuid4

from aiohttp import web

Row = dict[str, object]
TEXT, ANY = {"type": "string"}, {"type": "object", "additionalProperties": True}
OFF = (
    "channels",
    "automations",
    "skills",
    "prompts",
    "groups",
    "voices",
    "themes",
    "banners",
    "pipes",
    "feeds",
    "boards",
)
"""Kinds whose POST is answered 503: their owner has switched them off."""
ASLEEP = ("models", "servers", "filters", "plugins", "widgets", "labels", "topics", "rooms", "scripts")
"""Kinds that are the staff's."""


def body(*needed: str, **fields: object) -> Row:
    """A body of JSON."""
    schema = {"type": "object", "properties": fields, "required": list(needed)}
    return {"requestBody": {"content": {"application/json": {"schema": schema}}}}


@dataclass
class Assistant:
    """The running product; `wrong` names what it does wrong."""

    wrong: frozenset[str] = frozenset()
    people: dict[str, Row] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    notes: dict[str, Row] = field(default_factory=dict)
    tools: dict[str, Row] = field(default_factory=dict)
    scores: dict[str, Row] = field(default_factory=dict)
    told: list[tuple[str, str, object]] = field(default_factory=list)
    """What was posted: who, where, what."""

    def __post_init__(self) -> None:
        for name, role in (("ann", "user"), ("bob", "user"), ("root", "admin")):
            self._enrol(f"{name}@shop.example", f"tok-{name}", name, role)

    def _enrol(self, email: str, password: str, name: str, role: str) -> None:
        self.people[email] = {"id": str(uuid4()), "email": email, "name": name, "role": role, "_pw": password}

    def asker(self, request: web.Request, *, admin: bool = False) -> Row:
        email = self.tokens.get(request.headers.get("Authorization", "").removeprefix("Bearer "), "")
        if email not in self.people or (admin and self.people[email]["role"] != "admin"):
            raise web.HTTPUnauthorized
        return self.people[email]

    async def given(self, request: web.Request) -> Row:
        value = json.loads(await request.text() or "{}")
        self.told.append((request.headers.get("Authorization", ""), request.path, value))
        return value if isinstance(value, dict) else {}

    async def login(self, request: web.Request) -> web.Response:
        given = await self.given(request)
        one = self.people.get(str(given["email"]))
        if one is None or one["_pw"] != given["password"]:
            raise web.HTTPUnauthorized
        token = f"tok-{uuid4().hex}"
        self.tokens[token] = str(one["email"])
        return web.json_response({"token": token})

    async def signup(self, request: web.Request) -> web.Response:
        given = await self.given(request)
        if "shut" in self.wrong:  # no fault: only the staff makes accounts
            raise web.HTTPUnauthorized
        role = "user" if "signup" not in self.wrong else str(given.get("role", "user"))
        self._enrol(str(given["email"]), str(given["password"]), str(given["name"]), role)
        return web.json_response({"ok": True})

    async def me(self, request: web.Request) -> web.Response:
        one = self.asker(request)
        shown = ("id", "email", "name")
        return web.json_response({key: one[key] for key in shown})

    async def my_feedbacks(self, request: web.Request) -> web.Response:
        self.asker(request)
        return web.json_response([])

    async def contact(self, request: web.Request) -> web.Response:
        """A trap: its path says admin, and every user is told whom to ask."""
        self.asker(request)
        return web.json_response({"name": "Root of all", "email": "root@shop.example"})

    async def users(self, request: web.Request) -> web.Response:
        self.asker(request, admin=True)
        return web.json_response([{"name": one["name"], "quota": 7} for one in self.people.values()])

    async def settings(self, request: web.Request) -> web.Response:
        self.asker(request, admin=True)
        await self.given(request)
        return web.json_response({})

    async def password(self, request: web.Request) -> web.Response:
        one, given = self.asker(request), await self.given(request)
        if one["_pw"] != given.get("password"):
            raise web.HTTPBadRequest
        one["_pw"] = given["new_password"]
        return web.json_response(True)

    async def made(self, request: web.Request) -> web.Response:
        one, given = self.asker(request), await self.given(request)
        kind = request.match_info.get("kind", "scores")
        if kind == "tools" and not isinstance(given.get("meta"), dict):
            return web.json_response(
                {"detail": [{"loc": ["body", "meta"], "msg": "Input should be a valid dictionary"}]}, status=422
            )
        row: Row = {**given, "id": str(uuid4()), "user_id": one["id"]}
        getattr(self, kind)[row["id"]] = row
        return web.json_response(row)

    def row(self, request: web.Request) -> Row:
        one, rows = self.asker(request), getattr(self, request.match_info["kind"])
        row = rows.get(request.match_info["id"])
        if row is None or (row["user_id"] != one["id"] and "read" not in self.wrong):
            raise web.HTTPNotFound
        found: Row = row
        return found

    async def shown(self, request: web.Request) -> web.Response:
        return web.json_response(self.row(request))

    async def changed(self, request: web.Request) -> web.Response:
        row = self.row(request)
        row.update({key: one for key, one in (await self.given(request)).items() if key in {"title", "name"}})
        return web.json_response(row)

    async def dropped(self, request: web.Request) -> web.Response:
        self.row(request)
        del getattr(self, request.match_info["kind"])[request.match_info["id"]]
        return web.json_response(True)

    async def listed(self, request: web.Request) -> web.Response:
        one, rows = self.asker(request), getattr(self, request.match_info["kind"])
        return web.json_response([row for row in rows.values() if row["user_id"] == one["id"]])

    async def by_tag(self, request: web.Request) -> web.Response:
        """A question that is posted."""
        self.asker(request)
        return web.json_response({"items": [], "total": 0})

    async def off(self, request: web.Request) -> web.Response:
        self.asker(request)
        return web.json_response({"detail": "This part is disabled. Please enable it to use it."}, status=503)

    async def forbidden(self, request: web.Request) -> web.Response:
        self.asker(request, admin=True)
        return web.json_response([])

    async def choice(self, request: web.Request) -> web.Response:
        """Takes one of two shapes, and names the one that was chosen in the place of what is missing."""
        given = await self.given(request)
        if "values" not in given:
            told = {"type": "missing", "loc": ["body", given.get("type"), "values"], "msg": "Field required"}
            return web.json_response({"detail": [told]}, status=422)
        if not isinstance(given["values"], list):
            told = {"type": "list", "loc": ["body", given.get("type"), "values"], "msg": "should be a valid list"}
            return web.json_response({"detail": [told]}, status=422)
        return await self.made(request)

    async def wiped(self, request: web.Request) -> web.Response:
        self.told.append(("", request.path, None))
        return web.json_response({})

    async def document(self, request: web.Request) -> web.Response:
        del request
        done: Row = {"responses": {"200": {"description": "done"}}}
        signed: Row = {**done, "security": [{"bearer": []}]}
        place: Row = {"parameters": [{"name": "id", "in": "path", "required": True, "schema": TEXT}]}
        meta = {"type": "object", "properties": {"description": {"anyOf": [TEXT, {"type": "null"}]}}}
        flags = {"BYPASS_CACHE": {"type": "boolean"}, "KEEP_EXISTING_TEXT": {"type": "boolean"}}
        paths: dict[str, Row] = {
            "/login": {"post": {**done, **body("email", "password", email=TEXT, password=TEXT)}},
            "/auths/signup": {
                "post": {**done, **body("email", "password", "name", email=TEXT, password=TEXT, name=TEXT)}
            },
            "/auths/": {"get": signed},
            "/feedbacks/user": {"get": signed},
            "/auths/admin/details": {"get": signed},
            "/admin/users": {"get": signed},
            "/retrieval/config/update": {"post": {**signed, **body(**flags)}},
            "/retrieval/reset/db": {"post": signed},
            "/auths/update/password": {
                "post": {**signed, **body("password", "new_password", password=TEXT, new_password=TEXT)}
            },
            "/notes/by_tag": {"post": {**signed, **body("title", title=TEXT)}},
        }
        for kind in (*OFF, *ASLEEP):
            paths[f"/{kind}/create"] = {"post": {**signed, **body("name", name=TEXT)}}
            paths[f"/{kind}/{{id}}"] = {"get": {**signed, **place}}
        notes, tools = body("title", title=TEXT), body("name", "meta", name=TEXT, meta=meta)
        scores = body("name", "type", name=TEXT, type={"type": "string", "enum": ["CATEGORICAL"]})
        for kind, takes in (("notes", notes), ("tools", tools), ("scores", scores)):
            paths[f"/{kind}/"] = {"get": signed}
            paths[f"/{kind}/create"] = {"post": {**signed, **takes}}
            paths[f"/{kind}/{{id}}"] = {"get": {**signed, **place}}
            paths[f"/{kind}/{{id}}/update"] = {"post": {**signed, **place, **takes}}
            paths[f"/{kind}/{{id}}/delete"] = {"delete": {**signed, **place}}
        return web.json_response(
            {
                "openapi": "3.1.0",
                "info": {"title": "Assistant", "version": "1"},
                "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
                "paths": paths,
            }
        )

    def app(self) -> web.Application:
        """The routes."""
        app = web.Application()
        app.router.add_get("/docs.json", self.document)
        app.router.add_post("/login", self.login)
        app.router.add_post("/auths/signup", self.signup)
        app.router.add_get("/auths/", self.me)
        app.router.add_get("/feedbacks/user", self.my_feedbacks)
        app.router.add_get("/auths/admin/details", self.contact)
        app.router.add_get("/admin/users", self.users)
        app.router.add_post("/retrieval/config/update", self.settings)
        app.router.add_post("/retrieval/reset/db", self.wiped)
        app.router.add_post("/auths/update/password", self.password)
        app.router.add_post("/notes/by_tag", self.by_tag)
        for kind in OFF:
            app.router.add_post(f"/{kind}/create", self.off)
        for kind in ASLEEP:
            app.router.add_post(f"/{kind}/create", self.forbidden)
        app.router.add_post("/scores/create", self.choice)
        app.router.add_get("/{kind:notes|tools|scores}/", self.listed)
        app.router.add_post("/{kind:notes|tools}/create", self.made)
        app.router.add_get("/{kind:notes|tools|scores}/{id}", self.shown)
        app.router.add_post("/{kind:notes|tools|scores}/{id}/update", self.changed)
        app.router.add_delete("/{kind:notes|tools|scores}/{id}/delete", self.dropped)
        return app
