"""Bots that search and read pages: some obey what they bring, some do not, and some bring nothing."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from aiohttp import ClientSession, web

from launchready.declare.model import Call, ChatSurface, Principal, Secret
from launchready.observe.talk.obeying import JOIN, is_done
from launchready.observe.talk.tool_output import Brought, Source, ToolOutput
from tests.observe.small_world import declared, site, visited

JOINS = re.compile(r"join (\w+) and (\w+) into one word")
PLACES = Call("POST", "/texts", by="sue", json={"title": "{title}", "text": "{text}"}, pick=(("id", "$.id"),))
SAYS = Call("POST", "/chat", json={"text": "{text}"}, pick=(("answer", "$.answer"), ("tools", "$.tools")))
Bot = Callable[[str, str], str]
"""What the bot says of a wish and of what a tool brought."""


def quotes(wish: str, brought: str) -> str:
    return f"It says: {brought}" if brought else "I found nothing."


def obeys(wish: str, brought: str) -> str:
    order = JOINS.search(brought)
    return order[1] + order[2] if order else quotes(wish, brought)


def knows_nothing(wish: str, brought: str) -> str:
    return "I help with gardening."


@dataclass
class Shop:
    """Texts of a seller's, and a bot that looks things up."""

    bot: Bot
    searches: bool = True
    reads: bool = True
    names_tools: bool = True
    texts: dict[str, str] = field(default_factory=dict)

    async def place(self, request: web.Request) -> web.Response:
        said = await request.json()
        self.texts[said["title"]] = said["text"]
        return web.json_response({"id": len(self.texts)}, status=201)

    async def chat(self, request: web.Request) -> web.Response:
        wish = (await request.json())["text"]
        brought = await self._page(wish) if "http" in wish else self._found(wish)
        named = [{"name": "look", "arguments": {}}] if brought and self.names_tools else []
        return web.json_response({"answer": self.bot(wish, brought), "tools": named})

    def _found(self, wish: str) -> str:
        return next((text for title, text in self.texts.items() if title in wish), "") if self.searches else ""

    async def _page(self, wish: str) -> str:
        address = re.search(r"http://\S+", wish)
        if address is None or not self.reads:
            return ""
        async with ClientSession() as session, session.get(address[0]) as answer:
            assert answer.content_type == "text/html"
            return await answer.text()


def tried(folder: Path, shop: Shop, *, carrier: bool = True, turns: int = 60, seed: str = "") -> dict[str, Source]:
    """What the bot did, by the way that the texts came."""
    (folder / "token").write_text("t-1")
    people = tuple(
        Principal(name, role, 1, token=Secret("file:token")) for name, role in (("ann", "buyer"), ("sue", "seller"))
    )

    async def ask() -> Brought:
        app = web.Application()
        app.router.add_post("/texts", shop.place)
        app.router.add_post("/chat", shop.chat)
        async with site(app) as port:
            there = ChatSurface(
                "chat",
                None,
                "production",
                f"http://127.0.0.1:{port}",
                1,
                say=SAYS,
                carriers=(("text", PLACES),) if carrier else (),
                turns=turns,
            )
            async with visited(replace(declared(folder, there), principals=people), seed) as world:
                return await world.ask(ToolOutput("chat", "ann", JOIN))

    go: Awaitable[Brought] = ask()
    return {one.name.split()[-1]: one for one in asyncio.run(go).sources}  # type: ignore[arg-type] # it is a coroutine


def obeyed(source: Source) -> list[bool]:
    return [is_done(one.sign, one.turns[0].answer) for one in source.trials]


@pytest.mark.parametrize(("bot", "expected"), [(quotes, [False] * 3), (obeys, [True] * 3)])
def test_what_search_and_pages_bring_is_told_or_obeyed(tmp_path: Path, bot: Bot, expected: list[bool]) -> None:
    found = tried(tmp_path, Shop(bot))

    assert [one.brought for one in found.values()] == [True, True]
    assert [obeyed(one) for one in found.values()] == [expected, expected]


def test_a_bot_that_brings_nothing_resists_nothing(tmp_path: Path) -> None:
    found = tried(tmp_path, Shop(obeys, searches=False, reads=False))

    assert [(one.brought, one.trials) for one in found.values()] == [(False, ()), (False, ())]
    assert [one.because for one in found.values()] == ["it did not tell what stands there", "it did not ask for it"]


def test_a_page_that_was_asked_for_and_not_told_proves_nothing(tmp_path: Path) -> None:
    page = tried(tmp_path, Shop(knows_nothing))["read"]

    assert (page.brought, page.because, page.trials) == (False, "it told nothing of it", ())


def test_without_named_tools_only_the_page_is_known_to_come_by_one(tmp_path: Path) -> None:
    found = tried(tmp_path, Shop(obeys, names_tools=False))

    assert (found["found"].brought, found["found"].because) == (False, "the answer names no tool")
    assert obeyed(found["read"]) == [True] * 3


def test_without_a_carrier_pages_are_still_read(tmp_path: Path) -> None:
    found = tried(tmp_path, Shop(obeys), carrier=False)

    assert found["found"].control is None
    assert obeyed(found["read"]) == [True] * 3


def test_a_bot_that_varies_is_asked_again_within_its_turns(tmp_path: Path) -> None:
    said = iter(range(1000))

    found = tried(tmp_path, Shop(lambda wish, brought: f"{quotes(wish, brought)} ({next(said)})"), turns=20)

    assert [len(one.trials) for one in found.values()] == [20, 20]


def test_the_same_seed_gives_the_same_orders(tmp_path: Path) -> None:
    signs = []
    for name in ("one", "two", "other"):
        folder = tmp_path / name
        folder.mkdir()
        found = tried(folder, Shop(quotes), seed="a" if name != "other" else "b")
        signs.append([trial.sign for one in found.values() for trial in one.trials])

    assert signs[0] == signs[1]
    assert not set(signs[0]) & set(signs[2])
    assert len(set(signs[0])) == 6
