"""Conditions of SQL in what lists are sorted by: on real statements, and on lists that only look as if they obeyed."""

import asyncio
import random
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web

from launchready.observe.inputs.injection import InjectionSeen, Tried
from launchready.observe.inputs.sorting import Sortings
from launchready.stages.s2_boundaries.parameter_reaches_sql import ParameterReachesSql, Seen
from launchready.verdict import Fail, Pass, Unknown
from tests.observe.strange_api import login, visited

Row = dict[str, object]
ROWS = ((1, "pear", "blue", 30), (2, "apple", "green", 10), (3, "fig", "amber", 20))
COLUMNS = ("id", "name", "colour", "price")


@dataclass
class Shop:
    """Three things in SQLite; `order` writes what they are sorted by."""

    order: Callable[[str], str]
    rows: tuple[tuple[int, str, str, int], ...] = ROWS
    asked: list[str] = field(default_factory=list)
    answer: Callable[[list[Row]], object] = lambda rows: {"data": rows}

    def __post_init__(self) -> None:
        self.db = sqlite3.connect(":memory:")
        self.db.execute("create table things (id integer primary key, name text, colour text, price integer)")
        self.db.executemany("insert into things values (?, ?, ?, ?)", self.rows)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/login", login)
        app.router.add_get("/docs.json", self.document)
        app.router.add_get("/things", self.listed)
        return app

    async def document(self, _request: web.Request) -> web.Response:
        word = {"name": "sort_by", "in": "query", "schema": {"type": "string"}}
        way = {"name": "sort_dir", "in": "query", "schema": {"type": "string"}}
        listing = {"get": {"parameters": [word, way], "responses": {"200": {"description": "all"}}}}
        document = {"openapi": "3.1.0", "info": {"title": "Shop", "version": "1"}, "paths": {"/things": listing}}
        return web.json_response(document)

    async def listed(self, request: web.Request) -> web.Response:
        sort = request.query.get("sort_by", "")
        self.asked.append(sort)
        statement = f"select id, name, colour, price from things order by {self.order(sort) if sort else 'id'}"
        try:
            rows = [dict(zip(COLUMNS, row, strict=True)) for row in self.db.execute(statement)]
        except sqlite3.Error:
            return web.json_response({"detail": "bad request"}, status=400)
        return web.json_response(self.answer(rows))


def seen(shop: Shop, folder: Path) -> tuple[Tried, ...]:
    async def run() -> tuple[Tried, ...]:
        async with visited(shop.app(), folder) as world:
            return await world.ask(Sortings("api"))

    return asyncio.run(run())


def judged(tried: tuple[Tried, ...]) -> object:
    return ParameterReachesSql().judge(Seen(InjectionSeen((), ()), tried))


@pytest.mark.parametrize(
    ("order", "where"),
    [
        (lambda sort: sort, "a column to sort by"),
        (lambda sort: f"{sort} desc", "a column to sort by"),
        (lambda sort: f"things.{sort}", "a column to sort by"),
        (lambda sort: f"{sort} asc, id desc", "a column to sort by"),
        (lambda sort: f'"{sort}" desc', "a column in double quotes"),
        (lambda sort: f"`{sort}`", "a column in backticks"),
    ],
)
def test_a_sorting_that_is_a_statement_is_seen(order: Callable[[str], str], where: str, tmp_path: Path) -> None:
    tried = seen(Shop(order), tmp_path)

    assert [(one.operation, one.parameter, one.where) for one in tried] == [("GET /things", "sort_by", where)]
    verdict = judged(tried)
    assert isinstance(verdict, Fail)
    assert len(verdict.reproduce) == 2


def first_known(sort: str) -> str:
    """The first column that is named anywhere in the words."""
    return next((name for name in sorted(COLUMNS, key=sort.find) if name in sort), "id")


@pytest.mark.parametrize(
    "order",
    [
        lambda sort: sort if sort in COLUMNS else "id",
        lambda sort: sort if sort in COLUMNS else "no such column",
        first_known,
    ],
)
def test_a_sorting_that_is_chosen_from_names_passes(order: Callable[[str], str], tmp_path: Path) -> None:
    shop = Shop(order)

    tried = seen(shop, tmp_path)

    assert [(one.tells, one.where, one.because) for one in tried] == [(True, "", "")]
    assert isinstance(judged(tried), Pass)
    assert len(shop.asked) <= 20


def test_a_list_in_no_order_tells_nothing(tmp_path: Path) -> None:
    tried = seen(Shop(lambda _: "random()", rows=tuple((n, f"n{n}", f"c{n}", n) for n in range(40))), tmp_path)

    assert [one.where for one in tried] == [""]
    assert isinstance(judged(tried), Unknown)


def test_a_list_that_is_shuffled_for_what_it_does_not_know_is_no_statement(tmp_path: Path) -> None:
    chance = random.Random(7)

    def order(sort: str) -> str:
        return sort if sort in COLUMNS else chance.choice(COLUMNS)

    assert [one.where for one in seen(Shop(order), tmp_path)] == [""]


def test_a_sorting_that_is_ignored_tells_nothing(tmp_path: Path) -> None:
    tried = seen(Shop(lambda _: "id"), tmp_path)

    assert [(one.tells, one.where) for one in tried] == [(False, "")]


def test_one_thing_alone_has_no_order(tmp_path: Path) -> None:
    tried = seen(Shop(lambda sort: sort, rows=ROWS[:1]), tmp_path)

    assert [(one.tells, one.where) for one in tried] == [(False, "")]
    assert isinstance(judged(tried), Unknown)
