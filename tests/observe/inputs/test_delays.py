"""Waits in four dialects of SQL on real statements, and servers that are slow or uneven by themselves."""

import asyncio
import random
import re
import sqlite3
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

import pytest
from aiohttp import web

from launchready.observe.inputs import delays
from launchready.observe.inputs.delays import Delays, DelaysSeen
from launchready.observe.inputs.sleeps import ORDER, TEXT
from launchready.observe.world import World
from launchready.stages.s2_boundaries.parameter_delays_database import ParameterDelaysDatabase, Seen
from launchready.verdict import Fail, Pass, Touch, Unknown
from tests.observe.strange_api import login, visited

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
QUICKER = 3
"""Sleeps of the tests are so many times shorter than they say; what a check takes for a second is too."""


@dataclass
class Desk:
    """A search by GET and one by POST, over SQLite that knows the words of other databases too."""

    statement: str = "select 1 from notes where title = ?"
    knows: str = "SQLite"
    by_sort: str = ""
    before: Callable[[web.Request, str], Awaitable[None]] | None = None
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.db = sqlite3.connect(":memory:")
        self.db.execute("create table notes (title text)")
        self.db.execute("insert into notes values ('audit')")
        self.waited = 0.0
        for name in ("SLEEP", "pg_sleep"):
            self.db.create_function(name, 1, self._sleep)

    def _sleep(self, seconds: float) -> int:
        self.waited += float(seconds) / QUICKER
        return 0

    def run(self, statement: str, word: str) -> float:
        """Runs a statement with the word in it; gives the seconds that it sleeps."""
        self.waited = 0.0
        bound = "VALUE" not in statement
        text = statement.replace("VALUE", word)
        if self.knows == "SQL Server" and not bound:
            if found := re.fullmatch(r"(.*?)\s*WAITFOR DELAY '0:0:(\d)'--.*", text):
                text, self.waited = found[1], int(found[2]) / QUICKER
        elif self.knows == "PostgreSQL":
            text = re.sub(r"FROM pg_sleep\((\d)\)", r"FROM (SELECT pg_sleep(\1))", text)
        if ("SLEEP" in text and self.knows != "MySQL") or ("pg_sleep" in text and self.knows != "PostgreSQL"):
            return 0.0
        if "RECURSIVE" in text and self.knows != "SQLite":
            return 0.0
        try:
            self.db.execute(text, (word,) if bound else ()).fetchall()
        except sqlite3.Error:
            return 0.0
        return self.waited

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/login", login)
        app.router.add_get("/docs.json", self.document)
        app.router.add_get("/search", self.by_get)
        app.router.add_post("/notes/search", self.by_post)
        return app

    async def document(self, _request: web.Request) -> web.Response:
        done = {"responses": {"200": {"description": "done"}}}
        word = {"name": "q", "in": "query", "schema": {"type": "string"}}
        order = {"name": "sort", "in": "query", "schema": {"type": "string", "enum": ["title", "-title"]}}
        where = {"type": "object", "properties": {"title": {"type": "string"}}}
        body = {"type": "object", "properties": {"where": where}}
        asks = {"requestBody": {"content": {"application/json": {"schema": body}}}, **done}
        paths = {"/search": {"get": {"parameters": [word, order], **done}}, "/notes/search": {"post": asks}}
        return web.json_response({"openapi": "3.1.0", "info": {"title": "Desk", "version": "1"}, "paths": paths})

    async def by_get(self, request: web.Request) -> web.Response:
        word, sort = request.query.get("q", ""), request.query.get("sort", "")
        self.asked += [word, sort]
        if self.before:
            await self.before(request, word)
        seconds = 0.0
        if word:
            seconds += self.run(self.statement, word)
        if sort and self.by_sort:
            seconds += self.run(self.by_sort, sort)
        await asyncio.sleep(seconds)
        return web.json_response({"items": []})

    async def by_post(self, request: web.Request) -> web.Response:
        word = (await request.json())["where"]["title"]
        self.asked.append(word)
        await asyncio.sleep(self.run(self.statement, word))
        return web.json_response({"items": []})


@pytest.fixture(autouse=True)
def _quicker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delays, "SECOND_MS", 1000 / QUICKER)
    monkeypatch.setattr(delays, "LEAST_MS", 40.0)
    monkeypatch.setattr("launchready.observe.inputs.sleeps.ROWS", 700_000)


def seen(desk: Desk, folder: Path) -> DelaysSeen:
    async def run() -> DelaysSeen:
        async with visited(desk.app(), folder) as world:
            return await World(world._commons, "test", Touch.WRITE, bounded=True).ask(Delays("api"))

    return asyncio.run(run())


def found(desk: Desk, folder: Path) -> dict[str, str]:
    return {f"{one.operation} {one.parameter}": one.database for one in seen(desk, folder).tried}


def test_sound_reads_pass(tmp_path: Path) -> None:
    desk = Desk()

    shown = seen(desk, tmp_path)

    assert isinstance(ParameterDelaysDatabase().judge(Seen(shown)), Pass)
    assert {(one.operation, one.parameter) for one in shown.tried} == {
        ("GET /search", "q"),
        ("GET /search", "sort"),
        ("POST /notes/search", "where.title"),
    }
    assert not [one for one in desk.asked if re.search(r"\b(insert|update|delete|drop)\b", one, re.IGNORECASE)]


@pytest.mark.parametrize(
    ("database", "statement"),
    [
        ("PostgreSQL", "select 1 from notes where title = 'VALUE'"),
        ("MySQL", "select count(*) from notes where (title like '%VALUE%' or 1 = 2)"),
        ("SQLite", "select 1 from notes where lower(title) in (lower('VALUE'))"),
        ("SQL Server", "select 1 from notes where (title = 'VALUE')"),
    ],
)
def test_a_statement_whose_result_nobody_sees_is_seen(database: str, statement: str, tmp_path: Path) -> None:
    shown = seen(Desk(statement, database), tmp_path)

    told = {f"{one.operation} {one.parameter}": one.database for one in shown.tried}
    assert told == {"GET /search q": database, "GET /search sort": "", "POST /notes/search where.title": database}
    verdict = ParameterDelaysDatabase().judge(Seen(shown))
    assert isinstance(verdict, Fail)
    assert len(verdict.reproduce) == 2


@pytest.mark.parametrize("database", ["PostgreSQL", "SQL Server"])
def test_a_sorting_whose_order_nobody_sees_is_seen(database: str, tmp_path: Path) -> None:
    desk = Desk(knows=database, by_sort="select title from notes order by VALUE")

    assert found(desk, tmp_path)["GET /search sort"] == database


async def always(_request: web.Request, _word: str) -> None:
    await asyncio.sleep(0.12)


async def unevenly(_request: web.Request, _word: str) -> None:
    await asyncio.sleep(random.choice((0.0, 0.0, 0.4, 0.75, 1.1)))


async def at_words(_request: web.Request, word: str) -> None:
    """A guard that holds up what looks bad, whatever its figures."""
    if re.search(r"sleep|waitfor|recursive", word, re.IGNORECASE):
        await asyncio.sleep(0.7)


async def at_figures(_request: web.Request, word: str) -> None:
    """A guard that holds up whatever has a figure above 0 in it, always as long."""
    if re.search(r"SLEEP\([1-9]", word):
        await asyncio.sleep(1.05)


async def at_many_rows(_request: web.Request, word: str) -> None:
    """A guard that holds up a long count, always as long."""
    if re.search(r"LIMIT \d{2,}", word):
        await asyncio.sleep(0.3)


LONG = pytest.mark.faults
"""A minute of waiting each: they run with what else takes long."""


@pytest.mark.parametrize(
    "before",
    [always, pytest.param(unevenly, marks=LONG), pytest.param(at_words, marks=LONG), at_figures, at_many_rows],
)
def test_a_server_that_is_slow_by_itself_is_no_statement(
    before: Callable[[web.Request, str], Awaitable[None]], tmp_path: Path
) -> None:
    shown = seen(Desk(before=before), tmp_path)

    assert [one.database for one in shown.tried] == ["", "", ""]


async def too_long(_request: web.Request, _word: str) -> None:
    await asyncio.sleep(0.6)


def test_what_is_too_slow_to_tell_is_unknown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delays, "SLOW_MS", 500.0)

    assert isinstance(ParameterDelaysDatabase().judge(Seen(seen(Desk(before=too_long), tmp_path))), Unknown)


async def guarded(_request: web.Request, word: str) -> None:
    if "SLEEP" in unquote(word):
        raise web.HTTPForbidden


def test_what_a_guard_refuses_is_unknown(tmp_path: Path) -> None:
    assert isinstance(ParameterDelaysDatabase().judge(Seen(seen(Desk(before=guarded), tmp_path))), Unknown)


def test_a_wait_and_its_twin_differ_in_one_figure_alone() -> None:
    for one in (*TEXT, *ORDER):
        wait, twin = one.value("v", 3), one.value("v", 0)
        assert re.sub(r"\d+", "", wait) == re.sub(r"\d+", "", twin)
        assert wait != twin


def test_counting_rows_takes_about_as_long_as_told() -> None:
    db = sqlite3.connect(":memory:")
    started = time.perf_counter()

    db.execute("WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c LIMIT 3000001) SELECT count(*) FROM c")

    assert 0.05 < time.perf_counter() - started < 10
