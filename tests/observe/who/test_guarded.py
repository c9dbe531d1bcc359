"""Products whose pages send a token along so that no other site's form passes for one of theirs."""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import ApiSurface, Call, Principal, Secret
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.who.session import Session
from launchready.observe.world import World
from tests.observe.small_world import declared, site, visited

CALL = Call("POST", "/api/login", "api", json={"email": "{email}", "password": "{password}"})
ANN = Principal("ann", "buyer", 9, CALL, email="ann@shop.example", password=Secret("file:ann"))


@dataclass
class Shop:
    """Cookies, and a token for each session; `place` is where the token is handed out, `header` where it is wanted."""

    place: str = "/api/csrf-token"
    header: str = "X-CSRF-Token"
    page: str = ""
    answer: Callable[[str], object] = lambda token: {"csrfToken": token}
    login_too: bool = False
    refusal: int = 403
    words: str = "invalid csrf token"
    lives: int = 99
    """How many requests a session is good for."""
    ended: int = 401
    """What is answered afterwards; 302 leads to the sign-in."""
    sessions: dict[str, int] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/api/login", self._login)
        app.router.add_get(self.place, self._token)
        app.router.add_get("/api/notes", self._read)
        app.router.add_post("/api/notes", self._write)
        return app

    def _guards(self, request: web.Request) -> web.Response | None:
        secret = request.cookies.get("_csrf", "")
        wanted = self.secrets.get(secret)
        if wanted and request.headers.get(self.header) == wanted:
            return None
        return web.json_response({"error": self.words}, status=self.refusal)

    async def _token(self, request: web.Request) -> web.Response:
        self.seen.append(f"GET {request.path}")
        secret = request.cookies.get("_csrf") or secrets.token_hex(8)
        token = self.secrets.setdefault(secret, secrets.token_hex(8))
        if self.page:
            reply = web.Response(text=self.page.format(token=token), content_type="text/html")
        else:
            reply = web.json_response(self.answer(token))
        reply.set_cookie("_csrf", secret)
        return reply

    async def _login(self, request: web.Request) -> web.Response:
        self.seen.append("POST /api/login")
        if self.login_too and (refused := self._guards(request)):
            return refused
        if (await request.json())["password"] != "pw-of-ann-1":
            raise web.HTTPUnauthorized
        sid = secrets.token_hex(12)
        self.sessions[sid] = self.lives
        reply = web.json_response({"ok": True})
        reply.set_cookie("sid", sid)
        return reply

    def _who(self, request: web.Request) -> None:
        sid = request.cookies.get("sid", "")
        left = self.sessions.get(sid, 0)
        if left <= 0:
            if self.ended == 302:
                raise web.HTTPFound("/login?next=/")
            raise web.HTTPException(text="{}") if self.ended == 401 else _refused(self.ended)
        self.sessions[sid] = left - 1

    async def _read(self, request: web.Request) -> web.Response:
        self._who(request)
        return web.json_response(self.notes)

    async def _write(self, request: web.Request) -> web.Response:
        self._who(request)
        if refused := self._guards(request):
            return refused
        self.notes.append((await request.json())["text"])
        return web.json_response({}, status=201)


def _refused(status: int) -> web.HTTPException:
    made = type("Refused", (web.HTTPException,), {"status_code": status})
    return made(text="{}")


def asked(shop: Shop, folder: Path, what: Callable[[World], Awaitable[object]]) -> object:
    async def run() -> object:
        async with site(shop.app()) as port:
            (folder / "ann").write_text("pw-of-ann-1")
            surface = ApiSurface("api", None, "production", f"http://127.0.0.1:{port}", 1)
            declaration = replace(declared(folder, surface, domain="127.0.0.1"), principals=(ANN,))
            async with visited(declaration) as world:
                return await what(world)

    return asyncio.run(run())


async def writes(world: World) -> tuple[int, ...]:
    """What two changes by Ann are answered."""
    url = world.declaration.surfaces[0].at("/api/notes")
    replies = [await world.send(Request(url, "POST", by="ann").with_json({"text": str(n)})) for n in (1, 2)]
    return tuple(one.status for one in replies if isinstance(one, Answer))


async def reads(world: World) -> tuple[int, ...]:
    """What five reads by Ann are answered."""
    url = world.declaration.surfaces[0].at("/api/notes")
    replies = [await world.send(Request(url, by="ann")) for _ in range(5)]
    return tuple(one.status for one in replies if isinstance(one, Answer))


SHOPS = {
    "Express": Shop(),
    "Spring": Shop(
        place="/csrf",
        header="X-Own-Header",
        answer=lambda token: {"headerName": "X-Own-Header", "parameterName": "_csrf", "token": token},
    ),
    "Flask, in a page": Shop(
        place="/login",
        header="X-CSRFToken",
        page='<form><input type="hidden" name="csrf_token" value="{token}"><input type="password"></form>',
        refusal=400,
        words="The CSRF token is missing.",
    ),
    "Rails, in a page": Shop(
        place="/",
        page='<meta name="csrf-param" content="authenticity_token"><meta name="csrf-token" content="{token}">',
        refusal=422,
        words="InvalidAuthenticityToken",
    ),
    "Laravel": Shop(
        place="/csrf_token", refusal=419, words="CSRF token mismatch.", answer=lambda token: {"csrf": token}
    ),
    "the address of the sign-in itself": Shop(
        place="/api/login", login_too=True, answer=lambda token: {"csrf_token": token}
    ),
    "an envelope": Shop(place="/csrf-token", answer=lambda token: {"data": {"csrf_token": token}}),
}


@pytest.mark.parametrize("style", SHOPS)
def test_a_token_that_a_change_asks_for_is_found_and_kept(style: str, tmp_path: Path) -> None:
    shop = replace(SHOPS[style], sessions={}, secrets={}, notes=[], seen=[])

    assert asked(shop, tmp_path, writes) == (201, 201)
    assert shop.notes == ["1", "2"]
    assert shop.seen.count(f"GET {shop.place}") == 1 + shop.login_too
    assert shop.seen.count("POST /api/login") == 1 + shop.login_too


def test_a_sign_in_may_ask_for_one_as_well(tmp_path: Path) -> None:
    shop = Shop(login_too=True)

    assert asked(shop, tmp_path, writes) == (201, 201)


def test_where_nothing_hands_one_out_the_refusal_stands_and_is_asked_for_once(tmp_path: Path) -> None:
    shop = Shop(place="/somewhere/else")

    assert asked(shop, tmp_path, writes) == (403, 403)
    assert shop.seen == ["POST /api/login"]


@pytest.mark.parametrize("ended", [302, 403, 419, 440])
def test_a_session_of_cookies_that_ends_by_another_word_than_401_is_renewed(ended: int, tmp_path: Path) -> None:
    shop = Shop(lives=2, ended=ended)

    assert asked(shop, tmp_path, reads) == (200, 200, 200, 200, 200)
    assert shop.seen.count("POST /api/login") == 3


def test_a_refusal_that_is_none_of_the_session_signs_nobody_in_again(tmp_path: Path) -> None:
    shop = Shop(words="only staff may", refusal=403)

    async def refused(world: World) -> tuple[int, ...]:
        await reads(world)
        return await writes(world)

    assert asked(shop, tmp_path, refused) == (403, 403)
    assert shop.seen == ["POST /api/login"]


def test_a_token_in_hand_goes_with_the_session_and_its_cookie_beside_the_others() -> None:
    from launchready.observe.who.guarded import guarded  # noqa: PLC0415 - the one test of it alone

    async def send(request: Request, session: Session | None) -> Answer:
        body = json.dumps({"csrfToken": "tok"}) if request.url.endswith("/api/csrf-token") else ""
        status, headers = (200, (("Set-Cookie", "_csrf=s3; Path=/"),)) if body else (404, ())
        return Answer(request, status, headers, body, 1.0)

    session = Session("ann", (("Cookie", "sid=1"),), None)
    found = asyncio.run(guarded(session, "http://shop.test/api/notes", send))  # type: ignore[arg-type]

    assert found is not None
    assert dict(found.headers)["Cookie"] == "sid=1; _csrf=s3"
    assert dict(found.headers)["X-CSRF-Token"] == "tok"


def test_a_wrong_password_is_told_as_before(tmp_path: Path) -> None:
    async def wrong(world: World) -> str:
        (tmp_path / "ann").write_text("not-it")
        with pytest.raises(CannotLook) as refusal:
            await world.sign_in("ann")
        return str(refusal.value)

    assert "answered 401" in str(asked(Shop(), tmp_path, wrong))
