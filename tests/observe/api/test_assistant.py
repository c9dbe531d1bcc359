"""A large API of odd names: what is kept is found among what is switched off, and nothing is taken for what it is not."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from launchready.observe.access.profile import OwnRole
from launchready.observe.access.sights import ITEM, STRANGER, Sights
from launchready.observe.api.naming import is_password
from launchready.observe.api.objects import Objects
from launchready.observe.api.openapi import Api
from launchready.observe.api.risky import reset_of
from launchready.observe.auth.password_change import PasswordChange
from launchready.observe.who.people import OwnProfile
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

    assert {one.collection for one in planting.planted} == {"/notes", "/tools"}
    assert all(one.shown for one in planting.planted)
    told = {one.collection: one.forbidden for one in planting.missing}
    assert {f"/{kind}" for kind in OFF} <= set(told)
    assert all(told.values())  # switched off, the staff's, or a question that is posted: no gap


def test_a_stranger_who_reads_is_found_there(tmp_path: Path) -> None:
    for wrong in (frozenset[str](), frozenset({"read"})):
        gallery = asked(tmp_path, Assistant(wrong), lambda world: world.ask(Sights("api")))

        seen = {one.operation for one in gallery.seen_by(STRANGER, ITEM)}
        assert seen == ({"GET /notes/{id}", "GET /tools/{id}"} if wrong else set())
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


def test_a_password_is_told_by_its_word() -> None:
    told = ("password", "newPassword", "userpass", "user_pass", "oldPassConfirm", "PASS", "passwd", "pwd", "passphrase")
    other = ("BYPASS_CACHE", "bypassCache", "passengers", "passport", "compass", "passing_score")

    assert [one for one in told if not is_password(one)] == []
    assert [one for one in other if is_password(one)] == []
