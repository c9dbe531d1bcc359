"""Taking over accounts: on an API that names accounts by what their owners chose, and writes the caller's own at times."""

import asyncio
from pathlib import Path

import pytest

from launchready.observe.access.takeovers import Takeovers, TakeoversSeen
from launchready.stages.s2_boundaries.stranger_takes_account import Seen, StrangerTakesAccount
from launchready.verdict import Fail, Pass
from tests.observe.strange_accounts import Accounts
from tests.observe.strange_api import visited


def seen(api: Accounts, folder: Path) -> TakeoversSeen:
    async def run() -> TakeoversSeen:
        async with visited(api.app(), folder) as world:
            return await world.ask(Takeovers("api"))

    return asyncio.run(run())


@pytest.mark.parametrize("sound", [set(), {"strict"}])
def test_an_api_that_writes_the_callers_own_record_or_refuses_is_sound(sound: set[str], tmp_path: Path) -> None:
    found = seen(Accounts(sound), tmp_path)

    assert found.missing == ()
    assert isinstance(StrangerTakesAccount().judge(Seen(found)), Pass)
    assert {one.operation for one in found.tried} == {
        "PUT /users/v1/{username}/password",
        "PUT /users/v1/{username}/email",
        "POST /users/v1/change-password",
    }


@pytest.mark.parametrize(
    ("fault", "operation"),
    [
        ("password", "PUT /users/v1/{username}/password"),
        ("email", "PUT /users/v1/{username}/email"),
        ("change", "POST /users/v1/change-password"),
        ("gone", "DELETE /users/v1/{username}"),
    ],
)
def test_what_is_taken_over_is_shown_by_who_gets_in(fault: str, operation: str, tmp_path: Path) -> None:
    found = seen(Accounts({fault}), tmp_path)
    verdict = StrangerTakesAccount().judge(Seen(found))

    assert isinstance(verdict, Fail)
    assert verdict.places == (operation,)


def test_no_declared_account_is_touched(tmp_path: Path) -> None:
    api = Accounts({"password", "email", "change", "gone"})

    seen(api, tmp_path)

    for name in ("ann", "bob", "root"):
        assert api.users[name] == {"password": f"tok-{name}", "email": f"{name}@shop.example"}
