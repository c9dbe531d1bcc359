"""Build logs as their writers meant them: no colours, no escapes, no times, and lines whole again."""

import json
import re
from collections.abc import Iterator

from launchready.observe.secrets.found import plain_log
from launchready.observe.secrets.places.piece import Piece

TIME = re.compile(
    r"^\s*(?:[\w.-]{1,40}\s+\|\s)?(?:\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,\d]*\s?(?:Z|UTC|[+-]\d\d:?\d\d)?\]?\s?"
    r"|\[?\d\d:\d\d:\d\d(?:[.,]\d+)?\]?\s|#\d+\s+\d+\.\d+\s)"
)
"""What runners, BuildKit and compose put before a line."""
WIDTHS = frozenset({80, 100, 110, 120, 128, 132, 140, 150, 160, 180, 200, 240, 250, 256})
"""Where terminals break a line."""
NARROW = 60
MESSAGES = ("log", "message", "msg", "textPayload", "text", "line")
"""Where a line of JSON keeps what was written."""


def log_pieces(name: str, data: bytes) -> Iterator[Piece]:
    """A log line by line; then without times and with broken lines joined."""
    text = data.decode("utf-8", "replace")
    yield Piece(name, plain_log(text).encode("utf-8", "replace"))
    lines = [TIME.sub("", plain_log(_message(line))).rstrip("\r") for line in text.split("\n")]
    width = max(map(len, lines), default=0)
    whole: list[str] = []
    places: list[int] = []
    broken = False
    for number, line in enumerate(lines, 1):
        if broken and whole:
            whole[-1] += line.lstrip()
        else:
            whole.append(line)
            places.append(number)
        broken = len(line) >= NARROW and (len(line) in WIDTHS or len(line) == width) and not line.endswith(" ")
    yield Piece(name, "\n".join(whole).encode("utf-8", "replace"), lines=tuple(places), second=True)


def _message(line: str) -> str:
    """What a line of JSON was made to carry; the line itself where it is none."""
    bare = TIME.sub("", line).strip()
    if not bare.startswith("{"):
        return line
    try:
        told = json.loads(bare)
    except (ValueError, RecursionError):
        return line
    held = (
        next((told[key] for key in MESSAGES if isinstance(told.get(key), str)), None)
        if isinstance(told, dict)
        else None
    )
    return line if held is None else " ".join(held.rstrip("\n").split("\n"))
