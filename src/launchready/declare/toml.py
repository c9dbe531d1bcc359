"""Writes plain values as TOML, for examples in messages and for generated declarations."""

import json
from collections.abc import Mapping, Sequence
from datetime import date

from launchready.declare.mistakes import BARE


def toml(value: object) -> str:
    """A value as TOML writes it on one line.

    Raises:
        TypeError: TOML has no such value.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        inside = ", ".join(pair(str(key), item) for key, item in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, Sequence):
        return f"[{', '.join(toml(item) for item in value)}]"
    raise TypeError(f"TOML cannot hold {type(value).__name__}")


def pair(key: str, value: object) -> str:
    """`key = value`, the key quoted where it must be."""
    return f"{key if BARE.fullmatch(key) else _text(key)} = {toml(value)}"


def _text(value: str) -> str:
    if '"' in value and "'" not in value and value.isprintable():
        return f"'{value}'"
    # JSON's escapes are TOML's too, but for DEL, which JSON leaves as it is.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
