"""Ids in other spellings: each of the product's own has exactly one in the style, and the other way round."""

import hashlib
import re
from typing import Protocol
from uuid import UUID

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

KINDS = {
    "user": "usr",
    "seller": "usr",
    "listing": "lst",
    "conversation": "cnv",
    "message": "msg",
    "file": "fil",
    "output": "out",
    "order": "ord",
    "approval": "apr",
    "escalation": "esc",
    "hook": "hok",
}
"""What each kind of object's ids begin with, by the kind's name."""
INNER = re.compile(rf"({'|'.join(sorted(set(KINDS.values())))})_([0-9a-f]{{24}})")


class Ids(Protocol):
    """A bijection between the product's ids and a style's."""

    def outward(self, inner: str) -> Json:
        """The style's spelling; a text that is no id stays as it is."""

    def inward(self, outer: Json, kind: str) -> Json:
        """The product's own spelling; what is no id stays as it is, and the product refuses it."""


class Numbers:
    """Whole numbers, counted for each kind by itself: order 3 and listing 3 have nothing to do with each other.

    They are kept in memory: a town begins empty, and lives in one process.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._ids: dict[tuple[str, int], str] = {}
        self._last: dict[str, int] = {}

    def outward(self, inner: str) -> Json:
        """The id's number, the next one where it has none yet."""
        match = INNER.fullmatch(inner)
        if match is None:
            return inner
        if inner not in self._numbers:
            number = self._last.get(match[1], 0) + 1
            self._last[match[1]] = self._numbers[inner] = number
            self._ids[match[1], number] = inner
        return self._numbers[inner]

    def inward(self, outer: Json, kind: str) -> Json:
        """The id behind a number; one that no object has where the number was never given."""
        text = str(outer)
        if isinstance(outer, bool) or not isinstance(outer, int | str) or not re.fullmatch(r"[0-9]{1,24}", text):
            return outer
        return self._ids.get((kind, int(text)), f"{kind}_{text:0>24}")


class Uuids:
    """UUIDs of version 4 by their looks: the product's 96 random bits, and six digits that stand for the kind."""

    def __init__(self) -> None:
        self._tails = {kind: hashlib.sha256(kind.encode()).hexdigest()[:6] for kind in KINDS.values()}

    def outward(self, inner: str) -> Json:
        """The UUID of an id."""
        match = INNER.fullmatch(inner)
        if match is None:
            return inner
        digits = match[2] + self._tails[match[1]]
        return str(UUID(f"{digits[:12]}4{digits[12:15]}8{digits[15:]}"))

    def inward(self, outer: Json, kind: str) -> Json:
        """The id in a UUID of that kind."""
        try:
            digits = UUID(outer).hex if isinstance(outer, str) else ""
        except ValueError:
            return outer
        found = digits[:12] + digits[13:16] + digits[17:]
        fits = digits[12:13] == "4" and digits[16:17] == "8" and found[24:] == self._tails.get(kind)
        return f"{kind}_{found[:24]}" if fits else outer
