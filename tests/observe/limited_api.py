"""A small API whose limits speak in the way that a test chooses: 429, 403, a 200 with an error in it, a closed door, a delay."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from aiohttp import web

from launchready.declare.bounds import Limit
from launchready.declare.model import (
    ApiSurface,
    Call,
    ChatSurface,
    Consent,
    Declaration,
    MailSurface,
    Principal,
    Product,
    WebhookSurface,
)
from launchready.observe.opening import opened
from launchready.observe.secret import Secrets
from launchready.observe.world import World
from launchready.verdict import Touch
from launchready_hunt.canary import Mint
from launchready_hunt.ledger import Ledger
from tests.observe.strange_api import served

REFUSED, FORBIDDEN, WORDS, SHUT, LOCKED, SLOW, NONE = "429", "403", "200", "closed", "locked", "slow", "none"
CREDENTIALS = {"type": "object", "required": ["email", "password"], "properties": {"email": {}, "password": {}}}
CREDENTIALS["properties"] = {"email": {"type": "string"}, "password": {"type": "string"}}
FILE = {"type": "object", "required": ["blob"], "properties": {"blob": {"type": "string", "format": "binary"}}}
WISH = {"type": "object", "required": ["email"], "properties": {"email": {"type": "string"}}}
OK = {"responses": {"200": {"description": "done"}}}


def _body(schema: dict[str, object], media: str = "application/json") -> dict[str, object]:
    return {"requestBody": {"content": {media: {"schema": schema}}}, **OK}


DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "t", "version": "1"},
    "paths": {
        "/v1/session": {"post": _body(CREDENTIALS)},
        "/v1/register": {"post": _body(CREDENTIALS)},
        "/v1/password/forgot": {"post": _body(WISH)},
        "/v1/pictures": {"post": _body(FILE, "multipart/form-data")},
        "/v1/pictures/{pictureId}": {"delete": OK},
    },
}


@dataclass
class Limited:
    """The running API."""

    style: str = REFUSED
    most: int = 4
    """Attempts that one key may make."""
    by_spelling: bool = False
    """Counts each spelling of an account apart."""
    by_path: bool = False
    """Counts each spelling of the path apart, and takes several."""
    by_header: bool = False
    """Counts by X-Forwarded-For."""
    first: bool = False
    """Looks at the password before the limit: the right one always signs in."""
    mails: int = 99
    """Messages that one address is sent; more wishes are answered alike."""
    pause: float = 0.0
    """Seconds that an answer takes."""
    accounts: dict[str, str] = field(default_factory=dict)
    counted: Counter[str] = field(default_factory=Counter)
    pictures: set[str] = field(default_factory=set)
    folder: Path | None = None

    async def refusal(self, request: web.Request, key: str, usual: web.Response) -> web.Response | None:
        """Counts; what is answered where it is one too many."""
        self.counted[key] += 1
        if self.style == NONE or self.counted[key] <= self.most:
            return None
        match self.style:
            case "429":
                return web.json_response({"error": "slow"}, status=429, headers={"Retry-After": "30"})
            case "403":
                return web.json_response({}, status=403, headers={"Retry-After": "30"})
            case "200":
                return web.json_response({"ok": False, "error": "Too many attempts. Try again later."})
            case "closed":
                assert request.transport is not None
                request.transport.close()
                return usual
            case "slow":
                await asyncio.sleep(1.6)
                return None
            case _:
                return usual

    async def login(self, request: web.Request) -> web.Response:
        given = await request.json()
        name = given["email"].strip().lower()
        wrong = web.json_response({"ok": False, "error": "No such account or password."})
        if self.style in {REFUSED, FORBIDDEN, LOCKED}:
            wrong = web.json_response({"error": "no"}, status=401)
        right = self.accounts.get(name) == given["password"]
        key = given["email"] if self.by_spelling else name
        key += request.path if self.by_path else ""
        key += request.headers.get("X-Forwarded-For", "") if self.by_header else ""
        is_free = right and (self.first or self.counted[key] < self.most or self.style in {NONE, SLOW})
        refused = None if is_free else await self.refusal(request, key, wrong)
        if refused is not None:
            return refused
        return web.json_response({"ok": True, "token": f"tok-{name}"}) if right else wrong

    async def register(self, request: web.Request) -> web.Response:
        given = await request.json()
        self.accounts[given["email"].lower()] = given["password"]
        return web.json_response({"ok": True}, status=201)

    async def forgot(self, request: web.Request) -> web.Response:
        given = await request.json()
        done = web.json_response({"ok": True}, status=202)
        refused = await self.refusal(request, "forgot", done)
        if refused is not None:
            return refused
        self.counted["mail"] += 1
        if self.folder and self.counted["mail"] <= self.mails:
            (self.folder / "new" / uuid4().hex).write_text(f"To: {given['email']}\n\nreset")
        return done

    async def picture(self, request: web.Request) -> web.Response:
        if not request.headers.get("Authorization"):
            raise web.HTTPUnauthorized
        refused = await self.refusal(request, "picture", web.json_response({"ok": False}))
        if refused is not None:
            return refused
        await request.post()
        self.pictures.add(made := uuid4().hex)
        return web.json_response({"data": {"pictureId": made}}, status=201)

    async def gone(self, request: web.Request) -> web.Response:
        self.pictures.discard(request.match_info["key"])
        return web.Response(status=204)

    async def talk(self, request: web.Request) -> web.Response:
        await asyncio.sleep(self.pause)
        refused = await self.refusal(request, "talk", web.json_response({"message": "…"}))
        told = web.json_response({"message": "I see too many questions; please try again later, or slow down."})
        return refused if refused is not None else told

    async def hook(self, request: web.Request) -> web.Response:
        refused = await self.refusal(request, "hook", web.Response(status=400))
        return refused if refused is not None else web.json_response({"error": "signature"}, status=400)

    async def document(self, request: web.Request) -> web.Response:
        return web.json_response(DOCUMENT)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/docs.json", self.document)
        app.router.add_post("/v1/session", self.login)
        if self.by_path:
            app.router.add_post("/v1/session/", self.login)
        app.router.add_post("/v1/register", self.register)
        app.router.add_post("/v1/password/forgot", self.forgot)
        app.router.add_post("/v1/pictures", self.picture)
        app.router.add_delete("/v1/pictures/{key}", self.gone)
        app.router.add_post("/v1/talk", self.talk)
        app.router.add_post("/v1/hook", self.hook)
        return app


@asynccontextmanager
async def visited(api: Limited, folder: Path, *limits: Limit, per_second: float = 5000.0) -> AsyncIterator[World]:
    """A world that may write to it, with two customers."""
    async with served(api.app()) as url:
        principals = []
        (folder / "mail" / "new").mkdir(parents=True)
        api.folder = folder / "mail"
        for name in ("ann", "bob"):
            (folder / name).write_text(f"pw-{name}-0123456789")
            api.accounts[f"{name}@shop.example"] = f"pw-{name}-0123456789"
            given = {"email": f"{name}@shop.example", "password": f"file:{name}"}
            call = Call("POST", "/v1/session", json=json.loads(json.dumps(given)), pick=(("token", "$.token"),))
            principals.append(Principal(name, "member", 1, sign_in=call))
        say = Call("POST", "/v1/talk", json={"text": "{text}"}, pick=(("answer", "$.message"),))
        reset = Call("POST", "/v1/password/forgot", json={"email": "{email}"})
        declaration = Declaration(
            folder / "launch.toml",
            Product("Limited", "127.0.0.1"),
            Consent(("127.0.0.1",), Touch.WRITE, per_second),
            surfaces=(
                ApiSurface("api", None, "production", url, 1, openapi="/docs.json"),
                ChatSurface("chat", None, "production", url, 1, say=say),
                WebhookSurface("hook", None, "production", f"{url}/v1/hook", 1),
                MailSurface("mail", None, "production", None, 1, "shop.example", mailbox=Path("mail"), reset=reset),
            ),
            principals=tuple(principals),
            limits=limits,
        )
        async with opened(
            declaration,
            mint=Mint(b"a key of tests"),
            ledger=Ledger(),
            secrets=Secrets(folder, commands=False),
            record=lambda _: None,
        ) as commons:
            yield World(commons, "test", Touch.WRITE, bounded=True)
