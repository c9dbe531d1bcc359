"""Where records are kept in tests, named so that another process can open the same place."""

import json
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path

from launchready_guard.kept import Kept, Records
from launchready_guard.stores.postgres_records import PostgresRecords
from launchready_guard.window import Store

Opened = Callable[[], AbstractAsyncContextManager[Store]]
"""Opens a store of limits that processes share."""


@dataclass
class Place:
    where: str
    schema: str = ""
    _opened: list[PostgresRecords] = field(default_factory=list)

    def open(self) -> Records:
        """Anew, as another process would."""
        if not self.schema:
            return Kept(Path(self.where))
        settings = {"search_path": self.schema, "synchronous_commit": "on"}
        self._opened.append(PostgresRecords(self.where, settings=settings, seconds=30))
        return self._opened[-1]

    def made(self) -> None:
        first = PostgresRecords(self.where, seconds=30)
        first.run(f"create schema {self.schema}")
        first.close()

    def close(self) -> None:
        while self._opened:
            self._opened.pop().close()

    def word(self) -> str:
        return json.dumps([self.where, self.schema])


def of(word: str) -> Records:
    """In another process: the place that a word names."""
    return Place(*json.loads(word)).open()


def program(text: str) -> list[str]:
    """A program that knows `place`, the name of the place being its first argument."""
    top = str(Path(__file__).parents[2])
    head = f"import sys; sys.path.insert(0, {top!r})\nfrom guard.tests.places import of\nplace = of(sys.argv[1])\n"
    return [sys.executable, "-c", head + text]
