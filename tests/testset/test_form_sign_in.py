"""The written file signs in by forms that carry a hidden field against other sites, as a browser would."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web

from launchready.testset.people import Login
from launchready.testset.write import render
from tests.testset.serving import beside
from tests.testset.test_write import EMPTY

PAGE = """<form action="/search"><input type=hidden name=csrf value=of-the-search></form>
<form method=post><input type="hidden" name="csrf" value="{token}"><input name=user><input type=Password name=pw></form>"""
HOW = {"method": "POST", "path": "/login", "form": {"user": "{ANN_NAME}", "pw": "{ANN_PW}"}}


async def page(_request: web.Request) -> web.Response:
    reply = web.Response(text=PAGE.format(token="t0k"), content_type="text/html")
    reply.set_cookie("csrftoken", "t0k")
    return reply


async def login(request: web.Request) -> web.Response:
    given = await request.post()
    if (given.get("csrf"), request.cookies.get("csrftoken")) != ("t0k", "t0k") or given.get("pw") != "right":
        return web.Response(status=403, text="forbidden")
    if request.headers.get("Origin") != f"http://{request.host}":
        return web.Response(status=403, text="another origin")
    reply = web.Response(status=302, headers={"Location": "/"})
    reply.set_cookie("sid", "s3ssion")
    return reply


async def note(request: web.Request) -> web.Response:
    right = request.cookies.get("sid") == "s3ssion" and request.headers.get("X-CSRFToken") == "t0k"
    return web.Response(text="kept" if right else "refused")


@pytest.fixture
def url() -> Iterator[str]:
    app = web.Application()
    app.router.add_get("/login", page)
    app.router.add_post("/login", login)
    app.router.add_post("/notes", note)
    with beside(app) as port:
        yield f"http://127.0.0.1:{port}"


def written(url: str) -> dict[str, Any]:
    suite = replace(
        EMPTY, url=url, env="API_OF_THIS_TEST", logins=(Login("ann", HOW, {"ANN_NAME": "ann", "ANN_PW": ""}),)
    )
    names: dict[str, Any] = {"__name__": "written"}
    exec(compile(render(suite), "written", "exec"), names)
    return names


def test_the_hidden_field_and_the_cookies_go_along(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANN_PW", "right")

    assert written(url)["ask"]("POST", "/notes", "ann", json={}).text == "kept"


def test_a_wrong_password_is_no_session(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANN_PW", "wrong")

    with pytest.raises(AssertionError, match="cannot sign in: 403"):
        written(url)["signed_in"]("ann")
