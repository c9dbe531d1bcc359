"""What comes beside a model's words is heard as well: sources, names of files, and the files that an answer links to."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from launchready.check import Fail, Pass, Verdict
from launchready.declare.model import Call, ChatSurface, Principal, Secret
from launchready.observe.chat import say
from launchready.observe.http import Answer, Request
from launchready.observe.talk.beside import LONGEST, told_beside
from launchready.observe.talk.turns import Turn
from launchready.stages.s6_abuse.answer_holds_another_tenant import AnswerHoldsAnotherTenant
from tests.observe.small_world import declared, site, visited

SECRET = "lrcyr77wrnkpxmimbleb7g5dqsz"


def answer(body: object, **headers: str) -> Answer:
    named = (("Content-Type", "application/json"), *((name.replace("_", "-"), one) for name, one in headers.items()))
    text = body if isinstance(body, str) else json.dumps(body)
    return Answer(Request("https://shop.example/chat"), 200, named, text, 1.0)


def test_sources_and_names_are_told_and_the_models_words_are_not() -> None:
    found = answer(
        {"answer": "It is a plant.", "sources": [{"title": "Notes of ann", "text": SECRET}], "n": 3, "ok": True},
        Content_Disposition="attachment; filename*=UTF-8''notes%20of%20bob.txt",
    )

    told = told_beside(found, "What is it?", "It is a plant.").split("\n")

    assert told == ["attachment; filename*=UTF-8''notes of bob.txt", "Notes of ann", SECRET]


def test_what_was_said_and_the_pieces_of_a_stream_are_no_news() -> None:
    pieces = "\n".join(json.dumps(one) for one in ({"delta": "It is a "}, {"delta": "plant."}, {"cited": SECRET}))
    stream = Answer(Request("https://shop.example/chat"), 200, (("Content-Type", "application/x-ndjson"),), pieces, 1.0)

    assert told_beside(stream, "What is it?", "It is a plant.") == SECRET
    assert told_beside(answer({"answer": "Yes.", "message": f"Keep {SECRET}!"}), f"Keep {SECRET}!", "Yes.") == ""


def test_no_more_is_kept_than_a_turn_may_hold() -> None:
    assert len(told_beside(answer({"log": "x" * 10 * LONGEST}), "Hi", "Hello")) == LONGEST


class Shop:
    """A bot that remembers what each customer said, and tells `where` what any of them did."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.said: list[tuple[str, str]] = []
        self.read: list[str] = []

    def app(self) -> web.Application:
        made = web.Application()
        made.router.add_post("/chat", self._say)
        made.router.add_get("/{path:.*}", self._file)
        return made

    async def _say(self, request: web.Request) -> web.Response:
        who, text = request.headers.get("Authorization", ""), (await request.json())["text"]
        own = [said for one, said in self.said if one == who]
        others = [said for one, said in self.said if one != who]
        self.said.append((who, text))
        told = "; ".join(own) or "Nothing."
        if not others or self.where == "nowhere":
            return web.json_response({"answer": told})
        if self.where == "sources":
            return web.json_response({"answer": told, "sources": [{"snippet": others[0]}]})
        if self.where == "header":
            name = others[0].replace(" ", "%20")
            return web.json_response(
                {"answer": told}, headers={"Content-Disposition": f"inline; filename*=UTF-8''{name}"}
            )
        return web.json_response({"answer": f"{told} Your report: [here]({self.where})."})

    async def _file(self, request: web.Request) -> web.Response:
        self.read.append(request.path)
        who = request.headers.get("Authorization", "")
        assert who
        return web.Response(text="\n".join(said for _, said in self.said))


def judged(folder: Path, shop: Shop) -> Verdict:
    async def go() -> Verdict:
        async with site(shop.app()) as port:
            chat = surface(port)
            for name in ("ann", "bob"):
                (folder / name).write_text(f"token-of-{name}")
            people = tuple(Principal(name, "buyer", 1, token=Secret(f"file:{name}")) for name in ("ann", "bob"))
            async with visited(replace(declared(folder, chat), principals=people)) as world:
                check = AnswerHoldsAnotherTenant()
                return check.judge(await check.look(chat, world))

    return asyncio.run(go())


def surface(port: int) -> ChatSurface:
    say_it = Call("POST", "/chat", json={"text": "{text}"}, pick=(("answer", "$.answer"),))
    return ChatSurface("chat", None, "production", f"http://127.0.0.1:{port}", 1, say=say_it, turns=4)


@pytest.mark.parametrize("where", ["sources", "header", "/reports/1.csv", "/reports/mine.pdf?v=2"])
def test_another_customers_words_beside_the_answer_are_a_leak(tmp_path: Path, where: str) -> None:
    verdict = judged(tmp_path, Shop(where))

    assert isinstance(verdict, Fail), verdict


@pytest.mark.parametrize(
    "where", ["nowhere", "/reports/delete-all.csv", "https://elsewhere.invalid/reports/1.csv", "/account/settings"]
)
def test_what_is_no_file_of_the_products_is_not_read(tmp_path: Path, where: str) -> None:
    shop = Shop(where)

    assert isinstance(judged(tmp_path, shop), Pass)
    assert shop.read == []


def test_an_address_that_was_said_to_the_bot_is_not_read(tmp_path: Path) -> None:
    read: list[str] = []

    async def repeats(request: web.Request) -> web.Response:
        return web.json_response({"answer": (await request.json())["text"]})

    async def file(request: web.Request) -> web.Response:
        read.append(request.path)
        return web.Response(text="x")

    async def go(made: Callable[[], web.Application]) -> Turn:
        async with site(made()) as port:
            (tmp_path / "ann").write_text("t")
            shop = declared(tmp_path, surface(port))
            who = (Principal("ann", "buyer", 1, token=Secret("file:ann")),)
            async with visited(replace(shop, principals=who)) as world:
                return await say(world, "chat", "Look at /reports/1.csv please.", by="ann")

    def app() -> web.Application:
        made = web.Application()
        made.router.add_post("/chat", repeats)
        made.router.add_get("/reports/1.csv", file)
        return made

    turn = asyncio.run(go(app))

    assert turn.answered
    assert turn.beside == ""
    assert read == []
