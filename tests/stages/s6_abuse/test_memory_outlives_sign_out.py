"""Examples of abuse.memory-outlives-sign-out, and the verdict on real servers that people sign in to and out of."""

import asyncio
import re
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from launchready.check import Fail, Pass, Unknown, Verdict
from launchready.declare.model import ApiSurface, Call, ChatSurface, Principal, Secret
from launchready.observe.talk.signing_out import LeftBehind
from launchready.observe.talk.turns import Turn
from launchready.stages.s6_abuse.memory_outlives_sign_out import MemoryOutlivesSignOut, Seen
from tests.observe.small_world import declared, site, visited

SECRET = "lrcyr77wrnkpxmimbleb7g5dqsz"
NOTE = re.compile(r"my project (\w+) has the access code (\S+?)\.?$")
OUT = "POST /logout -> 204"
DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "Shop", "version": "1"},
    "paths": {"/logout": {"post": {"responses": {"204": {"description": "signed out"}}}}},
}


def turn(answer: str, by: str = "ann", status: int = 200) -> Turn:
    return Turn(by, "Have we spoken about Zorvantik?", status, answer, (), "curl …")


def seen(
    strange: Turn,
    nobody: Turn | None = None,
    *,
    own: str = f"It is {SECRET}.",
    out: str = OUT,
    refused: bool = False,
    kept: tuple[str, ...] = ("visitor",),
) -> Seen:
    others = (nobody or turn("sign in", "nobody", 401), strange)
    return Seen(LeftBehind("ann", SECRET, turn("Noted."), turn(own), out, refused, kept, others))


EXAMPLES = (
    (seen(turn("Nothing, I am afraid.", "bob")), Pass),
    (seen(turn("Nothing, I am afraid.", "bob"), kept=()), Pass),
    (seen(turn("Nothing, I am afraid.", "bob"), out="", kept=()), Pass),
    (seen(turn(f"You told me: {SECRET}", "bob")), Fail),
    (seen(turn(SECRET[::-1], "bob"), own="I keep nothing."), Fail),
    (seen(turn("Nothing.", "bob"), turn(SECRET, "nobody")), Fail),
    (seen(turn("Nothing.", "bob"), own="I keep nothing."), Unknown),
    # Who was never signed out left nothing behind.
    (seen(turn(SECRET, "bob"), refused=True), Unknown),
    (seen(turn("slow down", "bob", 429)), Unknown),
    (seen(turn("timed out", "bob", 0)), Unknown),
)


class Shop:
    """A product with sign-in and sign-out by cookie or token, and a chat that knows its visitors by `keeps`."""

    def __init__(self, keeps: str, *, clears: str = "", by_token: bool = False) -> None:
        self.keeps, self.clears, self.by_token = keeps, clears, by_token
        self.sessions: dict[str, str] = {}
        self.notes: dict[tuple[str, str], str] = {}
        self.visitors = 0

    def app(self) -> web.Application:
        made = web.Application()
        made.router.add_get("/openapi.json", self._document)
        made.router.add_post("/login", self._login)
        made.router.add_post("/logout", self._logout)
        made.router.add_post("/chat", self._say)
        return made

    async def _document(self, _request: web.Request) -> web.Response:
        return web.json_response(DOCUMENT)

    def _who(self, request: web.Request) -> str:
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return self.sessions.get(bearer or request.cookies.get("sid", ""), "")

    async def _login(self, request: web.Request) -> web.Response:
        key = f"session-{len(self.sessions)}-0123456789abcdef"
        self.sessions[key] = (await request.json())["email"]
        answer = web.json_response({"access_token": key} if self.by_token else {"hello": "you"})
        if not self.by_token:
            answer.set_cookie("sid", key)
        return answer

    async def _logout(self, request: web.Request) -> web.Response:
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if self.sessions.pop(bearer or request.cookies.get("sid", ""), None) is None:
            return web.Response(status=401)
        answer = web.Response(status=204)
        if self.clears == "header":
            answer.headers["Clear-Site-Data"] = '"cache", "cookies"'
        if self.clears == "cookie":
            answer.del_cookie("visitor")
        return answer

    async def _say(self, request: web.Request) -> web.Response:
        who, said = self._who(request), (await request.json())["text"]
        if not who and self.keeps != "visitor":
            return web.json_response({"error": "sign in"}, status=401)
        visitor = request.cookies.get("visitor", "")
        if not visitor:
            self.visitors += 1
            visitor = f"visitor-{self.visitors}"
        kept = {"customer": who, "visitor": visitor, "both": f"{who} {visitor}"}[self.keeps]
        if note := NOTE.search(said):
            self.notes[kept, note[1]] = note[2]
        codes = [code for (key, name), code in self.notes.items() if key == kept and name in said]
        answer = web.json_response({"answer": f"It is {codes[0]}." if codes else "I help with gardening."})
        if not request.cookies.get("visitor"):
            answer.set_cookie("visitor", visitor)
        return answer


def judged(folder: Path, shop: Shop) -> Verdict:
    async def go() -> Verdict:
        async with site(shop.app()) as port:
            url = f"http://127.0.0.1:{port}"
            api = ApiSurface("api", None, "production", url, 1, openapi="/openapi.json")
            say = Call("POST", "/chat", json={"text": "{text}"}, pick=(("answer", "$.answer"),))
            chat = ChatSurface("chat", None, "production", url, 1, say=say)
            (folder / "word").write_text("a-long-enough-password")
            login = Call("POST", "/login", json={"email": "{email}", "password": "file:word"})
            people = tuple(
                Principal(name, "buyer", 1, sign_in=login, email=f"{name}@shop.test", password=Secret("file:word"))
                for name in ("ann", "bob")
            )
            whole = declared(folder, api)
            async with visited(replace(whole, surfaces=(api, chat), principals=people)) as world:
                check = MemoryOutlivesSignOut()
                return check.judge(await check.look(chat, world))

    return asyncio.run(go())


@pytest.mark.parametrize("by_token", [True, False])
def test_what_a_customer_said_is_that_customers(tmp_path: Path, by_token: bool) -> None:
    verdict = judged(tmp_path, Shop("customer", by_token=by_token))

    assert isinstance(verdict, Pass), verdict
    assert "POST /logout -> 204" in verdict.because
    assert "still held visitor" in verdict.because


@pytest.mark.parametrize("by_token", [True, False])
def test_a_cookie_that_outlives_the_sign_out_tells_the_next_one(tmp_path: Path, by_token: bool) -> None:
    verdict = judged(tmp_path, Shop("visitor", by_token=by_token))

    assert isinstance(verdict, Fail), verdict
    assert "nobody and ann got in the same browser" in verdict.because


@pytest.mark.parametrize("clears", ["header", "cookie"])
def test_a_sign_out_that_takes_the_cookie_away_ends_it(tmp_path: Path, clears: str) -> None:
    verdict = judged(tmp_path, Shop("visitor", clears=clears))

    assert isinstance(verdict, Pass), verdict
    assert "left no cookie" in verdict.because


def test_a_cookie_beside_the_account_tells_nothing_alone(tmp_path: Path) -> None:
    assert isinstance(judged(tmp_path, Shop("both")), Pass)
