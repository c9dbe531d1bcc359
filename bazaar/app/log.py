"""The log: one JSON object a line; the guard's cleaner takes out what people wrote, who they are by name, and their sessions."""

import json
import threading
from collections.abc import Iterable
from pathlib import Path

from bazaar.app.records import now
from launchready_guard.cleaning import Cleaner
from launchready_guard.request_ids import CURRENT

Field = str | int | float | bool | None


def request_id() -> str | None:
    """The name of the request that is being answered."""
    trace = CURRENT.get()
    return trace.request_id if trace else None


class JsonLog:
    """Appends lines to a file."""

    def __init__(self, path: Path, cleaner: Cleaner, uncleaned: Iterable[str] = ()) -> None:
        """Takes the file, what cleans the lines, and the fields that a fault lets past it."""
        self._cleaner, self._uncleaned = cleaner, frozenset(uncleaned)
        self._file = path.open("a", encoding="utf-8")
        self._lock = threading.Lock()

    def write(self, event: str, **fields: Field) -> None:
        """One line; it carries the id of the request it is written for, where there is one."""
        line: dict[str, Field] = {"time": now(), "level": "info", "event": event}
        if current := request_id():
            line["request_id"] = current
        cleaned = {
            name: value if name in self._uncleaned else self._cleaner.value(value, name)
            for name, value in fields.items()
        }
        text = json.dumps(line | cleaned, ensure_ascii=False)
        with self._lock:
            self._file.write(text + "\n")
            self._file.flush()

    def close(self) -> None:
        """Ends the file."""
        self._file.close()
