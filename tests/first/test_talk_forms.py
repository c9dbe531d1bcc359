"""The doctor says one harmless thing to a bot and tells what it understood, whatever way the bot answers in."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from launchready.declare.model import Call, ChatSurface, Principal, Secret
from launchready.first.line import Line, State
from launchready.first.talk import talks
from launchready.verdict import Touch
from tests.observe.small_world import declared, site, visited

Handler = Callable[[web.Request], Coroutine[Any, Any, web.StreamResponse]]
PLAIN = Call("POST", "/chat", json={"text": "{text}"}, pick=(("answer", "$.answer"),))
HELP = "I help with gardens."


async def plain(request: web.Request) -> web.Response:
    await request.json()
    return web.json_response({"answer": HELP, "id": 7})


async def events(request: web.Request) -> web.Response:
    pieces = ["data: " + json.dumps({"choices": [{"delta": {"content": one}}]}) for one in ("I help ", "with gardens.")]
    return web.Response(text="\n\n".join([*pieces, "data: [DONE]", ""]), content_type="text/event-stream")


async def lines(request: web.Request) -> web.Response:
    text = "\n".join(json.dumps({"delta": one}) for one in ("I help ", "with gardens."))
    return web.Response(text=text, content_type="application/x-ndjson")


async def openai(request: web.Request) -> web.Response:
    assert (await request.json())["messages"][-1]["role"] == "user"
    return web.json_response({"choices": [{"message": {"role": "assistant", "content": HELP}}]})


async def socket(request: web.Request) -> web.WebSocketResponse:
    made = web.WebSocketResponse()
    await made.prepare(request)
    async for _ in made:
        await made.send_json({"delta": HELP})
        await made.send_json({"done": True})
    return made


async def opened(request: web.Request) -> web.Response:
    return web.json_response({"conversation": "c-1"}, status=201)


async def elsewhere(request: web.Request) -> web.Response:
    return web.json_response({"reply": {"text": HELP}, "id": 7})


async def broken(request: web.Request) -> web.Response:
    return web.json_response({"error": "no such model"}, status=500)


def told(folder: Path, handler: Handler, say: Call, *, open_: Call | None = None, touch: Touch = Touch.WRITE) -> Line:
    """What the doctor says of a bot."""
    (folder / "token").write_text("token-of-all")

    async def go() -> Line:
        app = web.Application()
        app.router.add_route("*", say.path.replace("{id}", "c-1"), handler)
        app.router.add_post("/conversations", opened)
        async with site(app) as port:
            chat = ChatSurface("chat", None, "production", f"http://127.0.0.1:{port}", 9, say=say, open=open_, turns=20)
            people = tuple(Principal(name, "buyer", 1, token=Secret("file:token")) for name in ("ann", "bob"))
            shop = declared(folder, chat)
            shop = replace(shop, principals=people, consent=replace(shop.consent, touch=touch))
            async with visited(shop) as world:
                return [line async for line in talks(world)][0]  # noqa: RUF015 - it is asynchronous

    return asyncio.run(go())


@pytest.mark.parametrize(
    ("handler", "say"),
    [
        (plain, PLAIN),
        (events, replace(PLAIN, pick=())),
        (lines, replace(PLAIN, pick=(("answer", "$.delta"),))),
        (
            openai,
            Call(
                "POST",
                "/chat/completions",
                json={"model": "m", "messages": "{messages}"},
                pick=(("answer", "$.choices[0].message.content"),),
            ),
        ),
        (socket, Call("WS", "/chat", json={"text": "{text}"}, pick=(("answer", "$.delta"), ("until", "$.done")))),
    ],
    ids=["JSON", "server-sent events", "lines", "OpenAI", "WebSocket"],
)
def test_what_a_bot_says_is_understood(tmp_path: Path, handler: Handler, say: Call) -> None:
    line = told(tmp_path, handler, say)

    assert (line.state, line.line) == (State.OK, 9)
    assert line.what.startswith("surface.chat: ann said")
    assert f'"{HELP}"' in line.what


def test_a_conversation_is_opened_first(tmp_path: Path) -> None:
    say = Call("POST", "/conversations/{id}/messages", json={"text": "{text}"}, pick=(("answer", "$.answer"),))
    begin = Call("POST", "/conversations", json={"title": "Hello"}, pick=(("id", "$.conversation"),))

    assert told(tmp_path, plain, say, open_=begin).state is State.OK
    wrong = told(tmp_path, plain, say, open_=replace(begin, pick=(("id", "$.id"),)))
    assert wrong.state is State.MISSING
    assert "no conversation could be opened" in wrong.what


def test_a_wrong_place_of_the_answer_is_told_with_the_right_ones(tmp_path: Path) -> None:
    line = told(tmp_path, elsewhere, PLAIN)

    assert line.state is State.MISSING
    assert "nothing was read at $.answer" in line.what
    assert line.do == "Correct `answer`, the place where the text stands; texts stand at $.reply.text"


def test_a_refusal_is_told_with_its_words(tmp_path: Path) -> None:
    line = told(tmp_path, broken, PLAIN)

    assert line.state is State.MISSING
    assert "answered 500" in line.what
    assert "no such model" in line.what
