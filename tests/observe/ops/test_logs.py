"""Marked requests are followed into a log, and what the log should not hold is seen there."""

import asyncio
import base64
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import ApiSurface, Call, ChatSurface, LogSurface, Principal
from launchready.observe.ops.logs import ADDRESS, KEY, PASSWORD, PROMPT, TOKEN, LogTrail, Trail
from tests.observe.small_world import declared, site, visited

Write = Callable[[web.Request, str], dict[str, str]]
SECRET = "correct horse battery staple"


KEY_VALUE = "lrx_live_3rikdqxgprb2lu3tngrncoxw"


def line(request: web.Request, text: str) -> dict[str, str]:
    return {"id": str(request["id"]), "path": "a page"}


def app(log: Path, write: Write, *, named: bool = True) -> web.Application:
    @web.middleware
    async def outermost(request: web.Request, handler: Callable[[web.Request], object]) -> web.StreamResponse:
        request["id"] = f"req_{id(request):x}"
        try:
            answer = await handler(request)  # type: ignore[misc]  # aiohttp's handlers are coroutines
        except web.HTTPException as refusal:
            answer = web.Response(status=refusal.status)
        with log.open("a", encoding="utf-8") as file:
            file.write(json.dumps(write(request, await request.text())) + "\n")
        if named:
            answer.headers["X-Request-Id"] = request["id"]
        return answer

    async def login(request: web.Request) -> web.Response:
        given = await request.json()
        if given["password"] != SECRET:
            raise web.HTTPUnauthorized
        return web.json_response({"token": "tok-7f3a9b2c1d5e8f60"})

    async def say(request: web.Request) -> web.Response:
        return web.json_response({"answer": "I can help."})

    made = web.Application(middlewares=[outermost])
    made.router.add_post("/login", login)
    made.router.add_post("/say", say)
    return made


def followed(folder: Path, write: Write, *, named: bool = True, chat: bool = True) -> Trail:
    log = folder / "app.log"
    log.write_text("an older line\n")
    (folder / "password").write_text(SECRET)

    async def go() -> Trail:
        async with site(app(log, write, named=named)) as port:
            url = f"http://127.0.0.1:{port}"
            body = {"email": "ann@shop.test", "password": "file:password"}
            sign_in = Call("POST", "/login", on="api", json=dict(body), pick=(("token", "$.token"),))
            surfaces = [
                ApiSurface("api", None, "production", url, 1),
                LogSurface("log", None, "production", None, 1, path=log),
            ]
            if chat:
                say = Call("POST", "/say", json={"text": "{text}"}, pick=(("answer", "$.answer"),))
                planted = (("system_prompt", "lrcyr77wrnkpxmimbleb7g5dqsz"), ("key", KEY_VALUE))
                surfaces.append(ChatSurface("chat", None, "production", url, 1, say=say, planted=planted))
            declaration = replace(
                declared(folder, *surfaces), principals=(Principal("ann", "buyer", 1, sign_in=sign_in),)
            )
            async with visited(declaration) as world:
                return await world.ask(LogTrail("log"))

    return asyncio.run(go())


def test_a_log_of_ids_alone_is_clean_and_every_request_is_in_it(tmp_path: Path) -> None:
    trail = followed(tmp_path, line)

    assert trail.leaks == ()
    assert trail.alive
    assert trail.missing == ()
    assert [one.id in one.line for one in trail.requests] == [True] * 4
    assert trail.carrying(PROMPT)[0].taken


@pytest.mark.parametrize(
    ("write", "marks"),
    [
        (lambda request, text: line(request, text) | {"text": text if request.path == "/say" else ""}, {PROMPT}),
        (lambda request, text: line(request, text) | {"auth": request.headers.get("Authorization", "")}, {TOKEN}),
        (
            lambda request, text: (
                line(request, text) | {"login": text.partition("password")[0] if request.path == "/login" else ""}
            ),
            {ADDRESS},
        ),
        (lambda request, text: line(request, text) | {"body": text}, {PROMPT, ADDRESS, PASSWORD}),
        (lambda request, text: line(request, text) | {"upstream": f"Authorization: Bearer {KEY_VALUE}"}, {KEY}),
    ],
)
def test_each_mark_is_seen_where_it_is_written(tmp_path: Path, write: Write, marks: set[str]) -> None:
    trail = followed(tmp_path, write)

    assert {one.mark for one in trail.leaks} == marks


def test_a_prompt_in_base64_is_seen(tmp_path: Path) -> None:
    trail = followed(
        tmp_path, lambda request, text: line(request, text) | {"body": base64.b64encode(text.encode()).decode()}
    )

    assert PROMPT in {one.mark for one in trail.leaks}


def test_without_ids_the_log_is_known_to_live_by_the_path(tmp_path: Path) -> None:
    trail = followed(tmp_path, lambda request, text: {"path": request.path}, named=False)

    assert trail.alive
    assert {one.header for one in trail.requests} == {""}


def test_without_a_chat_the_prompt_is_missing_with_its_reason(tmp_path: Path) -> None:
    trail = followed(tmp_path, line, chat=False)

    assert trail.missing == ("prompt: launch.toml declares no chat surface",)
    assert trail.carrying(PROMPT) == ()
