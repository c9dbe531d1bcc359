"""Bots of a product whose API keeps each customer's notes apart: they search them as they should, or in everybody's, or not at all."""

import asyncio
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import Call
from launchready.observe.talk.belonging import Belongings, BelongingsTold
from launchready.stages.s6_abuse.answer_holds_private_object import AnswerHoldsPrivateObject, Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown, Verdict
from tests.observe.strange_api import Strange, visited

SAYS = Call("POST", "/bot", json={"text": "{text}"}, pick=(("answer", "$.answer"),))


def told(folder: Path, *ways: str, wrong: frozenset[str] = frozenset(), document: str = "/docs.json") -> BelongingsTold:
    """What two customers are told by a bot of these ways."""
    product = Strange(wrong=set(wrong))

    async def bot(request: web.Request) -> web.Response:
        by, asked = product.who(request), (await request.json())["text"]
        if "late" in ways and by != "ann@shop.example":
            return web.json_response({}, status=503)
        found = [
            row
            for row in product.rows["notes"].values()
            if "blind" not in ways and (row["owner"] == by or "everybodys" in ways) and str(row["noteTitle"]) in asked
        ]
        answer = f"You asked: {asked} " + " ".join(str(row.get("bodyText")) for row in found)
        return web.json_response({"answer": answer[::-1] if "backwards" in ways and "ann" not in by else answer})

    async def run() -> BelongingsTold:
        app = product.app()
        app.router.add_post("/bot", bot)
        async with visited(app, folder, document, say=SAYS) as world:
            return await world.ask(Belongings("chat"))

    return asyncio.run(run())


def verdict(found: BelongingsTold) -> Verdict:
    return AnswerHoldsPrivateObject().judge(Seen(found))


@pytest.mark.parametrize(
    ("ways", "expected"),
    [
        ((), Pass),
        (("everybodys",), Fail),
        (("everybodys", "backwards"), Fail),
        (("blind",), NotApplicable),
        (("late",), Unknown),
    ],
)
def test_a_note_that_the_api_shows_to_its_owner_alone(
    tmp_path: Path, ways: tuple[str, ...], expected: type[Verdict]
) -> None:
    found = told(tmp_path, *ways)

    assert isinstance(verdict(found), expected), verdict(found)
    notes = [one for one in found.asked if one.belonging.kind == "note"]
    assert [one.belonging.subject in one.own.said for one in notes] == [True]


@pytest.mark.parametrize("wrong", [frozenset({"list", "read"}), frozenset({"read"})], ids=["shared", "leaking"])
def test_what_another_customer_reads_by_the_api_is_none_of_the_bots_secrets(
    tmp_path: Path, wrong: frozenset[str]
) -> None:
    found = told(tmp_path, "everybodys", wrong=wrong)

    assert found.asked == ()
    assert isinstance(verdict(found), NotApplicable)


def test_an_api_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    assert isinstance(verdict(told(tmp_path, document="/nothing.json")), Unknown)
