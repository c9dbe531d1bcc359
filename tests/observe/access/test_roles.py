"""Who may do what, on shops in other styles: every flaw found, no alarm on the sound ones."""

import asyncio
from pathlib import Path

import pytest

from launchready.declare.model import Rule
from launchready.observe.access.roles import RoleActs, RoleTrials
from tests.observe.role_api import STYLES, Shop, Style, visited

styles = pytest.mark.parametrize("style", STYLES, ids=[one.name for one in STYLES])
FLAWS = {
    "accounts": "GET {base}/backoffice/accounts",
    "account": "GET {base}/backoffice/accounts/{{{id}}}",
    "suspend": "POST {base}/backoffice/accounts/{{{id}}}/suspend",
    "promote": "PATCH {base}/backoffice/accounts/{{{id}}}",
    "erase": "DELETE {base}/backoffice/accounts/{{{id}}}",
    "approve": "POST {base}/backoffice/orders/{{id}}/approve",
    "coupons": "GET {base}/backoffice/coupons",
    "add-coupon": "POST {base}/backoffice/coupons",
}


async def acts(folder: Path, shop: Shop, *rules: Rule) -> RoleActs:
    async with visited(shop.app(), folder, shop.style, rules=rules) as world:
        return await world.ask(RoleTrials("api"))


def tried(folder: Path, style: Style, *wrong: str) -> RoleActs:
    return asyncio.run(acts(folder, Shop(style, frozenset(wrong))))


def found(told: RoleActs) -> set[tuple[str, str]]:
    return {(one.operation, one.role) for one in told.acts if one.done and not one.may}


@styles
def test_a_sound_shop_is_told_whole_and_nothing_is_found(tmp_path: Path, style: Style) -> None:
    told = tried(tmp_path, style)

    assert found(told) == set()
    assert [one for one in told.untold if not one.is_care] == []
    controlled = {one.operation for one in told.acts if one.may and one.done}
    names = {flaw.format(base=style.base, id=style.key("account", "id")) for flaw in FLAWS.values()}
    assert names - controlled == set()


@styles
@pytest.mark.parametrize("flaw", FLAWS)
def test_each_open_operation_is_found_for_each_role_it_is_open_to(tmp_path: Path, style: Style, flaw: str) -> None:
    name = FLAWS[flaw].format(base=style.base, id=style.key("account", "id"))

    for who, role in (("0", style.roles[0]), ("1", style.roles[1])):
        assert found(tried(tmp_path, style, f"{flaw}:{who}")) == {(name, role)}


@styles
@pytest.mark.parametrize("flaw", ["accounts", "account", "suspend", "erase", "turnover"])
def test_what_is_open_to_nobody_in_particular_is_found(tmp_path: Path, style: Style, flaw: str) -> None:
    told = tried(tmp_path, style, f"{flaw}:nobody")

    assert {role for _, role in found(told)} == {"nobody"}


@styles
def test_a_customer_who_sells_is_found(tmp_path: Path, style: Style) -> None:
    told = tried(tmp_path, style, "sell:0")

    assert found(told) == {(f"POST {style.base}/products", style.roles[0])}


def test_a_declared_matrix_goes_before_what_the_document_says(tmp_path: Path) -> None:
    style = STYLES[1]
    _, seller, crew = style.roles
    rules = (
        Rule("GET", "/backoffice/accounts", (seller, crew), 1),  # this shop's sellers may
        Rule("POST", "/orders", (style.roles[0],), 2),
        Rule("GET", "/nowhere", (crew,), 3),
    )

    told = asyncio.run(acts(tmp_path, Shop(style, frozenset({"accounts:1"})), *rules))

    assert found(told) == {("POST /orders", seller), ("POST /orders", crew)}
    assert [one.operation for one in told.untold if not one.is_care] == ["launch.toml line 3"]


def test_what_changes_by_itself_is_no_effect(tmp_path: Path) -> None:
    class Busy(Shop):
        """Its orders go on by themselves, a moment after they were made."""

        def shown_row(self, row: dict[str, object]) -> dict[str, object]:
            looks = row["_looks"] = int(str(row.get("_looks", 0))) + 1
            return {**super().shown_row(row), "status": "pending" if looks < 5 else "packed"}

    told = asyncio.run(acts(tmp_path, Busy(STYLES[1])))

    assert found(told) == set()
