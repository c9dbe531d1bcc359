"""Every verdict on the rules that a bot keeps, and on what an answer takes, is right."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from launchready.check import Fail, Pass, Unknown, Verdict
from launchready.declare.model import Call, ChatSurface, OneTurn, Principal, Refused, Secret
from launchready.observe.errors import CannotLook
from launchready.registry import checks
from tests.observe.small_world import declared, site, visited
from tests.zoo.ruled import CEILING, CODE, EVERY_BOUND, RULED, WISH, Memory, Ruled

LOOKED_AT = [check for check in checks() if check.id() in EVERY_BOUND]


def app(bot: Ruled) -> web.Application:
    """The bot's shop."""
    memory = Memory()
    made = web.Application()

    async def chat(request: web.Request) -> web.Response:
        said = [one["content"] for one in (await request.json())["messages"] if one["role"] == "user"]
        told = bot.tells(said[-1], said, memory)
        await asyncio.sleep(told.seconds)
        usage = {"usage": {"total_tokens": told.usage}} if told.usage else {}
        tools = [{"name": "look_up", "arguments": {}} for _ in range(told.tools)]
        return web.json_response({"answer": told.text, "tools": tools, **usage})

    made.router.add_post("/chat", chat)
    return made


def verdicts(folder: Path, bot: Ruled) -> dict[str, Verdict]:
    """What each check says of the bot."""
    said: dict[str, Verdict] = {}

    async def go() -> None:
        async with site(app(bot)) as port:
            pick = (("answer", "$.answer"), ("tools", "$.tools"))
            there = ChatSurface(
                "chat",
                None,
                "production",
                f"http://127.0.0.1:{port}",
                1,
                say=Call("POST", "/chat", json={"messages": "{messages}"}, pick=pick),
                turns=60,
                refuses=(Refused(WISH, CODE),),
                keeps_to_subject=bot.keeps_to_subject,
                one_turn=OneTurn(**CEILING),
            )
            people = tuple(Principal(name, "buyer", 1, token=Secret(f"file:{name}")) for name in ("ann", "bob"))
            for one in people:
                (folder / one.name).write_text(f"token-of-{one.name}")
            async with visited(replace(declared(folder, there), principals=people)) as world:
                for check in LOOKED_AT:
                    try:
                        said[check.id()] = check.judge(await check.look(there, world))
                    except CannotLook as unknown:
                        said[check.id()] = Unknown(str(unknown))

    asyncio.run(go())
    return said


def test_each_bound_has_bots_that_break_it() -> None:
    assert len(LOOKED_AT) == len(EVERY_BOUND)
    assert {check for bot in RULED for check in bot.fails} == set(EVERY_BOUND)


@pytest.mark.parametrize("bot", RULED, ids=lambda bot: bot.name)
def test_every_verdict_is_right(tmp_path: Path, bot: Ruled) -> None:
    said = verdicts(tmp_path, bot)

    expected: dict[str, type[Verdict]] = dict.fromkeys(EVERY_BOUND, Pass)
    expected |= dict.fromkeys(bot.unknown, Unknown) | dict.fromkeys(bot.fails, Fail)
    assert {check: type(verdict) for check, verdict in said.items()} == expected, said
