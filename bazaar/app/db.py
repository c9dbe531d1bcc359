"""The database: one SQLite file with write-ahead log, its tables, and rows read back as records."""

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

Row = TypeVar("Row")
Value = str | int | float | bytes | None

SCHEMA = """
create table if not exists users (
    id text primary key, email text not null unique, name text not null, role text not null,
    password_hash text not null, generation integer not null default 0);
create table if not exists revoked (jti text primary key, expires_at integer not null);
create table if not exists resets (token_hash text primary key, user_id text not null, expires_at integer not null);
create table if not exists old_passwords (user_id text not null, hash text not null);
create table if not exists listings (
    id text primary key, seller_id text not null, title text not null, description text not null,
    price real not null, instructions text not null, state text not null default 'active');
create table if not exists conversations (
    id text primary key, user_id text not null, listing_id text not null, title text not null, created_at text not null);
create table if not exists messages (
    id text primary key, conversation_id text not null references conversations(id) on delete cascade,
    role text not null, content text not null, tool_calls text not null, created_at text not null);
create table if not exists outputs (
    id text primary key, user_id text not null,
    conversation_id text not null references conversations(id) on delete cascade,
    title text not null, content text not null, created_at text not null);
create table if not exists files (
    id text primary key, user_id text not null, name text not null, size integer not null,
    content blob not null, created_at text not null);
create table if not exists orders (
    id text primary key, user_id text not null, listing_id text not null, note text not null, total real not null,
    state text not null default 'created', pay_ref text unique, created_at text not null,
    received real not null default 0);
create table if not exists hooks (id text primary key, user_id text not null, url text not null);
create table if not exists payment_events (id text primary key);
create table if not exists approvals (
    id text primary key, user_id text not null, conversation_id text not null, tool text not null,
    arguments text not null, state text not null, created_at text not null);
create table if not exists escalations (
    id text primary key, user_id text not null, conversation_id text, reason text not null, created_at text not null);
create virtual table if not exists passages using fts5(
    title, body, owner unindexed, kind unindexed, ref unindexed, parent unindexed);
create index if not exists messages_of on messages (conversation_id);
"""


class Database:
    """Asks and tells SQLite. Statements hold no values: these are always passed beside them."""

    def __init__(self, path: Path) -> None:
        """Opens the file, and makes the tables where they are missing."""
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._connection.row_factory = sqlite3.Row
        self._connection.executescript("pragma journal_mode = wal; pragma foreign_keys = on; " + SCHEMA)

    def all(self, kind: type[Row], statement: str, *values: Value) -> list[Row]:
        """Every row, as records whose fields are named like the columns."""
        return [kind(**dict(row)) for row in self._connection.execute(statement, values)]

    def one(self, kind: type[Row], statement: str, *values: Value) -> Row | None:
        """The first row as a record, or None."""
        row = self._connection.execute(statement, values).fetchone()
        return None if row is None else kind(**dict(row))

    def texts(self, statement: str, *values: Value) -> list[str]:
        """The first column of every row."""
        return [str(row[0]) for row in self._connection.execute(statement, values)]

    def has(self, statement: str, *values: Value) -> bool:
        """Whether there is any row."""
        return self._connection.execute(statement, values).fetchone() is not None

    def run(self, statement: str, *values: Value) -> int:
        """Changes something; says how many rows."""
        return self._connection.execute(statement, values).rowcount

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is run inside happens wholly or not at all."""
        self._connection.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._connection.execute("rollback")
            raise
        self._connection.execute("commit")

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()


def new_id(kind: str) -> str:
    """A fresh id that nobody guesses, e.g. `cnv_9f…` for kind `cnv`."""
    return f"{kind}_{secrets.token_hex(12)}"
