"""Records at a real Postgres server."""

import os
import subprocess
from pathlib import Path

import pytest

from guard.tests.places import Place, program
from launchready_guard.kept import Kept, plain, records
from launchready_guard.stores.postgres_records import PostgresRecords
from launchready_guard.window import StoreError


def test_a_statement_gives_its_rows(place: Place) -> None:
    held = place.open()
    held.prepare("t", f"create table if not exists t (id {held.numbered}, a text, b double precision)")
    held.prepare("t", "no statement at all" if place.schema else "select 1")  # it is there already

    assert held.run("insert into t (a, b) values ($1, $2) returning id, a, b", "x", 0.5) == [(1, "x", 0.5)]
    assert held.run("insert into t (a, b) values ($2, $1)", 0.25, "'; drop table t", alone="a word") == []
    assert held.run("select a from t where b < $1 order by id", 1.0) == [("x",), ("'; drop table t",)]


MAKER = """
place.prepare("made", f"create table if not exists made (id {place.numbered}, a text)")
place.run("insert into made (a) values ($1)", "x")
print("made")
"""


def test_processes_that_begin_at_once_make_one_table(place: Place) -> None:
    makers = [subprocess.Popen([*program(MAKER), place.word()], stdout=subprocess.PIPE, text=True) for _ in range(4)]

    assert [maker.communicate(timeout=60)[0] for maker in makers] == ["made\n"] * 4
    assert place.open().run("select count(*) from made") == [(4,)]


def test_a_child_of_a_fork_has_connections_of_its_own(place: Place) -> None:
    held = place.open()
    held.prepare("t", "create table if not exists t (a integer)")
    child = os.fork()
    if not child:
        try:
            held.run("insert into t values (1)")
        finally:
            os._exit(0)

    for _ in range(20):
        assert held.run("select 7") == [(7,)]
    os.waitpid(child, 0)
    assert held.run("select a from t") == [(1,)]


def test_no_server_is_told_as_such(tmp_path: Path, postgres_uri: str) -> None:
    gone = PostgresRecords(f"postgresql://postgres@/postgres?host={tmp_path}", seconds=2)
    with pytest.raises(StoreError):
        gone.run("select 1")
    there = PostgresRecords(postgres_uri, seconds=30)
    with pytest.raises(StoreError, match="syntax"):
        there.run("no statement")
    assert there.run("select 1") == [(1,)]
    there.close()
    assert there.run("select 1") == [(1,)]  # it connects again
    there.close()
    gone.close()


def test_an_answer_that_takes_too_long_is_none(postgres_uri: str) -> None:
    slow = PostgresRecords(postgres_uri, seconds=1)

    with pytest.raises(StoreError):
        slow.run("select pg_sleep(20)")
    slow.close()


def test_a_path_is_a_file_and_a_place_itself(tmp_path: Path) -> None:
    kept = records(tmp_path / "a.db")

    assert isinstance(kept, Kept)
    assert records(kept) is kept
    assert plain("a\0\ud800b") == "a?b"
