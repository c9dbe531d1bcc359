"""A large API of odd names: what is kept is found among what is switched off, and nothing is taken for what it is not."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest

from launchready.observe.access.profile import OwnRole
from launchready.observe.access.sights import ITEM, STRANGER, Sights
from launchready.observe.api.naming import is_password
from launchready.observe.api.objects import Objects, likely_first
from launchready.observe.api.openapi import Api
from launchready.observe.api.risky import reset_of
from launchready.observe.auth.password_change import PasswordChange
from launchready.observe.errors import CannotLook
from launchready.observe.who.people import Disposable, OwnProfile
from launchready.observe.world import World
from tests.observe.assistant_api import OFF, Assistant
from tests.observe.strange_api import visited

Found = TypeVar("Found")


def asked(folder: Path, product: Assistant, what: Callable[[World], Awaitable[Found]]) -> Found:
    async def run() -> Found:
        async with visited(product.app(), folder) as world:
            return await what(world)

    return asyncio.run(run())


def test_what_is_kept_is_found_among_what_is_switched_off(tmp_path: Path) -> None:
    planting = asked(tmp_path, Assistant(), lambda world: world.ask(Objects("api")))

    assert {one.collection for one in planting.planted} == {"/notes", "/tools", "/scores"}
    assert all(one.shown for one in planting.planted)
    told = {one.collection: one.forbidden for one in planting.missing}
    assert {f"/{kind}" for kind in OFF} <= set(told)
    assert all(told.values())  # switched off, the staff's, or a question that is posted: no gap


def test_a_stranger_who_reads_is_found_there(tmp_path: Path) -> None:
    for wrong in (frozenset[str](), frozenset({"read"})):
        gallery = asked(tmp_path, Assistant(wrong), lambda world: world.ask(Sights("api")))

        seen = {one.operation for one in gallery.seen_by(STRANGER, ITEM)}
        assert seen == ({"GET /notes/{id}", "GET /tools/{id}", "GET /scores/{id}"} if wrong else set())
        assert gallery.missing == ()


def test_the_profile_is_what_tells_who_asks(tmp_path: Path) -> None:
    profile = asked(tmp_path, Assistant(), lambda world: world.ask(OwnProfile("api")))

    assert profile.name == "GET /auths/"  # and not `GET /feedbacks/user`, an empty list


def test_what_every_user_is_told_shows_no_gain(tmp_path: Path) -> None:
    sound = asked(tmp_path, Assistant(), lambda world: world.ask(OwnRole("api")))
    faulty = asked(tmp_path, Assistant(frozenset({"signup"})), lambda world: world.ask(OwnRole("api")))

    assert [one for one in sound.tried if one.done] == []
    assert {one.operation for one in faulty.tried if one.done} == {"POST /auths/signup"}


def test_settings_are_no_change_of_a_password_and_an_index_no_reset(tmp_path: Path) -> None:
    product = Assistant()
    change = asked(tmp_path, product, lambda world: world.ask(PasswordChange("api")))
    facts = asked(tmp_path, product, lambda world: world.ask(Api("api")))

    assert change.operation == "POST /auths/update/password"
    assert change.changed
    assert reset_of(facts) is None
    assert not [one for one in product.told if one[1].startswith("/retrieval")]


def test_where_nobody_may_sign_up_nobody_signs_in_to_what_was_not_made(tmp_path: Path) -> None:
    product = Assistant(frozenset({"shut"}))

    async def made(world: World) -> str:
        with pytest.raises(CannotLook) as refused:
            await world.ask(Disposable("api", "a test"))
        return str(refused.value)

    assert "could not be made: POST /auths/signup answered 401" in asked(tmp_path, product, made)
    assert [where for _, where, _ in product.told if where == "/login"] == []


def test_what_customers_are_refused_is_tried_last(tmp_path: Path) -> None:
    async def order(world: World) -> list[str]:
        facts = await world.ask(Api("api"))
        ready = [
            one
            for one in facts.operations
            if one.path in {"/models/create", "/retrieval/config/update", "/notes/create"}
        ]
        return [one.path for one in await likely_first(world, "api", tuple(reversed(ready)))]

    assert asked(tmp_path, Assistant(), order)[0] == "/notes/create"


def test_a_password_is_told_by_its_word() -> None:
    told = ("password", "newPassword", "userpass", "user_pass", "oldPassConfirm", "PASS", "passwd", "pwd", "passphrase")
    other = ("BYPASS_CACHE", "bypassCache", "passengers", "passport", "compass", "passing_score")

    assert [one for one in told if not is_password(one)] == []
    assert [one for one in other if is_password(one)] == []
