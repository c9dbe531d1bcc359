"""Planting and looking on an API never seen: it must work by the document and the answers alone."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest

from launchready.observe.access.hostile import Acts, Changes, Deletes
from launchready.observe.access.sights import ITEM, LIST, NOBODY, OWNER, STRANGER, Gallery, Sights
from launchready.observe.api.objects import Objects, Planting
from launchready.observe.world import World
from launchready.stages.s1_exposure import operation_answers_anonymous as anonymous
from launchready.stages.s2_boundaries import list_shows_strangers as lists
from launchready.stages.s2_boundaries import stranger_reads_object as reads
from launchready.verdict import Fail, Pass
from tests.observe.strange_api import Strange, visited

AnswerT = TypeVar("AnswerT")


def asked(folder: Path, ask: Callable[[World], Awaitable[AnswerT]], *wrong: str) -> AnswerT:
    async def run() -> AnswerT:
        async with visited(Strange(set(wrong)).app(), folder) as world:
            return await ask(world)

    return asyncio.run(run())


async def objects(world: World) -> Planting:
    return await world.ask(Objects("api"))


async def gallery(world: World) -> Gallery:
    return await world.ask(Sights("api"))


async def changes(world: World) -> Acts:
    return await world.ask(Changes("api"))


async def deletes(world: World) -> Acts:
    return await world.ask(Deletes("api"))


def test_each_kind_is_planted_by_its_owner_and_read_back(tmp_path: Path) -> None:
    planting = asked(tmp_path, objects)

    assert planting.missing == ()
    assert {one.collection: one.owner for one in planting.planted} == {
        "/api/v3/folders": "ann",
        "/api/v3/notes": "ann",
        "/api/v3/drafts": "ann",
    }
    assert all(one.shown.startswith("GET ") for one in planting.planted)
    assert {one.name: len(one.canaries) for one in planting.planted} == {"folder": 2, "note": 2, "draft": 1}


def test_a_sound_api_shows_nothing_to_strangers(tmp_path: Path) -> None:
    seen = asked(tmp_path, gallery)

    assert isinstance(reads.StrangerReadsObject().judge(reads.Seen(seen)), Pass)
    assert isinstance(lists.ListShowsStrangers().judge(lists.Seen(seen)), Pass)
    assert {one.shows for one in seen.controlled(OWNER, ITEM)} == {True}
    assert seen.seen_by(NOBODY, ITEM) == ()


def test_a_read_by_id_is_seen(tmp_path: Path) -> None:
    seen = asked(tmp_path, gallery, "read")

    assert {one.operation for one in seen.seen_by(STRANGER, ITEM)} == {
        "GET /api/v3/folders/{folderId}",
        "GET /api/v3/notes/{noteId}",
        "GET /api/v3/drafts/{key}",
    }
    assert isinstance(reads.StrangerReadsObject().judge(reads.Seen(seen)), Fail)


def test_a_list_of_everybodys_is_seen(tmp_path: Path) -> None:
    seen = asked(tmp_path, gallery, "list")

    assert {one.operation for one in seen.seen_by(STRANGER, LIST)} == {"GET /api/v3/folders", "GET /api/v3/notes"}
    assert isinstance(lists.ListShowsStrangers().judge(lists.Seen(seen)), Fail)


def test_what_answers_nobody_is_not_blamed_on_customers(tmp_path: Path) -> None:
    nothing = Acts((), ())
    seen = asked(tmp_path, gallery, "open", "read")

    assert isinstance(anonymous.OperationAnswersAnonymous().judge(anonymous.Seen(seen, nothing, nothing)), Fail)
    assert not isinstance(reads.StrangerReadsObject().judge(reads.Seen(seen)), Fail)


def test_a_204_that_edits_the_callers_own_record_is_no_change(tmp_path: Path) -> None:
    acts = asked(tmp_path, changes)

    assert [one.status for one in acts.by(STRANGER) if "notes" in one.operation] == [204]
    assert not any(one.done for one in acts.by(STRANGER))
    assert all(acts.works(one.operation) for one in acts.by(STRANGER))


@pytest.mark.parametrize(("question", "wrong"), [(changes, "write"), (deletes, "delete")])
def test_a_strangers_write_is_seen_by_the_owner(
    question: Callable[[World], Awaitable[Acts]], wrong: str, tmp_path: Path
) -> None:
    sound = asked(tmp_path, question)
    broken = asked(tmp_path, question, wrong)

    assert not any(one.done for one in sound.by(STRANGER))
    assert any(one.done for one in broken.by(STRANGER))
    assert not any(one.done for one in broken.by(NOBODY))


def test_what_was_made_is_removed_at_the_end(tmp_path: Path) -> None:
    api = Strange()

    async def run() -> tuple[str, ...]:
        async with visited(api.app(), tmp_path) as world:
            await world.ask(Objects("api"))
            return await world.clean_up()

    left = asyncio.run(run())

    assert api.rows["notes"] == {}
    assert [one.split(" of ann: ")[1] for one in left] == ["the API names no operation that deletes it"] * 2
