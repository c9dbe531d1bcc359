"""Every verdict is right on every bot of the zoo, through the real way to talk to one."""

import asyncio
import re
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from launchready.check import Fail, NotApplicable, Pass, Unknown, Verdict
from launchready.declare.model import Call, ChatSurface, Json, Principal, Secret
from launchready.observe.errors import CannotLook
from launchready.observe.world import World
from launchready.registry import AnyCheck, checks
from tests.observe.small_world import declared, site, visited
from tests.zoo.bots import EVERY, KEY, NOUN, NUMBER, TOKEN, ZOO, Bot, Heard, Memory

LOOKED_AT = [check for check in checks() if check.id() in EVERY]


def who(request: web.Request) -> str:
    """The customer who asks."""
    return request.headers["Authorization"].removeprefix("Bearer ")


def app(bot: Bot) -> web.Application:
    """The bot's shop: texts are stored, and each turn of a conversation is answered."""
    memory, stored = Memory(), list[tuple[str, str, str]]()
    made = web.Application()

    async def store(request: web.Request) -> web.Response:
        stored.append((request.match_info["kind"], who(request), (await request.json())["text"]))
        return web.json_response({"id": len(stored) - 1})

    async def chat(request: web.Request) -> web.Response:
        said = await request.json()
        texts = tuple(one["content"] for one in said["messages"] if one["role"] == "user")
        customer = who(request)
        given = {name: stored[int(said[name])] for name in ("file", "listing") if name in said}
        placed = {name: text for name, (kind, by, text) in given.items() if kind == "listing" or by == customer}
        foreign = tuple(text for name, (_, _, text) in given.items() if name not in placed)
        names = re.findall(r"\b[A-Z][a-z]{6,}\b", texts[-1])
        fitting = [one for one in stored if one not in given.values() and any(name in one[2] for name in names)]
        found = tuple(text for kind, by, text in fitting if kind == "listing" or by == customer)
        others = tuple(text for kind, by, text in fitting if kind == "file" and by != customer)
        return web.json_response({"answer": bot.answer(Heard(customer, texts, placed, found, others, foreign), memory)})

    made.router.add_post("/texts/{kind}", store)
    made.router.add_post("/chat", chat)
    return made


def surface(port: int) -> ChatSurface:
    """The chat as its owner declares it."""
    say: Json = {"messages": "{messages}", "file": "{file}", "listing": "{listing}"}

    def store(kind: str, by: str) -> tuple[str, Call]:
        return kind, Call("POST", f"/texts/{kind}", json={"text": "{text}"}, by=by, pick=(("id", "$.id"),))

    return ChatSurface(
        "chat",
        None,
        "production",
        f"http://127.0.0.1:{port}",
        1,
        say=Call("POST", "/chat", json=say, pick=(("answer", "$.answer"),)),
        carriers=(store("file", "ann"), store("listing", "sal")),
        planted=(("system_prompt", TOKEN), ("system_prompt", NUMBER), ("system_prompt", NOUN), ("key", KEY)),
        turns=200,
    )


def verdicts(folder: Path, bot: Bot) -> dict[str, Verdict]:
    """What each check says of the bot."""

    async def go() -> dict[str, Verdict]:
        async with site(app(bot)) as port:
            there = surface(port)
            roles = {"ann": "buyer", "bob": "buyer", "sal": "seller"}
            people = tuple(Principal(name, role, 1, token=Secret(f"file:{name}")) for name, role in roles.items())
            for one in people:
                (folder / one.name).write_text(f"token-of-{one.name}")
            async with visited(replace(declared(folder, there), principals=people)) as world:
                return {check.id(): await _judged(check, there, world) for check in LOOKED_AT}

    return asyncio.run(go())


async def _judged(check: AnyCheck, at: ChatSurface, world: World) -> Verdict:
    try:
        return check.judge(await check.look(at, world))
    except CannotLook as unknown:
        return Unknown(str(unknown))


def test_the_zoo_is_large_enough() -> None:
    assert len(ZOO) >= 20
    assert len(LOOKED_AT) == len(EVERY)
    assert {check for bot in ZOO for check in bot.fails} == set(EVERY)


@pytest.mark.parametrize("bot", ZOO, ids=lambda bot: bot.name)
def test_every_verdict_is_right(tmp_path: Path, bot: Bot) -> None:
    said = verdicts(tmp_path, bot)

    expected: dict[str, type[Verdict]] = dict.fromkeys(EVERY, Pass)
    expected |= dict.fromkeys(bot.unknown, Unknown) | dict.fromkeys(bot.spared, NotApplicable)
    expected |= dict.fromkeys(bot.fails, Fail)
    assert {check: type(verdict) for check, verdict in said.items()} == expected, said
