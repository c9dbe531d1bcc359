"""A house with accounts in the manner of two frameworks: sessions, resets, a change of the password; sound, or with one thing wrong."""

import json
import secrets
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import uuid4

from aiohttp import web

from launchready.declare.model import ApiSurface, Call, MailSurface, Principal
from launchready.observe.world import World
from tests.observe.small_world import declared, site
from tests.observe.small_world import visited as entered
from tests.observe.strange_styles import Row, body, document

JSON, FORM = "json", "form"
DOCUMENT = document(
    {
        "/people": {"post": body("mail secret", mail="string", secret="string") | {"security": []}},
        "/whoami": {"get": {}},
        "/logout": {"post": {}},
        "/secret": {"put": body("current_password new_password", current_password="string", new_password="string")},
        "/forgotten/finish": {"post": body("token password", token="string", password="string") | {"security": []}},
    }
)
PAGE = (
    '<form method="post"><input type="hidden" name="_token" value="{token}"><input name="mail">'
    '<input type="password" name="secret"></form>{words}'
)


@dataclass
class House:
    """The running product.

    JSON: a refusal is a 200 with `ok: false`, and every answer gives a visitor a session, as express-session does.
    FORM: a form with a hidden field; a refusal sends back to the front page with a flash cookie, as a Flask product does.
    """

    manner: str = JSON
    wrong: set[str] = field(default_factory=set)
    folder: Path = Path()
    people: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    """Whose each session is; empty for a visitor's."""
    keys: dict[str, str] = field(default_factory=dict)
    fields: dict[str, bool] = field(default_factory=dict)
    """The hidden fields that were given out."""
    failed: Counter[str] = field(default_factory=Counter)
    most: int = 0
    """Wrong passwords after which an account is locked without a word; 0 for never."""

    def _session(self, request: web.Request) -> str:
        return request.cookies.get("hid", "")

    def _me(self, request: web.Request) -> str:
        who = self.sessions.get(self._session(request), "")
        if who not in self.people:
            raise web.HTTPUnauthorized
        return who

    def _named(self, reply: web.Response, who: str, given: str = "") -> web.Response:
        name = given or secrets.token_hex(16)
        self.sessions[name] = who
        reply.set_cookie("hid", name, httponly=True, samesite="Lax")
        return reply

    def _right(self, mail: str, secret: str) -> bool:
        if self.most and self.failed[mail] >= self.most:
            return False
        is_old = "old" in self.wrong and self.people.get(f"{mail} before") == secret
        right = is_old or (mail in self.people and self.people[mail] == secret)
        self.failed[mail] += not right
        return right

    async def enter(self, request: web.Request) -> web.Response:
        given = dict(await request.post()) if self.manner == FORM else json.loads(await request.text())
        mail, secret = str(given.get("mail")), str(given.get("secret"))
        if self.manner == FORM:
            token = str(given.get("_token", ""))
            if not self.fields.get(token) or self._session(request) not in self.sessions:
                return web.Response(status=403, text="CSRF")
            if "once" in self.wrong:
                self.fields[token] = False
        if not self._right(mail, secret):
            if self.manner == FORM:
                flash = web.Response(status=302, headers={"Location": "/welcome"})
                flash.set_cookie("hid", self._visitor(), httponly=True)
                return flash
            return self._named(web.json_response({"ok": False, "message": "That is not right."}), "")
        kept = self._session(request) if "fixed" in self.wrong else ""
        reply = web.json_response({"ok": True})
        if self.manner == FORM:
            reply = web.Response(status=302, headers={"Location": "/home"})
        return self._named(reply, mail, kept)

    def _visitor(self) -> str:
        name = secrets.token_hex(16)
        self.sessions[name] = ""
        return name

    async def page(self, request: web.Request) -> web.Response:
        token = secrets.token_hex(8)
        self.fields[token] = True
        reply = web.Response(text=PAGE.format(token=token, words=""), content_type="text/html")
        reply.set_cookie("hid", self._visitor(), httponly=True)
        return reply

    async def join(self, request: web.Request) -> web.Response:
        given = json.loads(await request.text())
        if given["mail"] in self.people:
            return web.json_response({"ok": False}, status=409)
        self.people[given["mail"]] = given["secret"]
        return web.json_response({"ok": True}, status=201)

    async def whoami(self, request: web.Request) -> web.Response:
        return web.json_response({"person": {"mail": self._me(request)}})

    async def leave(self, request: web.Request) -> web.Response:
        self._me(request)
        if "leave" not in self.wrong:
            self.sessions.pop(self._session(request))
        reply = web.json_response({"ok": True})
        reply.del_cookie("hid")
        return reply

    def _set(self, mail: str, secret: str, fault: str) -> None:
        self.people[f"{mail} before"] = self.people[mail]
        self.people[mail] = secret
        if fault not in self.wrong:
            self.sessions = {name: who for name, who in self.sessions.items() if who != mail}

    async def change(self, request: web.Request) -> web.Response:
        me, given = self._me(request), json.loads(await request.text())
        if self.people[me] != given["current_password"]:
            raise web.HTTPForbidden
        if "refuses" not in self.wrong:
            self._set(me, given["new_password"], "change")
        return self._named(web.json_response({"ok": "refuses" not in self.wrong}), "")

    async def forgot(self, request: web.Request) -> web.Response:
        mail = json.loads(await request.text())["mail"]
        if mail in self.people:
            if "older" not in self.wrong:
                self.keys = {key: who for key, who in self.keys.items() if who != mail}
            key = secrets.token_urlsafe(24)
            self.keys[key] = mail
            link = f"http://{request.host}/forgotten?token={key}"
            (self.folder / "new" / uuid4().hex).write_text(f"To: {mail}\nSubject: reset\n\nOpen {link}\n")
        return web.json_response({"ok": True})

    async def finish(self, request: web.Request) -> web.Response:
        given = json.loads(await request.text())
        mail = self.keys.get(given["token"])
        if mail is None or "dead" in self.wrong:
            return web.json_response({"ok": False})
        self._set(mail, given["password"], "reset")
        if "again" not in self.wrong:
            self.keys.pop(given["token"])
        if not {"older", "again"} & self.wrong:
            self.keys = {key: who for key, who in self.keys.items() if who != mail}
        return web.json_response({"ok": True})

    async def document(self, request: web.Request) -> web.Response:
        return web.json_response(DOCUMENT)

    async def welcome(self, request: web.Request) -> web.Response:
        return web.Response(text="Welcome", content_type="text/html")

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/docs.json", self.document)
        app.router.add_post("/enter", self.enter)
        app.router.add_get("/enter", self.page)
        app.router.add_get("/welcome", self.welcome)
        app.router.add_post("/people", self.join)
        app.router.add_get("/whoami", self.whoami)
        app.router.add_post("/logout", self.leave)
        app.router.add_put("/secret", self.change)
        app.router.add_post("/forgotten", self.forgot)
        app.router.add_post("/forgotten/finish", self.finish)
        return app


@asynccontextmanager
async def visited(house: House, folder: Path) -> AsyncIterator[World]:
    """A world that may write to it, with two customers and its mail."""
    house.folder = folder / "mail"
    (house.folder / "new").mkdir(parents=True)
    async with site(house.app()) as port:
        url = f"http://127.0.0.1:{port}"
        people = []
        for name in ("ann", "bob"):
            (folder / name).write_text(f"pw-of-{name}-0123456789")
            house.people[f"{name}@shop.example"] = f"pw-of-{name}-0123456789"
            given: Row = {"mail": f"{name}@shop.example", "secret": f"file:{name}"}
            call = Call("POST", "/enter", json=json.loads(json.dumps(given)))
            if house.manner == FORM:
                call = Call("POST", "/enter", form=tuple((key, str(value)) for key, value in given.items()))
            join = Call("POST", "/people", json={"mail": "{email}", "secret": "{password}"})
            people.append(Principal(name, "member", 1, sign_in=call, sign_up=join))
        wish = Call("POST", "/forgotten", json={"mail": "{email}"})
        api = ApiSurface("api", None, "production", url, 1, openapi="/docs.json")
        mail = MailSurface("mail", None, "production", None, 1, "shop.example", mailbox=Path("mail"), reset=wish)
        declaration = replace(declared(folder, api, mail, domain="127.0.0.1"), principals=tuple(people))
        async with entered(declaration) as world:
            yield world
