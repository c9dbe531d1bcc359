"""Personal data of people who are no account of the audit's is not kept; marks and addresses of ours are."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import Call, ChatSurface, Principal, Secret
from launchready.observe.chat import say
from launchready.observe.talk.masking import masked
from launchready.observe.talk.turns import Turn
from tests.observe.small_world import declared, site, visited

MARK = "lrcyr77wrnkpxmimbleb7g5dqsz"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Write to maria.keller@gmail.com or +49 170 1234567.", "Write to <email> or <phone>."),
        ("Card 4111 1111 1111 1111, IBAN DE89 3704 0044 0532 0130 00.", "Card <card>, IBAN <iban>."),
        (f"Write to {MARK}@gmail.com.", f"Write to {MARK}@gmail.com."),
        ("Write to help@shop.test.", "Write to help@shop.test."),
        ("You said bob@mail.test.", "You said bob@mail.test."),
        ("Call 217.43 or 361217.43 at 12:30, id 2026-11-26.", "Call 217.43 or 361217.43 at 12:30, id 2026-11-26."),
        ("", ""),
    ],
)
def test_what_is_of_somebody_else_is_told_by_its_kind_alone(text: str, kept: str) -> None:
    assert masked(text, (MARK, "@shop.test", "Who is bob@mail.test?", "")) == kept


def test_a_turn_is_kept_without_it(tmp_path: Path) -> None:
    async def tells(_request: web.Request) -> web.Response:
        call = {"name": "mail", "arguments": {"to": "maria.keller@gmail.com"}}
        return web.json_response(
            {"answer": "Her address is maria.keller@gmail.com.", "tools": [call], "sources": ["+49 170 1234567, Maria"]}
        )

    async def go() -> Turn:
        app = web.Application()
        app.router.add_post("/chat", tells)
        async with site(app) as port:
            pick = (("answer", "$.answer"), ("tools", "$.tools"))
            call = Call("POST", "/chat", json={"text": "{text}"}, pick=pick)
            chat = ChatSurface("chat", None, "production", f"http://127.0.0.1:{port}", 1, say=call)
            (tmp_path / "ann").write_text("t")
            who = (Principal("ann", "buyer", 1, token=Secret("file:ann")),)
            async with visited(replace(declared(tmp_path, chat), principals=who)) as world:
                return await say(world, "chat", "Who bought roses?", by="ann")

    turn = asyncio.run(go())

    assert turn.answer == "Her address is <email>."
    assert [one.arguments for one in turn.tools] == ['{"to": "<email>"}']
    assert "<phone>, Maria" in turn.beside
    assert "keller" not in str(turn)
