"""The checks between customers on APIs in other styles: every flaw found by the right check, no alarm on the sound twin."""

import asyncio
from pathlib import Path

import pytest

from launchready.check import Check
from launchready.observe.api.objects import Objects
from launchready.registry import checks
from launchready.verdict import Fail, NotApplicable, Pass, Verdict
from tests.observe.strange_api import visited
from tests.observe.strange_platform import Platform
from tests.observe.strange_styles import Library, Office, Styled
from tests.observe.strange_styles_more import Memos, Tracker

READS, CHANGES, DELETES = "stranger-reads-object", "stranger-changes-object", "stranger-deletes-object"
LISTS, BODY, SECOND = "list-shows-strangers", "stranger-reaches-object-by-body-id", "stranger-uses-second-id"
ALL = (READS, CHANGES, DELETES, LISTS, BODY, SECOND)
OWN = {name: next(one for one in checks() if one.id() == f"boundaries.{name}") for name in ALL}


def verdicts(api: Styled, folder: Path) -> dict[str, Verdict]:
    async def run() -> dict[str, Verdict]:
        async with visited(api.app(), folder) as world:
            at = world.declaration.surface("api")
            return {name: await judged(OWN[name], at, world) for name in ALL}

    return asyncio.run(run())


async def judged(check: Check[object, object], at: object, world: object) -> Verdict:
    return check.judge(await check.look(at, world))  # type: ignore[arg-type]  # each check is of this surface


@pytest.mark.parametrize(
    ("style", "not_there"),
    [
        (Library, {LISTS, BODY, SECOND}),
        (Office, set()),
        (Tracker, set()),
        (Memos, {CHANGES, SECOND}),
        (Platform, {BODY, SECOND}),
    ],
)
def test_a_sound_api_is_told_whole_and_nothing_is_found(
    style: type[Styled], not_there: set[str], tmp_path: Path
) -> None:
    found = verdicts(style(), tmp_path)

    assert {name: verdict for name, verdict in found.items() if not isinstance(verdict, Pass | NotApplicable)} == {}
    assert {name for name, verdict in found.items() if isinstance(verdict, NotApplicable)} <= not_there


@pytest.mark.parametrize(
    ("style", "fault", "check"),
    [
        (Library, "read", READS),
        (Library, "delete", DELETES),
        (Library, "page", READS),
        (Library, "rewrite", CHANGES),
        (Office, "list", LISTS),
        (Office, "query", READS),
        (Office, "change", CHANGES),
        (Office, "drop", DELETES),
        (Office, "second-read", SECOND),
        (Office, "second-write", SECOND),
        (Office, "second-delete", SECOND),
        (Office, "body-read", BODY),
        (Office, "body-write", BODY),
        (Office, "body-delete", BODY),
        (Tracker, "read", READS),
        (Tracker, "write", CHANGES),
        (Tracker, "delete", DELETES),
        (Tracker, "list", LISTS),
        (Tracker, "search", LISTS),
        (Tracker, "add", CHANGES),
        (Tracker, "second", SECOND),
        (Tracker, "second-write", SECOND),
        (Tracker, "export", READS),
        (Tracker, "reference", BODY),
        (Memos, "get", READS),
        (Memos, "list", LISTS),
        (Memos, "find", LISTS),
        (Memos, "update", BODY),
        (Memos, "delete", BODY),
        (Memos, "header", BODY),
        (Memos, "clip", BODY),
        (Memos, "clip-delete", DELETES),
        (Platform, "read", READS),
        (Platform, "list", LISTS),
        (Platform, "write", CHANGES),
        (Platform, "delete", DELETES),
    ],
)
def test_what_is_wrong_is_found_by_its_check_alone(style: type[Styled], fault: str, check: str, tmp_path: Path) -> None:
    found = verdicts(style({fault}), tmp_path)

    assert {name for name, verdict in found.items() if isinstance(verdict, Fail)} == {check}


@pytest.mark.parametrize(
    ("style", "kept"),
    [(Library, {"page"}), (Office, set()), (Tracker, {"report"}), (Memos, set()), (Platform, set())],
)
def test_every_kind_is_planted_and_read_back_and_cleaned_up(
    style: type[Styled], kept: set[str], tmp_path: Path
) -> None:
    async def run() -> tuple[set[str], tuple[str, ...]]:
        async with visited(style().app(), tmp_path) as world:
            planting = await world.ask(Objects("api"))
            assert planting.missing == ()
            return {one.collection for one in planting.planted if not one.shown}, await world.clean_up()

    unread, left = asyncio.run(run())

    assert unread == set()
    assert {one.rpartition(": ")[2] for one in left} <= {"the API names no operation that deletes it"}
    assert {one.split()[0] for one in left} == kept
