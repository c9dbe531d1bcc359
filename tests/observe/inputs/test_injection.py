"""Conditions of SQL on real statements in every place, and on searches that only look as if they obeyed."""

import asyncio
import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pytest
from aiohttp import web

from launchready.observe.inputs.injection import LEFT_OUT, MOST, SHARE, Injections, InjectionSeen
from launchready.stages.s2_boundaries.parameter_reaches_sql import ParameterReachesSql, Seen
from launchready.verdict import Fail, Pass, Unknown
from tests.observe.strange_api import PEOPLE, login, visited

Row = dict[str, object]
Find = Callable[["Shelf", str], list[Row]]
TEXT = {"type": "string"}
COLUMNS = "select id, title, body from notes where "


@dataclass
class Shelf:
    """Notes in SQLite; `search` and `read` find them, soundly unless a test says otherwise."""

    search: Find
    read: Find
    uuids: bool = False
    asked: list[str] = field(default_factory=list)
    params: tuple[str, ...] = ("q",)
    """What the search takes; each searches alike."""

    def __post_init__(self) -> None:
        self.db = sqlite3.connect(":memory:")
        kind = "text" if self.uuids else "integer"
        self.db.execute(f"create table notes (id {kind} primary key, title text, body text)")
        for key in (1, 2, 3):
            self.keep(f"a seeded note {key}", "nothing of anybody's")

    def keep(self, title: str, body: str) -> Row:
        key = str(uuid4()) if self.uuids else None
        done = self.db.execute("insert into notes values (?, ?, ?)", (key, title, body))
        return {"id": key or done.lastrowid, "title": title, "body": body}

    def rows(self, statement: str, *values: str) -> list[Row]:
        try:
            return [dict(zip(("id", "title", "body"), row, strict=True)) for row in self.db.execute(statement, values)]
        except sqlite3.Error:
            return []

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/login", login)
        app.router.add_get("/docs.json", self.document)
        app.router.add_get("/notes", self.listed)
        app.router.add_post("/notes", self.made)
        app.router.add_get("/notes/{note}", self.one)
        app.router.add_delete("/notes/{note}", self.gone)
        app.router.add_get("/search", self.searched)
        return app

    async def document(self, _request: web.Request) -> web.Response:
        note = {
            "type": "object",
            "required": ["title"],
            "properties": {"title": TEXT, "body": TEXT},
        }
        done = {"responses": {"200": {"description": "done"}}}
        key = {"name": "note", "in": "path", "required": True, "schema": {"type": "string"}}
        words = [{"name": one, "in": "query", "schema": {"type": "string"}} for one in self.params]
        made = {"requestBody": {"content": {"application/json": {"schema": note}}}, **done}
        paths = {
            "/notes": {"get": done, "post": made},
            "/notes/{note}": {"parameters": [key], "get": done, "delete": done},
            "/search": {"get": {"parameters": words, **done}},
        }
        return web.json_response({"openapi": "3.1.0", "info": {"title": "Shelf", "version": "1"}, "paths": paths})

    async def listed(self, _request: web.Request) -> web.Response:
        return web.json_response(self.rows(COLUMNS + "1"))

    async def made(self, request: web.Request) -> web.Response:
        assert request.headers["Authorization"].removeprefix("Bearer ") in PEOPLE
        given = await request.json()
        return web.json_response(self.keep(given["title"], given.get("body", "")), status=201)

    async def one(self, request: web.Request) -> web.Response:
        found = self.read(self, request.match_info["note"])
        return web.json_response(found[0]) if found else web.json_response({"detail": "none"}, status=404)

    async def gone(self, request: web.Request) -> web.Response:
        self.db.execute("delete from notes where id = ?", (request.match_info["note"],))
        return web.Response(status=204)

    async def searched(self, request: web.Request) -> web.Response:
        word = next((request.query[one] for one in self.params if one in request.query), "")
        self.asked.append(word)
        return web.json_response({"items": self.search(self, word)})


def bound(shelf: Shelf, key: str) -> list[Row]:
    """A sound read."""
    return shelf.rows(COLUMNS + "id = ?", key)


def bound_like(shelf: Shelf, word: str) -> list[Row]:
    """A sound search."""
    return shelf.rows(COLUMNS + "title like ? or body like ?", f"%{word}%", f"%{word}%")


def statement(text: str) -> Find:
    """A read by a statement with the value in it."""
    return lambda shelf, value: shelf.rows(COLUMNS + text.replace("VALUE", value))


def leniently(shelf: Shelf, key: str) -> list[Row]:
    """As `parseInt` reads a number: its beginning."""
    start = re.match(r"\s*(\d+)", key)
    return bound(shelf, start[1]) if start else []


def tokens(word: str) -> list[str]:
    return re.findall(r"\w+", word.lower())


def fuzzy(shelf: Shelf, word: str) -> list[Row]:
    """A full-text search that wants half of the different words."""
    wanted = set(tokens(word))
    return [
        row for row in shelf.rows(COLUMNS + "1") if 2 * len(wanted & set(tokens(f"{row['title']}"))) >= len(wanted) > 0
    ]


def any_word(shelf: Shelf, word: str) -> list[Row]:
    """A full-text search that wants one of the words."""
    wanted = set(tokens(word))
    return [row for row in shelf.rows(COLUMNS + "1") if wanted & set(tokens(f"{row['title']}"))]


def phrase(shelf: Shelf, word: str) -> list[Row]:
    """A search where quotes make a phrase, and what stands outside of them is left out."""
    quoted = [*re.findall(r"'([^']*)'", word), word.partition("'")[0]]
    return [row for row in shelf.rows(COLUMNS + "1") if any(one and one in f"{row['title']}" for one in quoted)]


def ordered(shelf: Shelf, word: str) -> list[Row]:
    """A search that tells by the order of numbers in its words, as none should."""
    numbers = [int(one) for one in re.findall(r"\b\d{4}\b", word)]
    first = tokens(word)[0] if tokens(word) else ""
    return bound_like(shelf, first) if numbers == sorted(numbers, reverse=True) and first else []


def seen(shelf: Shelf, folder: Path) -> InjectionSeen:
    async def run() -> InjectionSeen:
        async with visited(shelf.app(), folder) as world:
            found = await world.ask(Injections("api"))
            assert await world.clean_up() == ()
            return found

    return asyncio.run(run())


@pytest.mark.parametrize("uuids", [False, True])
def test_sound_reads_pass(uuids: bool, tmp_path: Path) -> None:
    found = seen(Shelf(bound_like, bound, uuids), tmp_path)

    assert isinstance(ParameterReachesSql().judge(Seen(found)), Pass)
    assert {(one.operation, one.tells) for one in found.tried} == {("GET /search", True), ("GET /notes/{note}", True)}


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("title = 'VALUE'", "a string"),
        ("lower(title) = lower('VALUE') and 1 = 1", "a string in brackets"),
        ("title in ('VALUE')", "a string in brackets"),
        ("title like '%VALUE%'", "a string"),
        ("title like 'VALUE%'", "a string"),
        ("title || ' ' || body like '%VALUE%'", "a pattern"),
        ("(title like '%VALUE%' or body like '%VALUE%') and 1 = 1", "a string"),
        ("(title || body like upper('%VALUE%'))", "a pattern in brackets"),
        ('title = "VALUE"', "a string in double quotes"),
    ],
)
def test_a_search_that_is_a_statement_is_seen(text: str, where: str, tmp_path: Path) -> None:
    found = seen(Shelf(statement(text), bound), tmp_path)

    assert {one.operation: one.where for one in found.tried} == {"GET /search": where, "GET /notes/{note}": ""}
    verdict = ParameterReachesSql().judge(Seen(found))
    assert isinstance(verdict, Fail)
    assert len(verdict.reproduce) == 2


@pytest.mark.parametrize(
    ("text", "uuids", "where"),
    [
        ("id = VALUE", False, "a number"),
        ("(id = VALUE) and 1 = 1", False, "a number"),
        ("id in (VALUE)", False, "a number in brackets"),
        ("id = abs(VALUE)", False, "a number in brackets"),
        ("id = 'VALUE'", False, "a string"),
        ("id = 'VALUE'", True, "a string"),
    ],
)
def test_an_id_that_is_part_of_a_statement_is_seen(text: str, uuids: bool, where: str, tmp_path: Path) -> None:
    found = seen(Shelf(bound_like, statement(text), uuids), tmp_path)

    assert {one.operation: one.where for one in found.tried} == {"GET /search": "", "GET /notes/{note}": where}


@pytest.mark.parametrize("search", [fuzzy, any_word, phrase, ordered])
def test_a_search_of_words_is_no_statement(search: Find, tmp_path: Path) -> None:
    found = seen(Shelf(search, bound), tmp_path)

    assert [one.where for one in found.tried] == ["", ""]
    assert isinstance(ParameterReachesSql().judge(Seen(found)), Pass)


def test_a_number_read_leniently_is_no_statement(tmp_path: Path) -> None:
    assert isinstance(ParameterReachesSql().judge(Seen(seen(Shelf(bound_like, leniently), tmp_path))), Pass)


def test_a_search_that_ignores_its_word_tells_nothing(tmp_path: Path) -> None:
    shelf = Shelf(lambda shelf, _: shelf.rows(COLUMNS + "1"), lambda shelf, _: shelf.rows(COLUMNS + "1"))

    found = seen(shelf, tmp_path)

    assert [one.tells for one in found.tried] == [False, False]
    assert isinstance(ParameterReachesSql().judge(Seen(found)), Unknown)


def test_nothing_but_reads_is_asked_and_few_of_them(tmp_path: Path) -> None:
    shelf = Shelf(bound_like, bound)

    seen(shelf, tmp_path)

    assert len(shelf.asked) <= 12
    assert not [
        one for one in shelf.asked if re.search(r"\b(or|union|insert|update|delete|drop)\b|;|--", one, re.IGNORECASE)
    ]


def test_a_search_of_many_parameters_is_left_to_others_after_its_share(tmp_path: Path) -> None:
    shelf = Shelf(bound_like, bound, params=("q", "title", "body", "text", "word", "author", "tag", "topic"))
    share = 60 // SHARE

    found = seen(shelf, tmp_path)

    left = [one for one in found.tried if one.because == LEFT_OUT]
    tried = [one for one in found.tried if one.operation == "GET /search" and one not in left]
    assert left
    assert tried
    each = len(shelf.asked) // len(tried)
    assert share <= len(shelf.asked) < share + 2 * each
    assert any(
        "{note}" in one.operation and one.tells for one in found.tried
    )  # other operations have a share of their own
    assert isinstance(ParameterReachesSql().judge(Seen(found)), Pass)


def test_parameters_beyond_those_of_a_run_are_named(tmp_path: Path) -> None:
    names = tuple(f"{one}{number}" for number in range(2) for one in ("title", "body", "text", "word", "topic", "tag"))

    found = seen(Shelf(bound_like, bound, params=names), tmp_path)

    assert len(found.tried) == MOST
    assert len(found.beyond) == len(names) + 1 - MOST
