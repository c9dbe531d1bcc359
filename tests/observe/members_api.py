"""A club's API: members are named by their user names, in paths and in bodies; with a profile or without one."""

import json
import secrets
import sqlite3
from dataclasses import dataclass, field

from aiohttp import web

from tests.observe.strange_api import PEOPLE
from tests.observe.strange_styles import Row, body, document

ROLES = {"ann": "member", "bob": "member", "root": "steward"}


@dataclass
class Club:
    """The club; sound, or with one thing wrong."""

    wrong: set[str] = field(default_factory=set)
    has_profile: bool = True
    rows: sqlite3.Connection = field(default_factory=lambda: sqlite3.connect(":memory:"))
    tokens: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rows.execute("CREATE TABLE members (login TEXT, email TEXT, password TEXT, motto TEXT, role TEXT)")
        for password, email in PEOPLE.items():
            login = email.partition("@")[0]
            self._insert(login, email, password, f"up before {len(login)} and out", ROLES[login])

    def _insert(self, *values: str) -> None:
        self.rows.execute("INSERT INTO members VALUES (?, ?, ?, ?, ?)", values)

    def _one(self, where: str, value: str) -> Row | None:
        found = self.rows.execute(f"SELECT login, email, motto, role FROM members WHERE {where} = ?", (value,))
        row = found.fetchone()
        return dict(zip(("login", "email", "motto", "role"), row, strict=True)) if row else None

    def _me(self, request: web.Request) -> Row:
        login = self.tokens.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        found = self._one("login", login) if login else None
        if found is None:
            raise web.HTTPUnauthorized
        return found

    async def sign_in(self, request: web.Request) -> web.Response:
        given = json.loads(await request.text())
        query = "SELECT login FROM members WHERE email = ? AND password = ?"
        row = self.rows.execute(query, (given["email"], given["password"])).fetchone()
        if row is None:
            raise web.HTTPUnauthorized
        token = secrets.token_hex(16)
        self.tokens[token] = row[0]
        return web.json_response({"token": token})

    async def join(self, request: web.Request) -> web.Response:
        given = json.loads(await request.text())
        if self._one("login", given["login"]) or self._one("email", given["email"]):
            return web.json_response({"error": "taken"}, status=409)
        role = str(given.get("role", "member")) if "join" in self.wrong else "member"
        self._insert(given["login"], given["email"], given["password"], "", role)
        return web.json_response({"login": given["login"]}, status=201)

    async def members(self, request: web.Request) -> web.Response:
        self._me(request)
        found = self.rows.execute("SELECT login, role FROM members").fetchall()
        return web.json_response({"members": [{"login": login, "role": role} for login, role in found]})

    async def member(self, request: web.Request) -> web.Response:
        self._me(request)
        email = request.match_info["email"]
        if "sql" in self.wrong:
            found = self.rows.execute(f"SELECT login, motto FROM members WHERE email = '{email}'").fetchone()
        else:
            found = self.rows.execute("SELECT login, motto FROM members WHERE email = ?", (email,)).fetchone()
        if found is None:
            raise web.HTTPNotFound
        return web.json_response({"login": found[0], "motto": found[1]})

    async def profile(self, request: web.Request) -> web.Response:
        return web.json_response(self._me(request))

    async def change(self, request: web.Request) -> web.Response:
        me, given = self._me(request), json.loads(await request.text())
        login = given["login"] if "card" in self.wrong else me["login"]
        self.rows.execute("UPDATE members SET motto = ? WHERE login = ?", (given["motto"], login))
        return web.json_response(self._one("login", str(login)))

    async def promote(self, request: web.Request) -> web.Response:
        me, given = self._me(request), json.loads(await request.text())
        if me["role"] != "steward" and "promote" not in self.wrong:
            raise web.HTTPForbidden
        self.rows.execute("UPDATE members SET role = ? WHERE login = ?", (given["role"], given["login"]))
        return web.json_response({"login": given["login"], "role": given["role"]})

    async def document(self, request: web.Request) -> web.Response:
        paths: dict[str, dict[str, Row]] = {
            "/login": {"post": {**body("email password", email="string", password="string"), "security": []}},
            "/join": {
                "post": {
                    **body("login email password", login="string", email="string", password="string"),
                    "security": [],
                }
            },
            "/members": {"get": {}},
            "/members/{email}": {"get": {}},
            "/promotions": {"post": body("login role", login="string", role="string")},
        }
        if self.has_profile:
            paths["/me"] = {"get": {}, "put": body("login motto", login="string", motto="string")}
        return web.json_response(document(paths))

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/docs.json", self.document)
        app.router.add_post("/login", self.sign_in)
        app.router.add_post("/join", self.join)
        app.router.add_get("/members", self.members)
        app.router.add_get("/members/{email}", self.member)
        app.router.add_post("/promotions", self.promote)
        if self.has_profile:
            app.router.add_get("/me", self.profile)
            app.router.add_put("/me", self.change)
        return app
