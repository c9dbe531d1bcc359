"""Bots that speak in every way are talked to, turn after turn, as a signed-in customer."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import WSMsgType, web

from launchready.declare.model import Call, ChatSurface, Json, Principal, Secret
from launchready.observe.chat import begun, place, say, say_in
from launchready.observe.errors import CannotLook
from launchready.observe.talk.turns import ToolCall, Turn
from tests.observe.small_world import declared, site, visited

TOKEN = "t-1"
Bot = Callable[[web.Request], Awaitable[web.StreamResponse]]


def heard(texts: list[str]) -> str:
    """What each bot answers: how many things it heard, and the last of them."""
    return f"{len(texts)}: {texts[-1]}"


async def openai(request: web.Request) -> web.Response:
    said = await request.json()
    texts = [one["content"] for one in said["messages"] if one["role"] == "user"]
    call = {"id": "c", "type": "function", "function": {"name": "mail", "arguments": '{"to": "a@shop.test"}'}}
    message = {"role": "assistant", "content": heard(texts), "tool_calls": [call]}
    return web.json_response({"model": said["model"], "choices": [{"index": 0, "message": message}]})


async def events(request: web.Request) -> web.StreamResponse:
    said = await request.json()
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    for piece in heard([one["content"] for one in said["messages"] if one["role"] == "user"]).partition(" "):
        chunk = {"choices": [{"delta": {"content": piece}}]}
        await response.write(f"data: {json.dumps(chunk)}\n\n".encode())
    await response.write(b"data: [DONE]\n\n")
    return response


async def lines(request: web.Request) -> web.Response:
    said = await request.json()
    told = heard([said["prompt"]])
    body = "".join(json.dumps({"response": one}) + "\n" for one in told)
    return web.Response(text=body, content_type="application/x-ndjson")


async def sessions(request: web.Request) -> web.Response:
    kept = request.app[KEPT].setdefault(request.match_info["id"], [])
    kept.append((await request.json())["content"])
    return web.json_response({"content": heard(kept)})


async def opens(request: web.Request) -> web.Response:
    return web.json_response({"id": len(request.app[KEPT]) + 7})


async def socket(request: web.Request) -> web.StreamResponse:
    response = web.WebSocketResponse()
    await response.prepare(request)
    texts: list[str] = []
    async for message in response:
        assert message.type is WSMsgType.TEXT
        texts.append(json.loads(message.data)["text"])
        for piece in heard(texts).partition(" "):
            await response.send_json({"delta": piece})
        await response.send_json({"done": True})
    return response


async def bare_socket(request: web.Request) -> web.StreamResponse:
    response = web.WebSocketResponse()
    await response.prepare(request)
    await response.send_str(heard([(await response.receive()).data]))
    await response.close()
    return response


async def file(request: web.Request) -> web.Response:
    part = await (await request.multipart()).next()
    assert part is not None
    return web.json_response({"id": (await part.read(decode=True)).decode()})  # type: ignore[union-attr]


KEPT = web.AppKey("kept", dict[str, list[str]])


@web.middleware
async def door(request: web.Request, handler: Bot) -> web.StreamResponse:
    if request.headers.get("Authorization") != f"Bearer {TOKEN}":
        return web.json_response({"detail": "who are you?"}, status=401)
    return await handler(request)


def app() -> web.Application:
    made = web.Application(middlewares=[door])
    made[KEPT] = {}
    made.router.add_post("/v1/chat/completions", openai)
    made.router.add_post("/events", events)
    made.router.add_post("/lines", lines)
    made.router.add_post("/sessions", opens)
    made.router.add_post("/sessions/{id}", sessions)
    made.router.add_post("/files", file)
    made.router.add_get("/socket", socket)
    made.router.add_get("/bare", bare_socket)
    return made


MESSAGES: Json = {"model": "m", "messages": "{messages}"}
OPENAI = Call(
    "POST",
    "/v1/chat/completions",
    json=MESSAGES,
    pick=(("answer", "$.choices[0].message.content"), ("tools", "$.choices[0].message.tool_calls")),
)
OPEN = Call("POST", "/sessions", json={"title": "x"}, pick=(("id", "$.id"),))
SESSIONS = Call("POST", "/sessions/{id}", json={"content": "{text}"}, pick=(("answer", "$.content"),))
SOCKET = Call("WS", "/socket", json={"text": "{text}"}, pick=(("answer", "$.delta"), ("until", "$.done")))


def talk(folder: Path, chat: ChatSurface, *texts: str, token: str = TOKEN) -> list[Turn]:
    """Says each text in one conversation."""
    (folder / "token").write_text(token)

    async def go() -> list[Turn]:
        async with site(app()) as port:
            there = replace(chat, url=f"http://127.0.0.1:{port}/v1")
            customer = Principal("ann", "buyer", 1, token=Secret("file:token"))
            async with visited(replace(declared(folder, there), principals=(customer,))) as world:
                if len(texts) == 1:
                    return [await say(world, "chat", texts[0], by="ann")]
                async with begun(world, "chat", by="ann") as conversation:
                    return [await say_in(world, conversation, text) for text in texts]

    return asyncio.run(go())


def chat(call: Call, opens_by: Call | None = None) -> ChatSurface:
    return ChatSurface("chat", None, "production", "http://127.0.0.1/", 1, open=opens_by, say=call)


@pytest.mark.parametrize(
    ("surface", "remembers"),
    [
        pytest.param(chat(OPENAI), True, id="openai"),
        pytest.param(chat(Call("POST", "/events", json=MESSAGES)), True, id="events"),
        pytest.param(chat(Call("POST", "/lines", json={"prompt": "{text}"})), False, id="lines"),
        pytest.param(chat(SESSIONS, OPEN), True, id="sessions"),
        pytest.param(chat(SOCKET), True, id="socket"),
    ],
)
def test_a_conversation_goes_on(tmp_path: Path, surface: ChatSurface, *, remembers: bool) -> None:
    first, second = talk(tmp_path, surface, "one", "two")

    assert (first.answer, first.answered) == ("1: one", True)
    assert second.answer == ("2: two" if remembers else "1: two")
    assert second.said == "two"


def test_a_socket_that_takes_bare_text_and_closes(tmp_path: Path) -> None:
    (turn,) = talk(tmp_path, chat(Call("WS", "/bare")), "hello")

    assert turn.answer == "1: hello"


def test_tools_are_told_as_openai_tells_them(tmp_path: Path) -> None:
    (turn,) = talk(tmp_path, chat(OPENAI), "hello")

    assert turn.tools == (ToolCall("mail", '{"to": "a@shop.test"}', ""),)


def test_a_socket_that_does_not_open_is_told(tmp_path: Path) -> None:
    with pytest.raises(CannotLook, match="did not open: server rejected"):
        talk(tmp_path, chat(SOCKET), "hello", token="another")


@pytest.mark.parametrize("text", ["cmd:touch ran", "env:HOME", "file:token", "{id} and {text}"])
def test_what_is_said_is_never_taken_for_a_reference(tmp_path: Path, text: str) -> None:
    for surface in (chat(OPENAI), chat(SESSIONS, OPEN), chat(SOCKET)):
        (turn,) = talk(tmp_path, surface, text)

        assert turn.answer == f"1: {text}"
    assert not (tmp_path / "ran").exists()


def test_what_is_placed_is_never_taken_for_a_reference(tmp_path: Path) -> None:
    upload = Call("POST", "/files", upload="file", by="ann", pick=(("id", "$.id"),))
    (tmp_path / "token").write_text(TOKEN)

    async def go() -> str:
        async with site(app()) as port:
            there = replace(chat(SESSIONS), url=f"http://127.0.0.1:{port}/", carriers=(("file", upload),))
            customer = Principal("ann", "buyer", 1, token=Secret("file:token"))
            async with visited(replace(declared(tmp_path, there), principals=(customer,))) as world:
                return (await place(world, "chat", "file", "env:HOME")).id

    assert asyncio.run(go()) == "env:HOME"
