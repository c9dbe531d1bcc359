"""A sign-in is made as a browser makes it, by links of each kind, and where it then sends people is read."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import Call, Principal, WebSurface
from launchready.observe.net.onward import SignedOnward, SignInsOnward
from tests.observe.small_world import declared, site, visited

HOST = "abcdef.launchready.example"
FORM = '<form method="post" action="{action}">{hidden}<input name="user"><input name="pass" type="password"></form>'
Sends = Callable[[str], str]


def anywhere(wanted: str) -> str:
    return wanted or "/home"


def own_beginning(wanted: str) -> str:
    return wanted if wanted.startswith("/") and not wanted.startswith("//") else "/home"


def own_path(wanted: str) -> str:
    return wanted if wanted.startswith("/") and not {"//", "\\"} & {wanted[:2], wanted[1:2]} else "/home"


class Shop:
    """A site whose sign-in keeps where to go next in one of the usual places."""

    def __init__(self, parameter: str, kept_in: str, sends: Sends, *, most: int = 99) -> None:
        self.parameter, self.kept_in, self.sends, self.left = parameter, kept_in, sends, most
        self.app = web.Application()
        self.app.router.add_get("/login", self.page)
        self.app.router.add_post("/login", self.enter)

    async def page(self, request: web.Request) -> web.Response:
        wanted = request.query.get(self.parameter, "")
        hidden = '<input type="hidden" name="csrf" value="c1">'
        if self.kept_in == "field":
            hidden += f'<input type="hidden" name="onward" value="{wanted}">'
        action = str(request.rel_url) if self.kept_in == "query" else "/login"
        answer = web.Response(text=FORM.format(action=action, hidden=hidden), content_type="text/html")
        answer.set_cookie("before", wanted if self.kept_in == "cookie" else "x")
        return answer

    async def enter(self, request: web.Request) -> web.Response:
        given = await request.post()
        self.left -= 1
        if self.left < 0:
            return web.Response(status=429, text="slow down")
        if (given["user"], given["pass"], given.get("csrf")) != ("kim", "right", "c1"):
            return web.Response(status=302, headers={"Location": "/login"})
        places = {"query": request.query.get(self.parameter), "field": given.get("onward")}
        wanted = places.get(self.kept_in) or (request.cookies["before"] if self.kept_in == "cookie" else "")
        answer = web.Response(status=302, headers={"Location": self.sends(str(wanted))})
        answer.set_cookie("session", "s1")
        return answer


def looked(folder: Path, shop: Shop, password: str = "right") -> SignedOnward:
    async def go() -> SignedOnward:
        async with site(shop.app) as port:
            at = WebSurface("web", None, "production", f"http://127.0.0.1:{port}", 1)
            call = Call("POST", "/login", "web", form=(("user", "kim"), ("pass", password)))
            kim = Principal("kim", "buyer", 1, sign_in_at=(("web", call),))
            async with visited(replace(declared(folder, at), principals=(kim,))) as world:
                return await world.ask(SignInsOnward("web", HOST, ("onto",)))

    return asyncio.run(go())


@pytest.mark.parametrize("kept_in", ["query", "field", "cookie"])
@pytest.mark.parametrize("parameter", ["next", "returnUrl", "onto"])
def test_whoever_follows_anything_is_seen_wherever_it_is_kept(tmp_path: Path, parameter: str, kept_in: str) -> None:
    found = looked(tmp_path, Shop(parameter, kept_in, anywhere))

    assert (found.parameter, found.untold) == (parameter, "")
    assert found.taken is not None
    assert found.taken.location == f"//{HOST}/"


def test_a_list_of_good_beginnings_is_told_from_a_path(tmp_path: Path) -> None:
    naive = looked(tmp_path, Shop("next", "query", own_beginning))
    safe = looked(tmp_path, Shop("next", "query", own_path))

    assert naive.taken is not None
    assert naive.taken.location == f"/\\{HOST}/"
    assert (safe.parameter, safe.taken, len(safe.tried)) == ("next", None, 3)


def test_who_follows_no_parameter_has_nothing_to_try(tmp_path: Path) -> None:
    found = looked(tmp_path, Shop("next", "nowhere", lambda _: "/home"))

    assert (found.by, found.parameter, found.tried, found.untold) == ("kim", "", (), "")


def test_a_sign_in_that_fails_or_is_shut_is_told_and_is_no_pass(tmp_path: Path) -> None:
    wrong = looked(tmp_path, Shop("next", "query", anywhere), password="wrong")
    shut = looked(tmp_path, Shop("next", "query", own_path, most=1))

    assert "was not signed in" in wrong.untold
    assert "429" in shut.untold
