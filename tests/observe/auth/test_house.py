"""Sessions, resets and changes of a password of two products that refuse by a 200 or a redirect, and give every visitor a cookie."""

import asyncio
from pathlib import Path

import pytest

from launchready.observe.limits.bursts import WrongPasswords
from launchready.registry import checks
from launchready.verdict import Fail, Pass, Unknown, Verdict
from tests.observe.auth.house import FORM, JSON, House, visited

LEAVES, CHANGES, OLD, AGAIN, FIXED = (
    "logout-keeps-token",
    "new-password-keeps-sessions",
    "old-password-survives-reset",
    "reset-link-works-again",
    "session-cookie-survives-sign-in",
)
TAKES, TELLS, OPERATOR = (
    "stranger-takes-account",
    "answer-tells-accounts",
    "value-becomes-operator",
)
LOGIN, SPELLED = "login-has-no-limit", "limit-is-evaded-by-spelling"
ALL = {one.id().partition(".")[2]: one for one in checks()}
SIGNED = (LEAVES, CHANGES, OLD, AGAIN, FIXED)


def verdicts(house: House, folder: Path, *names: str) -> dict[str, Verdict]:
    async def run() -> dict[str, Verdict]:
        found = {}
        async with visited(house, folder) as world:
            for name in names:
                check = ALL[name]
                kind = check.target_type()
                at = next((one for one in world.declaration.surfaces if isinstance(one, kind)), world.declaration)
                found[name] = check.judge(await check.look(at, world))
        return found

    return asyncio.run(run())


def failed(found: dict[str, Verdict]) -> set[str]:
    return {name for name, one in found.items() if isinstance(one, Fail)}


@pytest.mark.parametrize("manner", [JSON, FORM])
def test_a_sound_house_passes(manner: str, tmp_path: Path) -> None:
    found = verdicts(House(manner), tmp_path, *SIGNED)

    assert {name: one for name, one in found.items() if not isinstance(one, Pass)} == {}


@pytest.mark.parametrize("manner", [JSON, FORM])
@pytest.mark.parametrize(
    ("fault", "check"),
    [
        ("leave", LEAVES),
        ("change", CHANGES),
        ("reset", CHANGES),
        ("old", OLD),
        ("again", AGAIN),
        ("older", AGAIN),
        ("fixed", FIXED),
    ],
)
def test_what_is_wrong_is_found_by_its_check_alone(manner: str, fault: str, check: str, tmp_path: Path) -> None:
    found = verdicts(House(manner, {fault}), tmp_path, *SIGNED)

    assert failed(found) == {check}


@pytest.mark.parametrize("manner", [JSON, FORM])
def test_a_sound_house_is_blamed_for_nothing_else(manner: str, tmp_path: Path) -> None:
    found = verdicts(House(manner), tmp_path, TAKES, TELLS, OPERATOR)

    assert failed(found) == set(), found
    assert isinstance(found[TELLS], Pass)


@pytest.mark.parametrize("manner", [JSON, FORM])
def test_a_reset_that_sets_nothing_proves_nothing(manner: str, tmp_path: Path) -> None:
    found = verdicts(House(manner, {"dead"}), tmp_path, OLD, AGAIN)

    assert {type(one) for one in found.values()} == {Unknown}


@pytest.mark.parametrize("manner", [JSON, FORM])
def test_a_change_that_is_refused_with_a_200_proves_nothing(manner: str, tmp_path: Path) -> None:
    found = verdicts(House(manner, {"refuses", "dead"}), tmp_path, CHANGES)

    assert isinstance(found[CHANGES], Unknown)


@pytest.mark.parametrize("manner", [JSON, FORM])
@pytest.mark.parametrize(("most", "wanted"), [(0, Fail), (5, Pass)])
def test_a_lock_without_a_word_is_told_from_none(manner: str, most: int, wanted: type[Verdict], tmp_path: Path) -> None:
    found = verdicts(House(manner, most=most), tmp_path, LOGIN, SPELLED)

    assert isinstance(found[LOGIN], wanted), found[LOGIN]
    assert not isinstance(found[SPELLED], Fail), found[SPELLED]


@pytest.mark.parametrize("most", [0, 5])
def test_fields_that_hold_for_one_attempt_alone_prove_no_limit_and_no_missing_one(most: int, tmp_path: Path) -> None:
    found = verdicts(House(FORM, {"once"}, most=most), tmp_path, LOGIN)

    assert isinstance(found[LOGIN], Unknown)
    assert "hidden fields" in found[LOGIN].because


def test_every_wrong_password_of_a_row_gets_as_far_as_the_password(tmp_path: Path) -> None:
    house = House(FORM)

    async def run() -> str:
        async with visited(house, tmp_path) as world:
            return (await world.ask(WrongPasswords("api"))).unproved

    assert asyncio.run(run()) == ""
    assert max(house.failed.values()) >= 15
