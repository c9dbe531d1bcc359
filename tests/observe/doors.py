"""Small APIs on loopback, one for each way of signing in, with what their documents say of it."""

import base64
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote

from aiohttp import web

PASSWORDS = {"ann@shop.example": "pw-of-ann-1", "bob@shop.example": "pw-of-bob-1"}
NAMES = {"ann": "ann@shop.example", "bob": "bob@shop.example"}
FORM = "application/x-www-form-urlencoded"
PAGE = (
    '<form method="post"><input type="hidden" name="_csrf" value="{csrf}">'
    '<input name="email"><input type="password" name="password"></form>'
)

Json = dict[str, object]


@dataclass
class Door:
    """One API: how it lets people in, and what its document says of that."""

    login: str = "/auth/login"
    user: str = "email"
    media: str = "application/json"
    answer: Callable[["Door", str], web.Response] = lambda door, token: web.json_response({"access_token": token})
    shown: Callable[[web.Request], str | None] = lambda request: _after(request, "Bearer ")
    schemes: Json = field(default_factory=lambda: {"key": {"type": "http", "scheme": "bearer"}})
    is_documented: bool = True
    protects_form: bool = False
    basic: bool = False
    signs_up: bool = False
    removes: bool = False
    sessions: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=lambda: dict(PASSWORDS))
    seen: list[str] = field(default_factory=list)
    """Method and path of each request."""
    demands: tuple[str, ...] = ()
    """Fields that a sign-up wants and the document does not name."""

    def document(self) -> Json:
        login: Json = {
            "requestBody": {"content": {self.media: {"schema": {"$ref": "#/components/schemas/Login"}}}},
            "responses": {"200": {"description": "in"}},
        }
        fields = {self.user: {"type": "string"}, "password": {"type": "string"}}
        paths: Json = {"/me": {"get": {"security": [{name: []} for name in self.schemes], "responses": {}}}}
        if self.removes:
            paths["/me"]["delete"] = {"responses": {}}  # type: ignore[index]
        if self.is_documented:
            paths[self.login] = {"post": login}
        if self.signs_up:
            paths["/auth/register"] = {"post": login}
        return {
            "openapi": "3.0.3",
            "info": {"title": "Doors", "version": "1"},
            "components": {
                "securitySchemes": self.schemes,
                "schemas": {"Login": {"type": "object", "required": list(fields), "properties": fields}},
            },
            "paths": paths,
        }

    def app(self) -> web.Application:
        app = web.Application(middlewares=[self._note])
        app.router.add_get("/openapi.json", self._document)
        app.router.add_get("/me", self._me)
        app.router.add_delete("/me", self._forget)
        app.router.add_route("*", self.login, self._login)
        if self.signs_up:
            app.router.add_post("/auth/register", self._register)
        return app

    @web.middleware
    async def _note(self, request: web.Request, handler: Callable[[web.Request], object]) -> web.StreamResponse:
        self.seen.append(f"{request.method} {request.path}")
        answer = await handler(request)  # type: ignore[misc]
        assert isinstance(answer, web.StreamResponse)
        return answer

    async def _document(self, request: web.Request) -> web.Response:
        return web.json_response(self.document())

    async def _given(self, request: web.Request) -> dict[str, str]:
        if self.media == FORM:
            return {key: str(value) for key, value in (await request.post()).items()}
        given: dict[str, str] = json.loads(await request.text() or "{}")
        return given

    async def _login(self, request: web.Request) -> web.Response:
        csrf = "csrf-of-this-form"
        if request.method == "GET":
            page = web.Response(text=PAGE.format(csrf=csrf), content_type="text/html")
            page.set_cookie("form", "known")
            return page
        given = await self._given(request)
        name = given.get(self.user, "")
        email = NAMES.get(name, name)
        if self.protects_form and (given.get("_csrf") != csrf or request.cookies.get("form") != "known"):
            return web.Response(status=403, text="CSRF check failed")
        if self.accounts.get(email) != given.get("password"):
            words = f"wrong password {given.get('password')}"
            return web.json_response({"error": words}, status=401)
        token = f"tok.{secrets.token_hex(12)}"
        self.sessions[token] = email
        return self.answer(self, token)

    async def _register(self, request: web.Request) -> web.Response:
        given = await self._given(request)
        missing = [name for name in self.demands if name not in given]
        if missing:
            return web.json_response(
                {"errors": [{"field": name, "message": "is required"} for name in missing]}, status=422
            )
        if given[self.user] in self.accounts:
            return web.json_response({"error": "there is one already"}, status=409)
        self.accounts[given[self.user]] = given["password"]
        return web.json_response({"id": 7}, status=201)

    async def _forget(self, request: web.Request) -> web.Response:
        email = self.sessions.get(self.shown(request) or "")
        if email is None or not self.removes:
            return web.json_response({"error": "no"}, status=401 if email is None else 405)
        del self.accounts[email]
        return web.Response(status=204)

    async def _me(self, request: web.Request) -> web.Response:
        if self.basic:
            pair = base64.b64decode(_after(request, "Basic ") or "").decode()
            name, _, password = pair.partition(":")
            email: str | None = NAMES.get(name, name)
            email = email if self.accounts.get(email or "") == password and password else None
        else:
            email = self.sessions.get(self.shown(request) or "")
        if email is None:
            return web.json_response({"error": "who are you?"}, status=401)
        return web.json_response({"email": email})


def _after(request: web.Request, word: str) -> str | None:
    value = request.headers.get("Authorization", "")
    return value.removeprefix(word) if value.startswith(word) else None


def _json(make: Callable[[str], object]) -> Callable[[Door, str], web.Response]:
    return lambda _, token: web.json_response(make(token))


def _header(name: str) -> Callable[[Door, str], web.Response]:
    return lambda _, token: web.json_response({"ok": True}, headers={name: token})


def _cookie(name: str, status: int = 200) -> Callable[[Door, str], web.Response]:
    def answer(_: Door, token: str) -> web.Response:
        made = (
            web.json_response({"user": "ann"})
            if status < 300
            else web.Response(status=status, headers={"Location": "/"})
        )
        made.set_cookie(name, token)
        return made

    return answer


def _key(where: str, name: str, text: str = "") -> Json:
    return {"key": {"type": "apiKey", "in": where, "name": name, "description": text}}


def _bare(door: Door, token: str) -> web.Response:
    jwt = f"eyJhbGciOiJIUzI1NiJ9.{token.removeprefix('tok.')}.c2lnbmF0dXJl"
    door.sessions[jwt] = door.sessions[token]
    return web.json_response(jwt)


DOORS: dict[str, tuple[Callable[[], Door], str]] = {
    "JSON and a bearer token": (Door, "$.access_token, sent as Authorization: Bearer {token}"),
    "camelCase in an envelope": (
        lambda: Door(answer=_json(lambda token: {"data": {"accessToken": token, "refreshToken": "r" * 20}})),
        "$.data.accessToken, sent as Authorization: Bearer",
    ),
    "tokens named after what they are for": (
        lambda: Door(answer=_json(lambda token: {"refresh": "x" * 30, "access": {"token": token, "expires": "soon"}})),
        "$.access.token",
    ),
    "an id_token comes last": (
        lambda: Door(answer=_json(lambda token: {"id_token": "an-id-token-0815", "authentication-token": token})),
        "$.authentication-token",
    ),
    "a bare string": (
        lambda: Door(answer=_bare),
        "the token at $, sent as",
    ),
    "OAuth2 with a password": (
        lambda: Door(
            login="/oauth/token",
            user="username",
            media=FORM,
            is_documented=False,
            answer=_json(lambda token: {"access_token": token, "token_type": "bearer"}),
            schemes={"o": {"type": "oauth2", "flows": {"password": {"tokenUrl": "/oauth/token", "scopes": {}}}}},
        ),
        "POST /oauth/token answered 200; the token at $.access_token",
    ),
    "a form and a cookie": (
        lambda: Door(
            login="/login",
            media=FORM,
            answer=_cookie("sid", 302),
            shown=lambda request: request.cookies.get("sid"),
            schemes=_key("cookie", "sid"),
        ),
        "the cookie sid",
    ),
    "a form that is protected against other sites": (
        lambda: Door(
            login="/login",
            media=FORM,
            protects_form=True,
            answer=_cookie("sid", 302),
            shown=lambda request: request.cookies.get("sid"),
            schemes=_key("cookie", "sid"),
        ),
        "the cookie sid",
    ),
    "JSON and a cookie": (
        lambda: Door(
            answer=_cookie("sid"), shown=lambda request: request.cookies.get("sid"), schemes=_key("cookie", "sid")
        ),
        "the cookie sid",
    ),
    "the word Token": (
        lambda: Door(
            answer=_json(lambda token: {"token": token}),
            shown=lambda request: _after(request, "Token "),
            schemes=_key("header", "Authorization", 'Write "Token <your token>"'),
        ),
        "sent as Authorization: Token {token}",
    ),
    "the word JWT, which nobody documents": (
        lambda: Door(
            answer=_json(lambda token: {"token": token}),
            shown=lambda request: _after(request, "JWT "),
            schemes=_key("header", "Authorization"),
        ),
        "sent as Authorization: JWT {token}",
    ),
    "no word at all": (
        lambda: Door(
            answer=_json(lambda token: {"jwt": token}),
            shown=lambda request: request.headers.get("Authorization"),
            schemes=_key("header", "Authorization"),
        ),
        "sent as Authorization: {token}",
    ),
    "a header of its own": (
        lambda: Door(
            answer=_json(lambda token: {"token": token}),
            shown=lambda request: request.headers.get("X-Auth-Token"),
            schemes=_key("header", "X-Auth-Token"),
        ),
        "sent as X-Auth-Token: {token}",
    ),
    "a key in the query": (
        lambda: Door(
            answer=_json(lambda token: {"apiKey": token}),
            shown=lambda request: request.query.get("api_key"),
            schemes=_key("query", "api_key"),
        ),
        "sent as ?api_key={token}",
    ),
    "a key in a cookie of the caller's": (
        lambda: Door(
            answer=_json(lambda token: {"token": token}),
            shown=lambda request: unquote(request.cookies.get("auth", "")),
            schemes=_key("cookie", "auth"),
        ),
        "sent as Cookie: auth={token}",
    ),
    "a token in a header of the answer": (
        lambda: Door(answer=_header("X-Auth-Token")),
        "the token at header:x-auth-token, sent as Authorization: Bearer",
    ),
    "HTTP Basic": (
        lambda: Door(basic=True, is_documented=False, schemes={"b": {"type": "http", "scheme": "basic"}}),
        "as HTTP Basic",
    ),
}
