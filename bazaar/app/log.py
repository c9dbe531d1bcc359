"""The log: one JSON object a line, about requests and events, never about what people wrote or who they are by name."""

import json
import threading
from pathlib import Path

from bazaar.app.records import now
from launchready_guard.request_ids import CURRENT

Field = str | int | float | bool | None


def request_id() -> str | None:
    """The name of the request that is being answered."""
    trace = CURRENT.get()
    return trace.request_id if trace else None


class JsonLog:
    """Appends lines to a file."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")
        self._lock = threading.Lock()

    def write(self, event: str, **fields: Field) -> None:
        """One line; it carries the id of the request it is written for, where there is one."""
        line: dict[str, Field] = {"time": now(), "level": "info", "event": event}
        if current := request_id():
            line["request_id"] = current
        text = json.dumps(line | fields, ensure_ascii=False)
        with self._lock:
            self._file.write(text + "\n")
            self._file.flush()

    def close(self) -> None:
        """Ends the file."""
        self._file.close()
