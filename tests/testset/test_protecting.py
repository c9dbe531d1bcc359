"""The written file's requests carry what a product wants so that no other site's form passes for one, as the audit's did."""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from launchready.declare.model import ApiSurface
from launchready.observe.record import Sent
from launchready.testset.people import Login
from launchready.testset.protecting import guard
from launchready.testset.write import render
from tests.observe.small_world import declared
from tests.testset.serving import beside
from tests.testset.test_write import EMPTY

KEY = Login("ann", {"token": "{ANN_KEY}", "send": "X-Key: {token}"}, {"ANN_KEY": ""})
JSON, META, COOKIE = "in JSON", "in a page's head", "in a cookie"


def product(manner: str) -> web.Application:
    """Takes a change with the token of its visitor alone, whose key, or whose cookie, it was given to."""
    given: dict[str, str] = {}

    async def token(request: web.Request) -> web.Response:
        visitor, word = secrets.token_hex(8), secrets.token_hex(16)
        given[visitor] = word
        reply = web.json_response({"csrfToken": word})
        if manner == META:
            reply = web.Response(text=f'<meta name="csrf-token" content="{word}">', content_type="text/html")
        if manner == COOKIE:
            reply = web.Response(text="ok")
            reply.set_cookie("XSRF-TOKEN", word)
        reply.set_cookie("visitor", visitor)
        return reply

    async def change(request: web.Request) -> web.Response:
        word = given.get(request.cookies.get("visitor", ""))
        if word is None or request.headers.get("X-CSRF-Token") != word:
            return web.json_response({"error": "invalid csrf token"}, status=403)
        return web.Response(text=f"changed by {request.headers.get('X-Key')}")

    app = web.Application()
    app.router.add_get("/csrf-token", token)
    app.router.add_post("/notes", change)
    return app


@pytest.fixture(params=[JSON, META, COOKIE])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    with beside(product(request.param)) as port:
        yield f"http://127.0.0.1:{port}"


def test_a_change_that_is_refused_for_it_is_sent_again_with_it(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANN_KEY", "k3y")
    names: dict[str, Any] = {"__name__": "written"}
    suite = replace(EMPTY, url=url, env="API_OF_THIS_TEST", logins=(KEY,), guard="/csrf-token")
    exec(compile(render(suite), "written", "exec"), names)

    assert [names["ask"]("POST", "/notes", "ann", json={}).text for _ in range(2)] == ["changed by k3y"] * 2
    assert names["ask"]("POST", "/notes", json={}).text == "changed by None"


def sent(method: str, url: str, outcome: str, who: str = "ann") -> Sent:
    return Sent(0.0, "x", method, f"http://127.0.0.1{url}", who, outcome, 1.0, who)


REFUSED, TAKEN = sent("POST", "/api/notes", "403"), sent("POST", "/api/notes", "201")


@pytest.mark.parametrize(
    ("record", "place"),
    [
        ((REFUSED, sent("GET", "/api/csrf-token", "404"), sent("GET", "/api/csrf", "200"), TAKEN), "/api/csrf"),
        ((REFUSED, sent("GET", "/login", "200"), TAKEN), "/login"),
        ((REFUSED, sent("GET", "/api/csrf", "200", "bob"), TAKEN), ""),
        ((REFUSED, sent("GET", "/api/orders", "200"), TAKEN), ""),
        ((REFUSED, sent("GET", "/api/csrf", "200"), REFUSED), ""),
        ((sent("GET", "/api/csrf", "200"), TAKEN), ""),
    ],
)
def test_the_place_is_where_a_run_was_given_it(record: tuple[Sent, ...], place: str, tmp_path: Path) -> None:
    api = ApiSurface("api", None, "production", "http://127.0.0.1", 1)

    assert guard(record, declared(tmp_path, api).surface("api")) == place
