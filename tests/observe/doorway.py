"""A small product with sessions of several styles, its mail and its faults, on loopback."""

import base64
import hashlib
import hmac
import re
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from launchready.declare.model import (
    ApiSurface,
    Call,
    Consent,
    Declaration,
    MailSurface,
    Principal,
    Product,
    WebSurface,
)
from launchready.observe.opening import opened
from launchready.observe.secret import Secrets
from launchready.observe.world import World
from launchready.verdict import Touch
from launchready_hunt.canary import Mint
from launchready_hunt.ledger import Ledger

KEY = "0f" * 32
RSA = rsa.generate_private_key(65537, 2048)


def _operation(*fields: str, summary: str = "", secured: bool = False) -> dict[str, object]:
    schema = {"type": "object", "required": list(fields), "properties": {name: {"type": "string"} for name in fields}}
    body = {"requestBody": {"content": {"application/json": {"schema": schema}}}} if fields else {}
    return {
        **body,
        "summary": summary,
        "security": [{"it": []}] if secured else [],
        "responses": {"200": {"description": "ok"}},
    }


@dataclass
class Doorway:
    """The running product. `style` says how, `wrong` what is wrong."""

    folder: Path
    style: set[str] = field(default_factory=set)
    wrong: set[str] = field(default_factory=set)
    users: dict[str, dict[str, str]] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    """Opaque sessions, and the refresh tokens: whose each is."""
    ended: set[str] = field(default_factory=set)
    resets: list[tuple[str, str]] = field(default_factory=list)
    guesses: dict[str, int] = field(default_factory=dict)
    mails: int = 0
    life: int | None = None
    """Seconds for which a reset may be used, as the owner says."""
    asked_at: dict[str, float] = field(default_factory=dict)
    """When each reset was asked for, by its key."""

    def __post_init__(self) -> None:
        for name in ("ann", "bob", "root"):
            self.users[f"{name}@shop.example"] = {
                "password": f"the password of {name}",
                "name": name,
                "id": f"{len(self.users) + 4_711_001}",
            }
        (self.folder / "mail" / "new").mkdir(parents=True, exist_ok=True)

    @property
    def cookie(self) -> str:
        """The name of the session's cookie."""
        return "k" if "odd" in self.style else "sid"

    # tokens

    def issue(self, email: str) -> str:
        if "opaque" in self.style:
            token = f"{len(self.sessions) + 70_000_001}" if "counted" in self.wrong else secrets.token_urlsafe(24)
            self.sessions[token] = email
            return token
        claims = {"sub": email, "jti": secrets.token_hex(4), "iat": int(time.time()), "exp": int(time.time()) + 900}
        if "RS256" in self.style:
            return jwt.encode(claims, RSA, algorithm="RS256", headers={"kid": "k1"})
        return jwt.encode(claims, KEY, algorithm="HS256")

    def read(self, token: str) -> str | None:
        if token in self.ended:
            return None
        if "opaque" in self.style or token in self.sessions:
            owner = self.sessions.get(token)
            return owner if owner is None or not token.startswith("refresh-") or "refresh" in self.wrong else None
        try:
            if misled := self.misled(token):
                return misled
            if "RS256" in self.style:
                return str(jwt.decode(token, RSA.public_key(), algorithms=["RS256"])["sub"])
            return str(jwt.decode(token, KEY, algorithms=["HS256"])["sub"])
        except jwt.PyJWTError:
            return None

    def misled(self, token: str) -> str | None:
        """Whose a token is by what it says of its own key."""
        head, keys = jwt.get_unverified_header(token), [b""][:0]
        if "kid-query" in self.wrong and (found := re.search(r"UNION SELECT '([^']*)'", head.get("kid", ""))):
            keys.append(found[1].encode())
        if "kid-path" in self.wrong and (path := Path("/keys") / head.get("kid", "none")).resolve().exists():
            keys.append(path.resolve().read_bytes())
        if "own-key" in self.wrong and head.get("jwk", {}).get("kty") == "oct":
            keys.append(base64.urlsafe_b64decode(head["jwk"]["k"] + "=="))
        if "own-key" in self.wrong and head.get("jwk", {}).get("kty") in {"EC", "RSA"}:
            return str(jwt.decode(token, jwt.PyJWK(head["jwk"], head["alg"]).key, algorithms=[head["alg"]])["sub"])
        if "confused" in self.wrong and head["alg"] == "HS256":
            keys.append(RSA.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
        text, _, signature = token.rpartition(".")
        for key in keys:
            made = base64.urlsafe_b64encode(hmac.new(key, text.encode(), hashlib.sha256).digest()).rstrip(b"=")
            if made.decode() == signature:
                return str(jwt.decode(token, options={"verify_signature": False})["sub"])
        if "unverified" in self.wrong:
            return str(jwt.decode(token, options={"verify_signature": False})["sub"])
        return None

    def who(self, request: web.Request) -> str:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if "cookie" in self.style and not token:
            token = request.cookies.get(self.cookie, "")
        email = self.read(token) if token else None
        if email is None:
            raise web.HTTPUnauthorized(text="who are you?")
        return email

    # operations

    async def sign_up(self, request: web.Request) -> web.Response:
        given = await request.json()
        if given["email"] in self.users:
            return (
                web.json_response({"ok": True})
                if "quiet" in self.style
                else web.json_response({"taken": True}, status=409)
            )
        self.users[given["email"]] = {
            "password": given["password"],
            "name": given["name"],
            "id": f"{len(self.users) + 4_711_001}",
        }
        return web.json_response({"ok": True})

    async def login(self, request: web.Request) -> web.Response:
        given = await request.json() if request.content_type == "application/json" else await request.post()
        user = self.users.get(str(given["email"]))
        if user is None or user["password"] != given["password"]:
            if user is None and "tells" in self.wrong:
                return web.json_response({"error": "no such user", "id": secrets.token_hex(8)}, status=401)
            return web.json_response({"error": "wrong", "id": secrets.token_hex(8)}, status=401)
        token, refresh = self.issue(str(given["email"])), f"refresh-{secrets.token_urlsafe(24)}"
        self.sessions[refresh] = str(given["email"])
        held = request.cookies.get(self.cookie)
        body = {} if "cookie" in self.style else {"accessToken": token, "refreshToken": refresh, "expiresIn": 900}
        answer = web.json_response({"data": body})
        if "cookie" in self.style and "fixed" in self.wrong and held:
            self.sessions[held] = str(given["email"])
        elif "cookie" in self.style:
            same = {"lax": "Lax", "none": "None"}.get("none" if "none" in self.style else "lax")
            bare = "bare" in self.wrong
            answer.set_cookie(self.cookie, token, secure=not bare, httponly=not bare, samesite=None if bare else same)
            answer.set_cookie("seen", str(int(time.time())))
        return answer

    async def logout(self, request: web.Request) -> web.Response:
        self.who(request)
        given = await request.json() if "refresh-out" in self.style else {}
        if "refresh-out" in self.style and given.get("refreshToken") not in self.sessions:
            return web.json_response({"error": "refreshToken is missing"}, status=400)
        if "stays" not in self.wrong:
            self.ended |= {
                request.headers.get("Authorization", "").removeprefix("Bearer "),
                request.cookies.get(self.cookie, ""),
            }
        return web.json_response({"bye": True})

    async def me(self, request: web.Request) -> web.Response:
        email = self.who(request)
        user = self.users[email]
        shown = (
            {"userNo": user["id"], "at": time.time()}
            if "no-address" in self.style
            else {"email": email, "name": user["name"]}
        )
        return web.json_response({"data": shown})

    async def forgot(self, request: web.Request) -> web.Response:
        email = (await request.json())["email"]
        if email in self.users:
            key = f"{secrets.randbelow(1_000_000):06}" if "code" in self.style else secrets.token_urlsafe(24)
            self.resets.append((email, key))
            self.asked_at[key] = time.monotonic()
            self.guesses[email] = 0
            port = request.url.port
            link = f"http://127.0.0.1:{port}/account/reset/TWpr/{key}/"
            self.mail(email, f"Your code is {key}." if "code" in self.style else f'<p>Go <a href="{link}">here</a></p>')
        return web.json_response({"ok": True})

    def mail(self, to: str, text: str) -> None:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = "shop@shop.example", to, "Your password (2026)"
        message.set_content("Hello.", subtype="plain")
        message.add_alternative(text, subtype="html")
        self.mails += 1
        (self.folder / "mail" / "new" / f"{self.mails:04}").write_bytes(message.as_bytes())

    def uses(self, email: str | None, key: str) -> str | None:
        """Whose reset it is; a right key is used up, and five wrong ones void the account's."""
        if email is not None and "unlimited" not in self.wrong and self.guesses.get(email, 0) >= 5:
            return None
        found = next((one for one in self.resets if one[1] == key and email in (None, one[0])), None)
        if found and self.life and "endless" not in self.wrong and time.monotonic() - self.asked_at[key] > self.life:
            found = None
        if found is None:
            if email is not None:
                self.guesses[email] = self.guesses.get(email, 0) + 1
            return None
        if "again" not in self.wrong:
            self.resets = [one for one in self.resets if one[0] != found[0]]
        return found[0]

    async def confirm(self, request: web.Request) -> web.Response:
        given = await request.json()
        email = self.uses(given["email"], given["code"])
        if email is None:
            return web.json_response({"error": "wrong code"}, status=400)
        self.users[email]["password"] = given["newPassword"]
        return web.json_response({"ok": True})

    async def link(self, request: web.Request) -> web.StreamResponse:
        """As Django does: the secret of the link goes into a cookie, and the form stands at an address without it."""
        answer = web.Response(status=302, headers={"Location": "/account/reset/TWpr/set-password/"})
        answer.set_cookie("reset", request.match_info["key"])
        answer.set_cookie("csrftoken", "c" * 32)
        return answer

    async def form(self, request: web.Request) -> web.Response:
        if request.method == "POST":
            given = await request.post()
            if given["csrfmiddlewaretoken"] != request.cookies.get("csrftoken") or given["new1"] != given["new2"]:
                return web.Response(status=403)
            email = self.uses(None, request.cookies.get("reset", ""))
            if email is None:
                return web.Response(text="This link is used up.", content_type="text/html")
            self.users[email]["password"] = str(given["new1"])
            return web.Response(status=303, headers={"Location": "/login"})
        page = (
            '<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="' + "c" * 32 + '">'
            '<input type="password" name="new1"><input type="password" name="new2"><button>Save</button></form>'
        )
        return web.Response(text=page, content_type="text/html")

    async def account(self, request: web.Request) -> web.Response:
        """The user's own page, with a form that keeps a word."""
        try:
            user = self.users[self.who(request)]
        except web.HTTPUnauthorized:
            return web.Response(status=303, headers={"Location": "/login"})
        if request.method == "POST":
            given = await request.post()
            if given.get("csrf") != f"csrf of {user['id']}" and "csrf" not in self.wrong:
                return web.Response(status=403)
            user["name"] = str(given["display"])
            return web.Response(status=303, headers={"Location": "/account"})
        email = next(key for key, one in self.users.items() if one is user)
        page = (
            f"<h1>{user['name']}</h1><p>{email}</p><form method=get action=/search><input name=q></form>"
            f"<form method=post action=/account/delete><input name=why></form><form method=post action=/account>"
            f"<input type=hidden name=csrf value='csrf of {user['id']}'><input name=display value=x></form>"
        )
        return web.Response(text=page, content_type="text/html")

    async def document(self, request: web.Request) -> web.Response:
        confirm = (
            {"/forgot/confirm": {"post": _operation("email", "code", "newPassword")}} if "code" in self.style else {}
        )
        out = ("refreshToken",) if "refresh-out" in self.style else ()
        paths = {
            "/signup": {"post": _operation("email", "password", "name")},
            "/login": {"post": _operation("email", "password")},
            "/logout": {"post": _operation(*out, secured=True)},
            "/profile": {"get": _operation(secured=True)},
            "/forgot": {"post": _operation("email")},
            **confirm,
        }
        return web.json_response({"openapi": "3.0.3", "info": {"title": "Door", "version": "1"}, "paths": paths})

    async def keys(self, request: web.Request) -> web.Response:
        if "RS256" not in self.style:
            raise web.HTTPNotFound
        key = jwt.algorithms.RSAAlgorithm.to_jwk(RSA.public_key(), as_dict=True)
        return web.json_response({"keys": [key | {"kid": "k1"}]})

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/openapi.json", self.document)
        app.router.add_get("/.well-known/jwks.json", self.keys)
        app.router.add_post("/signup", self.sign_up)
        app.router.add_post("/login", self.login)
        app.router.add_post("/logout", self.logout)
        app.router.add_get("/profile", self.me)
        app.router.add_post("/forgot", self.forgot)
        app.router.add_post("/forgot/confirm", self.confirm)
        app.router.add_route("*", "/account", self.account)
        app.router.add_route("*", "/account/reset/{uid}/set-password/", self.form)
        app.router.add_get("/account/reset/{uid}/{key}/", self.link)
        return app


@asynccontextmanager
async def visited(door: Doorway) -> AsyncIterator[World]:
    """A world that may write to it, with two customers and an admin."""
    runner = web.AppRunner(door.app(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    principals = []
    picks = () if "cookie" in door.style else (("token", "$.data.accessToken"),)
    for name, role in (("ann", "member"), ("bob", "member"), ("root", "admin")):
        (door.folder / name).write_text(f"the password of {name}")
        given = {"email": f"{name}@shop.example", "password": f"file:{name}"}
        call = Call("POST", "/login", "api", json=given, pick=picks)
        form = Call("POST", "/login", "web", form=tuple(given.items()))
        at = (("web", form),) if "cookie" in door.style else ()
        principals.append(Principal(name, role, 1, sign_in=call, sign_in_at=at))
    reset = Call("POST", "/forgot", "api", json={"email": "{email}"})
    declaration = Declaration(
        door.folder / "launch.toml",
        Product("Door", "127.0.0.1"),
        Consent(("127.0.0.1",), Touch.WRITE, 5000.0),
        surfaces=(
            ApiSurface("api", None, "production", url, 1, openapi="/openapi.json"),
            WebSurface("web", None, "production", url, 1, private_pages=("/account",)),
            MailSurface(
                "mail",
                None,
                "production",
                None,
                1,
                "shop.example",
                (),
                door.folder / "mail",
                reset,
                reset_life=door.life,
            ),
        ),
        principals=tuple(principals),
    )
    try:
        async with opened(
            declaration,
            mint=Mint(b"a key of tests"),
            ledger=Ledger(),
            secrets=Secrets(door.folder, commands=False),
            record=lambda _: None,
        ) as commons:
            yield World(commons, "test", Touch.WRITE)
    finally:
        await runner.cleanup()
