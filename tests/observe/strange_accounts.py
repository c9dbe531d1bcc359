"""A small API of accounts that are named by what their owners chose: sound, or with one thing wrong."""

import secrets
from dataclasses import dataclass, field

from aiohttp import web

from tests.observe.strange_styles import Row, body, document

DOCUMENT = document(
    {
        "/users/v1/register": {
            "post": body("username password email", username="string", password="string", email="string")
        },
        "/users/v1/me": {"get": {}},
        "/users/v1/{username}": {"get": {}, "delete": {}},
        "/users/v1/{username}/password": {"put": body("password", password="string")},
        "/users/v1/{username}/email": {"put": body("email", email="string")},
        "/users/v1/change-password": {
            "post": body(
                "username old_password new_password", username="string", old_password="string", new_password="string"
            )
        },
    }
)


@dataclass
class Accounts:
    """The running API; `wrong` names what it does wrong."""

    wrong: set[str] = field(default_factory=set)
    users: dict[str, Row] = field(
        default_factory=lambda: {
            name: {"password": f"tok-{name}", "email": f"{name}@shop.example"} for name in ("ann", "bob", "root")
        }
    )
    tokens: dict[str, str] = field(default_factory=dict)

    def who(self, request: web.Request) -> str:
        name = self.tokens.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if name not in self.users:
            raise web.HTTPUnauthorized
        return str(name)

    def target(self, request: web.Request, named: str, fault: str) -> Row:
        """Whose record is written: the sound API writes the caller's own, whatever name is given, and says 204."""
        own = self.who(request)
        if fault in self.wrong and named in self.users:
            return self.users[named]
        if "strict" in self.wrong and named != own:
            raise web.HTTPForbidden
        return self.users[own]

    async def document(self, request: web.Request) -> web.Response:
        return web.json_response(DOCUMENT)

    async def register(self, request: web.Request) -> web.Response:
        given = await request.json()
        if given["username"] in self.users:
            return web.json_response({"message": "taken"}, status=409)
        self.users[given["username"]] = {"password": given["password"], "email": given["email"]}
        return web.json_response({"message": "registered"})

    async def login(self, request: web.Request) -> web.Response:
        given = await request.json()
        for name, row in self.users.items():
            if given.get("email") == row["email"] and given.get("password") == row["password"]:
                token = secrets.token_hex(16)
                self.tokens[token] = name
                return web.json_response({"token": token})
        raise web.HTTPUnauthorized

    async def me(self, request: web.Request) -> web.Response:
        name = self.who(request)
        return web.json_response({"data": {"username": name, "email": self.users[name]["email"]}})

    async def shown(self, request: web.Request) -> web.Response:
        self.who(request)
        return web.json_response({"username": request.match_info["name"]})

    async def password(self, request: web.Request) -> web.Response:
        self.target(request, request.match_info["name"], "password")["password"] = (await request.json())["password"]
        return web.Response(status=204)

    async def email(self, request: web.Request) -> web.Response:
        self.target(request, request.match_info["name"], "email")["email"] = (await request.json())["email"]
        return web.Response(status=204)

    async def change(self, request: web.Request) -> web.Response:
        given, own = await request.json(), self.who(request)
        if self.users[own]["password"] != given["old_password"]:
            raise web.HTTPForbidden
        self.target(request, given["username"], "change")["password"] = given["new_password"]
        return web.Response(status=204)

    async def gone(self, request: web.Request) -> web.Response:
        own, named = self.who(request), request.match_info["name"]
        if own != "root" and "gone" not in self.wrong:
            raise web.HTTPUnauthorized(text="only the staff may")
        self.users.pop(named, None)
        return web.Response(status=204)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/docs.json", self.document)
        app.router.add_post("/login", self.login)
        app.router.add_post("/users/v1/register", self.register)
        app.router.add_get("/users/v1/me", self.me)
        app.router.add_post("/users/v1/change-password", self.change)
        app.router.add_get("/users/v1/{name}", self.shown)
        app.router.add_delete("/users/v1/{name}", self.gone)
        app.router.add_put("/users/v1/{name}/password", self.password)
        app.router.add_put("/users/v1/{name}/email", self.email)
        return app
