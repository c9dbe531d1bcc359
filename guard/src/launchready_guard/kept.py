"""Records that several processes share, in an SQLite file: what was written is on the disk before anybody is told.

A statement is written once for every place that keeps records (`stores.postgres_records` is the other): values stand as `$1`,
`$2`, and each `run` is true as a whole or not at all.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

_WAITS = 10.0
"""Seconds for which another process may hold the file."""


class Records(Protocol):
    """A place that keeps records."""

    numbered: str
    """How a column is declared that numbers its rows."""

    def prepare(self, table: str, *statements: str) -> None:
        """Makes the table and its indexes where there is no such table yet.

        Raises:
            StoreError: the place cannot be asked.
        """

    def run(self, statement: str, *values: object, alone: str = "") -> list[tuple[Any, ...]]:
        """Carries out one statement; gives its rows once they are safe.

        Args:
            statement: SQL, with values as `$1`.
            values: in their order.
            alone: of all that say the same word, one at a time is carried out.

        Raises:
            StoreError: the place cannot be asked; what was to be written may have been.
        """


class Kept:
    """The file. Every use opens it anew, so that threads and forks share nothing."""

    numbered = "integer primary key"

    def __init__(self, path: Path) -> None:
        """Opens or makes the file."""
        self._path = path
        with self._open() as file:
            file.execute("pragma journal_mode = wal")

    def prepare(self, table: str, *statements: str) -> None:  # noqa: ARG002 - each says itself "if not exists"
        """Makes the table and its indexes where they are not there yet."""
        for statement in statements:
            self.run(statement)

    def run(self, statement: str, *values: object, alone: str = "") -> list[tuple[Any, ...]]:
        """Carries out one statement; gives its rows once they are on the disk."""
        with self._open() as file:
            if alone:
                file.execute("begin immediate")
            return file.execute(statement, {str(number): one for number, one in enumerate(values, 1)}).fetchall()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=_WAITS)) as file:
            file.execute("pragma synchronous = full")
            with file:
                yield file


def records(where: "Path | Records") -> "Records":
    """The place itself, or the SQLite file at a path."""
    return Kept(where) if isinstance(where, Path) else where


def plain(text: str) -> str:
    """A text that every place takes: no half characters, no zero bytes."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
