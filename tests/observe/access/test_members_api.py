"""Accounts named in paths and bodies, with a profile or without: every flaw found by its check alone, none on the sound one."""

import asyncio
from pathlib import Path

import pytest

from launchready.registry import checks
from launchready.verdict import Fail, Unknown, Verdict
from tests.observe.members_api import Club
from tests.observe.strange_api import visited

ROLE, TAKES, SQL = "role-can-be-set", "stranger-takes-account", "parameter-reaches-sql"
OWN = {name: next(one for one in checks() if one.id() == f"boundaries.{name}") for name in (ROLE, TAKES, SQL)}


def verdicts(club: Club, folder: Path) -> dict[str, Verdict]:
    async def run() -> dict[str, Verdict]:
        async with visited(club.app(), folder) as world:
            at = world.declaration.surface("api")
            return {name: check.judge(await check.look(at, world)) for name, check in OWN.items()}

    return asyncio.run(run())


def failed(found: dict[str, Verdict]) -> set[str]:
    return {name for name, verdict in found.items() if isinstance(verdict, Fail)}


@pytest.mark.parametrize("has_profile", [True, False])
def test_the_sound_club_is_told_whole(has_profile: bool, tmp_path: Path) -> None:
    found = verdicts(Club(has_profile=has_profile), tmp_path)

    assert failed(found) == set()
    assert {name: one for name, one in found.items() if isinstance(one, Unknown)} == {}


@pytest.mark.parametrize(
    ("fault", "has_profile", "check"),
    [
        ("join", True, ROLE),
        ("join", False, ROLE),
        ("promote", True, ROLE),
        ("card", True, TAKES),
        ("sql", True, SQL),
        ("sql", False, SQL),
    ],
)
def test_what_is_wrong_is_found_by_its_check_alone(fault: str, has_profile: bool, check: str, tmp_path: Path) -> None:
    found = verdicts(Club({fault}, has_profile=has_profile), tmp_path)

    assert failed(found) == {check}
