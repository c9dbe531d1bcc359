"""Files that were packed into an archive, and how answers show them again."""

import re
from dataclasses import dataclass

from launchready.declare.model import Json
from launchready.observe.http import Answer
from launchready.observe.inputs.packing import FILLING, Entry


@dataclass(frozen=True, slots=True)
class Packed:
    """One file in an archive, and how it is known again."""

    tag: str
    mark: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Sight:
    """Where a file of an archive was seen."""

    read: str = ""
    """The read that brought its content back; empty for none."""
    named: str = ""
    """The read that named it; empty for none."""
    kept: int = 0
    """How large it came to be, as far as it was shown."""


def holding(value: Json, names: tuple[str, ...]) -> list[dict[str, Json]]:
    """The innermost objects in which one of these names stands."""
    if isinstance(value, list):
        return [found for one in value for found in holding(one, names)]
    if not isinstance(value, dict):
        return []
    inner = [found for one in value.values() for found in holding(one, names)]
    own = any(isinstance(one, str) and any(name in one for name in names) for one in value.values())
    return [value] if own else inner


def seen_again(file: Packed, answers: list[tuple[str, Answer]], before: Sight) -> Sight:
    """What answers show of a file, added to what was seen before."""
    read, named, kept = before.read, before.named, before.kept
    size = len(file.entry.content)
    for name, answer in answers:
        line = f"{name} -> {answer.status}"
        holders = holding(answer.json(), (file.tag,))
        if holders:
            named = named or line
        if any(_is_number(one, size) for holder in holders for one in holder.values()):
            kept = max(kept, size)
        if file.mark in answer.body:
            read = read or line
            run = max((len(one) for one in re.findall(f"{FILLING.decode()}+", answer.body)), default=0)
            told = answer.header("Content-Length") or ""
            kept = max(kept, int(told) if answer.cut and told.isdigit() else run)
    return Sight(read, named, kept)


def _is_number(value: Json, size: int) -> bool:
    return isinstance(value, int | str) and not isinstance(value, bool) and str(value) == str(size)
