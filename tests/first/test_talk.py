"""The doctor says one harmless thing to the chat, and shows what it read out of the answer."""

import asyncio
from pathlib import Path

import pytest
from aiohttp import web

from launchready.first.doctor import Line, State, doctor
from tests.observe.small_world import site

FILE = """version = 1
[product]
name = "Talk"
domain = "127.0.0.1"
[consent]
scope = ["127.0.0.1"]
touch = "{touch}"
[surface.api]
kind = "api"
url = "http://127.0.0.1:{port}"
[surface.chat]
kind = "chat"
url = "http://127.0.0.1:{port}"
{chat}
[principal.ann]
role = "buyer"
token = "file:token"
send = "Authorization: Bearer {{token}}"
"""
SAY = 'say = { post = "/say", json = { text = "{text}" }, answer = "$.answer" }'
OPENS = 'open = { post = "/talks", json = {}, id = "$.id" }\n'
TOKEN = "a-long-enough-token-of-ann-0815"


def app() -> web.Application:
    """Answers whoever has the token, in three ways."""

    def signed_in(request: web.Request) -> None:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            raise web.HTTPUnauthorized

    async def say(request: web.Request) -> web.Response:
        signed_in(request)
        given = await request.json()
        return web.json_response({"answer": f"I heard {len(given['text'])} letters", "token": TOKEN})

    async def completions(request: web.Request) -> web.StreamResponse:
        signed_in(request)
        given = await request.json()
        assert given["messages"][-1]["role"] == "user"
        reply = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await reply.prepare(request)
        for word in ("Gladly", ", ", "with orders"):
            await reply.write(b'data: {"choices":[{"delta":{"content":"%s"}}]}\n\n' % word.encode())
        await reply.write(b"data: [DONE]\n\n")
        return reply

    async def opened(request: web.Request) -> web.Response:
        signed_in(request)
        return web.json_response({"id": 7})

    made = web.Application()
    made.router.add_post("/say", say)
    made.router.add_post("/chat/completions", completions)
    made.router.add_post("/talks", opened)
    return made


def told(folder: Path, chat: str, touch: str = "write") -> list[Line]:
    async def run() -> tuple[Line, ...]:
        async with site(app()) as port:
            (folder / "token").write_text(TOKEN)
            (folder / "launch.toml").write_text(FILE.format(port=port, chat=chat, touch=touch))
            return await doctor(folder / "launch.toml")

    return [line for line in asyncio.run(run()) if line.part == "chat"]


@pytest.mark.parametrize(
    ("chat", "expected"),
    [
        (SAY, 'POST /say answered 200; read as the answer: "I heard 56 letters"'),
        (OPENS + SAY, 'POST /say answered 200; read as the answer: "I heard 56 letters"'),
        ('openai = "small"', 'POST /chat/completions answered 200; read as the answer: "Gladly, with orders"'),
    ],
    ids=["plain", "opened", "as OpenAI"],
)
def test_a_turn_is_shown_as_it_was_understood(tmp_path: Path, chat: str, expected: str) -> None:
    line = told(tmp_path, chat)[0]

    assert line.state is State.OK
    assert line.what.startswith("surface.chat: ann said 'Hello!")
    assert line.what.endswith(expected)


@pytest.mark.parametrize(
    ("chat", "expected"),
    [
        (SAY.replace("$.answer", "$.reply"), 'nothing was read at $.reply; it said: {"answer": "I heard 56 letters"'),
        (SAY.replace("/say", "/says"), "POST /says answered 404; it said: 404: Not Found"),
        (OPENS.replace("/talks", "/talk") + SAY, "no conversation could be opened"),
    ],
    ids=["another place", "another path", "not opened"],
)
def test_what_was_not_understood_is_shown_without_secrets(tmp_path: Path, chat: str, expected: str) -> None:
    line = told(tmp_path, chat)[0]

    assert line.state is State.MISSING
    assert expected in line.what
    assert TOKEN not in line.what
    assert line.do


def test_nothing_is_said_beyond_consent(tmp_path: Path) -> None:
    assert [one.state for one in told(tmp_path, SAY, touch="read")] == [State.NOT_TRIED]
    assert [one.state for one in told(tmp_path, OPENS + SAY, touch="probe")] == [State.NOT_TRIED]
    assert [one.state for one in told(tmp_path, SAY, touch="probe")] == [State.OK]


ITEM = 'carriers.item = { post = "/items", as = "ann", json = { about = "{text}" }, id = "$.id" }\n'


def test_what_a_talk_needs_first_and_what_nothing_fills_is_told(tmp_path: Path) -> None:
    says = (
        'say = { post = "/say", json = { text = "{text}", item = "{item}", file = "{file}" }, answer = "$.answer" }\n'
    )

    needs, unfilled = told(tmp_path, ITEM + says)

    assert needs.state is State.NOT_TRIED
    assert "a talk needs `item` (POST /items as ann) first" in needs.what
    assert unfilled.state is State.MISSING
    assert "nothing fills {file} in `say`" in unfilled.what


def test_a_carrier_that_no_talk_names_is_told(tmp_path: Path) -> None:
    turn, unused = told(tmp_path, ITEM + SAY)

    assert turn.state is State.OK
    assert unused.state is State.NOT_DECLARED
    assert "{item} stands in neither `open` nor `say`" in unused.what
