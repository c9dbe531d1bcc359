"""Log lines that hold no secret, no prompt and nobody's data, keep the request's name, and are never lost."""

import copy
import json
import logging
from collections.abc import Mapping, MutableMapping
from datetime import UTC, datetime
from typing import Any

from launchready_guard.cleaning import Cleaner
from launchready_guard.request_ids import CURRENT

_USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
"""What every record holds; all else came as `extra`."""


class CleanFormatter(logging.Formatter):
    """Around any formatter: what it is given and what it makes are cleaned."""

    def __init__(self, cleaner: Cleaner, inner: logging.Formatter | None = None) -> None:
        """Takes the cleaner, and the formatter that writes the lines; None writes JSON (`JsonLines`)."""
        super().__init__()
        self._cleaner, self._inner = cleaner, inner or JsonLines()

    def format(self, record: logging.LogRecord) -> str:
        """The line. A record that cannot be cleaned leaves a line that says so, without its content."""
        try:
            return self._cleaner.text(self._inner.format(self._cleaned(record)))
        except Exception as error:  # noqa: BLE001 - whatever breaks, a line is written
            where = f"{record.pathname}:{record.lineno}"
            return json.dumps(
                {**_named(record), "message": f"left out: {type(error).__name__} while cleaning", "at": where}
            )

    def _cleaned(self, record: logging.LogRecord) -> logging.LogRecord:
        held = copy.copy(record)
        held.__dict__.update({name: self._cleaner.value(value, name) for name, value in _extra(record).items()})
        if isinstance(record.args, Mapping):
            held.args = {name: self._cleaner.value(value, name) for name, value in record.args.items()}
        if isinstance(record.msg, Mapping):
            held.msg = self._cleaner.value(record.msg)
        held.exc_text = None  # another formatter's words for the exception
        return held


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, request and trace, message, and what came as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, object] = {**_named(record), "message": record.getMessage(), **_extra(record)}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        if record.stack_info:
            line["stack"] = record.stack_info
        return json.dumps(line, ensure_ascii=False, default=str)


class CleanEvents:
    """A processor for structlog: put it last before the renderer."""

    def __init__(self, cleaner: Cleaner) -> None:
        """Takes the cleaner."""
        self._cleaner = cleaner

    def __call__(self, _logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """The event without what must not stand in it."""
        trace = CURRENT.get()
        named = {"request_id": trace.request_id, "trace_id": trace.trace_id} if trace else {}
        try:
            return {**{name: self._cleaner.value(value, name) for name, value in event.items()}, **named}
        except Exception as error:  # noqa: BLE001 - whatever breaks, a line is written
            return {"event": f"left out: {type(error).__name__} while cleaning", "level": event.get("level"), **named}


def _named(record: logging.LogRecord) -> dict[str, object]:
    trace = CURRENT.get()
    named = {"request_id": trace.request_id, "trace_id": trace.trace_id} if trace else {}
    time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    return {"time": time, "level": record.levelname, "logger": record.name, **named}


def _extra(record: logging.LogRecord) -> dict[str, object]:
    return {name: value for name, value in vars(record).items() if name not in _USUAL}
