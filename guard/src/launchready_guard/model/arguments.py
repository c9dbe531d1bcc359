"""What a model wants of a tool, read strictly, and written in one way only: two equal wishes have equal bytes."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from math import isinf
from typing import Any

MOST_BYTES = 64 * 1024
DEEPEST = 64


class WrongArgumentsError(Exception):
    """The arguments are none; the words say why, in a way that the model can mend."""


def read(given: str | Mapping[str, Any]) -> dict[str, Any]:
    """The arguments as a mapping.

    Args:
        given: JSON as OpenAI's clients have it, or a mapping as Anthropic's and MCP's have it.

    Raises:
        WrongArgumentsError: it is no JSON object, names a field twice, holds what is no number or half a character,
            or is too long or too deep.
    """
    text = given if isinstance(given, str) else _written(given)
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise WrongArgumentsError(f"arguments have {MOST_BYTES} bytes at most")
    try:
        found = json.loads(text or "{}", object_pairs_hook=_once, parse_constant=_no_number, parse_float=_number)
    except (ValueError, RecursionError) as error:
        raise WrongArgumentsError(f"arguments are one JSON object: {error}") from error
    if not isinstance(found, dict):
        raise WrongArgumentsError("arguments are one JSON object")
    if not _whole(text):
        raise WrongArgumentsError("half a character is no text")
    if _depth(found) > DEEPEST:
        raise WrongArgumentsError(f"arguments are nested {DEEPEST} deep at most")
    return found


def canonical(arguments: Mapping[str, Any]) -> str:
    """The one way to write them: keys in order, no space, numbers that are equal alike (after RFC 8785)."""
    return json.dumps(_plain(arguments), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def bound(tool: str, arguments: Mapping[str, Any], user: str, until: float) -> str:
    """What an approval is for: this tool, these arguments, this user, until then. 64 hex digits."""
    said = json.dumps([tool, canonical(arguments), user, round(until)])
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def _depth(value: object) -> int:
    """How deep lists and objects lie within each other, counted without recursion."""
    depth, level = 0, [value]
    while level := [one for held in level for one in _within(held)]:
        depth += 1
    return depth


def _within(value: object) -> Iterable[object]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def _number(word: str) -> float:
    if isinf(found := float(word)):
        raise ValueError(f"{word} is beyond every number")
    return found


def _whole(text: str) -> bool:
    """Whether all that the text spells are whole characters: half of one can be neither kept nor sent on."""
    if "\\u" not in text and text.isascii():
        return True
    try:
        json.dumps(json.loads(text), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _written(given: Mapping[str, Any]) -> str:
    try:
        return json.dumps(given, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise WrongArgumentsError(f"arguments are one JSON object: {error}") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a field stands there twice")
    return found


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number")


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _plain(held) for name, held in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(held) for held in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
