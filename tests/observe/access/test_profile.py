"""What users set about themselves and in their objects, on shops in other styles; an echo is no effect."""

import asyncio
from pathlib import Path

import pytest

from launchready.observe.access.assign import FieldsSeen, ObjectFields
from launchready.observe.access.profile import OwnRole, ProfileSeen
from tests.observe.role_api import STYLES, Shop, Style, visited

styles = pytest.mark.parametrize("style", STYLES, ids=[one.name for one in STYLES])
traps = pytest.mark.parametrize("trap", [(), ("echo",)], ids=["sound", "echo"])


async def _profile(folder: Path, shop: Shop) -> ProfileSeen:
    async with visited(shop.app(), folder, shop.style) as world:
        return await world.ask(OwnRole("api"))


async def _fields(folder: Path, shop: Shop) -> FieldsSeen:
    async with visited(shop.app(), folder, shop.style) as world:
        return await world.ask(ObjectFields("api"))


def profile(folder: Path, style: Style, *wrong: str) -> ProfileSeen:
    return asyncio.run(_profile(folder, Shop(style, frozenset(wrong))))


def fields(folder: Path, style: Style, *wrong: str) -> FieldsSeen:
    return asyncio.run(_fields(folder, Shop(style, frozenset(wrong))))


@styles
@traps
def test_nobody_becomes_more_in_a_sound_shop(tmp_path: Path, style: Style, trap: tuple[str, ...]) -> None:
    seen = profile(tmp_path, style, *trap)

    assert [one for one in seen.tried if one.done] == []
    assert {one.operation for one in seen.tried} == {f"PATCH {style.base}/me", f"POST {style.base}/register"}
    assert seen.blind == ()
    assert len(seen.controls) == 2


@styles
@pytest.mark.parametrize("wrong", ["update", "signup"])
@pytest.mark.parametrize("trap", [(), ("echo",)], ids=["plain", "echo"])
def test_each_reserved_field_that_sticks_is_found(
    tmp_path: Path, style: Style, wrong: str, trap: tuple[str, ...]
) -> None:
    seen = profile(tmp_path, style, wrong, *trap)

    where = {"update": f"PATCH {style.base}/me", "signup": f"POST {style.base}/register"}[wrong]
    key = style.key
    assert {(one.operation, one.field) for one in seen.tried if one.done} == {
        (where, name) for name in (key("account", "type"), key("is", "admin"), "credits")
    }
    assert all(one.restored for one in seen.tried)
    wanted = {one.field: one.wanted for one in seen.tried}
    assert wanted[key("account", "type")] == repr(style.roles[2])  # as the staff's own profile says it


@styles
@traps
def test_nothing_is_set_in_a_sound_shops_objects(tmp_path: Path, style: Style, trap: tuple[str, ...]) -> None:
    seen = fields(tmp_path, style, *trap)

    assert [one for one in seen.tried if one.done] == []
    names = {(one.operation, one.field) for one in seen.tried}
    assert (f"POST {style.base}/orders", "total") in names
    assert (f"PATCH {style.base}/orders/{{id}}", "status") in names
    assert (f"POST {style.base}/products", style.key("owner", "id")) in names
    assert (f"POST {style.base}/products", "price") not in names  # a seller sets their own price
    assert seen.missing == ()


@styles
@pytest.mark.parametrize(
    ("wrong", "method", "place"), [("mass-order", "POST", "/orders"), ("update-order", "PATCH", "/orders/{id}")]
)
def test_what_an_order_costs_and_whether_it_is_paid_can_be_set(
    tmp_path: Path, style: Style, wrong: str, method: str, place: str
) -> None:
    seen = fields(tmp_path, style, wrong)

    found = {(one.operation, one.field) for one in seen.tried if one.done}
    assert found == {(f"{method} {style.base}{place}", name) for name in ("total", "status", style.key("is", "paid"))}


@styles
def test_an_object_can_be_put_in_anothers_name(tmp_path: Path, style: Style) -> None:
    seen = fields(tmp_path, style, "mass-owner")

    found = {(one.operation, one.field) for one in seen.tried if one.done}
    owner = style.key("owner", "id")
    assert found == {
        (f"POST {style.base}/orders", owner),
        (f"PATCH {style.base}/orders/{{id}}", owner),
        (f"POST {style.base}/products", owner),
    }
