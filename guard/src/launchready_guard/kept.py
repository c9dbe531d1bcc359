"""An SQLite file that several processes share: what was written is on the disk before anybody is told."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

_WAITS = 10.0
"""Seconds for which another process may hold the file."""


class Kept:
    """The file. Every use opens it anew, so that threads and forks share nothing."""

    def __init__(self, path: Path, *tables: str) -> None:
        """Opens or makes the file, with tables and indexes that are made where they are not there yet."""
        self._path = path
        with self.open() as file:
            file.execute("pragma journal_mode = wal")
        with self.open() as file:
            for table in tables:
                file.execute(table)

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        """The file; what is written becomes true as a whole when the context ends well, and else not at all."""
        with closing(sqlite3.connect(self._path, timeout=_WAITS)) as file:
            file.execute("pragma synchronous = full")
            with file:
                yield file
