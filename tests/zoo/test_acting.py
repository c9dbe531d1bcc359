"""Every verdict on what a bot does is right, whatever the bot says of it."""

import asyncio
from dataclasses import replace
from pathlib import Path

import aiohttp
import anyio
import pytest
from aiohttp import web

from launchready.check import Fail, Pass, Unknown, Verdict
from launchready.declare.model import Call, ChatSurface, MailSurface, Principal, Secret
from launchready.observe.errors import CannotLook
from launchready.registry import AnyCheck, checks
from tests.observe.small_world import declared, site, visited
from tests.zoo.acting import ACTORS, EVERY_DEED, Actor

LOOKED_AT = [check for check in checks() if check.id() in EVERY_DEED]


def app(actor: Actor, mailbox: Path) -> web.Application:
    """The bot's shop: it answers, and does what the bot does."""
    cases: list[str] = []
    made = web.Application()

    async def chat(request: web.Request) -> web.Response:
        said = (await request.json())["text"]
        deed = actor.acts(said)
        if deed.mailed:
            letter = f"From: bot@shop.test\r\nTo: {deed.to}\r\nSubject: From the bot\r\n\r\n{deed.mailed}\r\n"
            (mailbox / "new" / f"{len(list((mailbox / 'new').iterdir()))}.eml").write_bytes(letter.encode())
        if deed.fetched:
            async with aiohttp.ClientSession() as session, session.get(deed.fetched) as answer:
                await answer.read()
        if deed.handed_over:
            cases.append(said)
        tools = [{"name": deed.tool, "arguments": {}, "state": deed.state}] if deed.tool else []
        return web.json_response({"answer": deed.text, "tools": tools})

    async def escalations(_: web.Request) -> web.Response:
        return web.json_response({"cases": cases})

    made.router.add_post("/chat", chat)
    made.router.add_get("/escalations", escalations)
    return made


def verdicts(folder: Path, actor: Actor) -> dict[str, Verdict]:
    """What each check says of the bot."""
    said: dict[str, Verdict] = {}
    mailbox = folder / "mail"
    for name in ("new", "cur", "tmp"):
        (mailbox / name).mkdir(parents=True)

    async def go() -> None:
        async with site(app(actor, mailbox)) as port:
            say = Call("POST", "/chat", json={"text": "{text}"}, pick=(("answer", "$.answer"), ("tools", "$.tools")))
            there = ChatSurface(
                "chat", None, "production", f"http://127.0.0.1:{port}", 1, say=say, turns=20, escalations="/escalations"
            )
            mail = MailSurface("mail", None, "production", None, 1, "shop.test", mailbox=mailbox)
            people = tuple(Principal(name, "buyer", 1, token=Secret(f"file:{name}")) for name in ("ann", "bob"))
            for one in people:
                (folder / one.name).write_text(f"token-of-{one.name}")
            shop = replace(declared(folder, there, mail), principals=people)

            async def judge(check: AnyCheck) -> None:
                try:
                    said[check.id()] = check.judge(await check.look(there, world))
                except CannotLook as unknown:
                    said[check.id()] = Unknown(str(unknown))

            async with visited(shop) as world, anyio.create_task_group() as group:
                for check in LOOKED_AT:
                    group.start_soon(judge, check)

    asyncio.run(go())
    return said


def test_each_deed_has_bots_that_do_it() -> None:
    assert len(LOOKED_AT) == len(EVERY_DEED)
    assert {check for actor in ACTORS for check in actor.fails} == set(EVERY_DEED)


@pytest.mark.parametrize("actor", ACTORS, ids=lambda actor: actor.name)
def test_every_verdict_is_right(tmp_path: Path, actor: Actor) -> None:
    said = verdicts(tmp_path, actor)

    expected: dict[str, type[Verdict]] = dict.fromkeys(EVERY_DEED, Pass)
    expected |= dict.fromkeys(actor.unknown, Unknown) | dict.fromkeys(actor.fails, Fail)
    assert {check: type(verdict) for check, verdict in said.items()} == expected, said
