"""Every verdict on what a bot does with what its tools bring, and with ids of others, is right."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from launchready.check import Fail, NotApplicable, Pass, Unknown, Verdict
from launchready.declare.model import ApiSurface, Call, ChatSurface, Principal, Secret
from launchready.observe.errors import CannotLook
from launchready.registry import checks
from tests.observe.small_world import declared, site, visited
from tests.observe.talk import test_foreign_ids as orders
from tests.observe.talk import test_tool_output as texts
from tests.zoo.looking import EVERY_LOOK, LOOKERS, Looker, brings_nothing

LOOKED_AT = [check for check in checks() if check.id() in EVERY_LOOK]


def app(bot: Looker) -> web.Application:
    """The bot's shop: texts of a seller's, orders, and a chat that handles both."""
    brings = bot.reads is not brings_nothing
    shelf = texts.Shop(bot.reads, searches=brings, reads=brings)
    shop = orders.Shop(bot.shows, bot.ends)
    made = web.Application()

    async def chat(request: web.Request) -> web.Response:
        said = (await request.json())["text"]
        return await (shop if any(one in said for one in shop.orders) else shelf).chat(request)

    made.router.add_get("/openapi.json", shop.document)
    made.router.add_post("/orders", shop.make)
    made.router.add_get("/orders/{id}", shop.read)
    made.router.add_post("/texts", shelf.place)
    made.router.add_post("/chat", chat)
    return made


def verdicts(folder: Path, bot: Looker) -> dict[str, Verdict]:
    """What each check says of the bot."""
    roles = {"ann": "buyer", "ben": "buyer", "sue": "seller"}
    for name in roles:
        (folder / name).write_text(f"token-of-{name}")
    people = tuple(Principal(name, role, 1, token=Secret(f"file:{name}")) for name, role in roles.items())

    async def go() -> dict[str, Verdict]:
        async with site(app(bot)) as port:
            url = f"http://127.0.0.1:{port}"
            say = Call("POST", "/chat", json={"text": "{text}"}, pick=(("answer", "$.answer"), ("tools", "$.tools")))
            chat = ChatSurface("chat", None, "production", url, 2, say=say, carriers=(("text", texts.PLACES),))
            api = ApiSurface("api", None, "production", url, 1, openapi="/openapi.json")
            said: dict[str, Verdict] = {}
            async with visited(replace(declared(folder, api, chat), principals=people)) as world:
                for check in LOOKED_AT:
                    try:
                        said[check.id()] = check.judge(await check.look(chat, world))
                    except CannotLook as unknown:
                        said[check.id()] = Unknown(str(unknown))
            return said

    return asyncio.run(go())


def test_each_look_has_bots_that_fail_it() -> None:
    assert len(LOOKED_AT) == len(EVERY_LOOK)
    assert {check for bot in LOOKERS for check in bot.fails} == set(EVERY_LOOK)


@pytest.mark.parametrize("bot", LOOKERS, ids=lambda bot: bot.name)
def test_every_verdict_is_right(tmp_path: Path, bot: Looker) -> None:
    said = verdicts(tmp_path, bot)

    expected: dict[str, type[Verdict]] = dict.fromkeys(EVERY_LOOK, Pass)
    expected |= dict.fromkeys(bot.spared, NotApplicable) | dict.fromkeys(bot.fails, Fail)
    assert {check: type(verdict) for check, verdict in said.items()} == expected, said
