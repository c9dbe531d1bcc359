"""Finds canaries that stand in plain sight, with the borders that keep a short one from crying wolf."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from launchready_hunt.canary import Canary, Kind
from launchready_hunt.engine import EngineName, literals

_BEFORE_NUMBER = re.compile(rb"(?:[0-9A-Za-z_]|[0-9A-Za-z_][-.]|[0-9][,'])\Z")
_CURRENCY = re.compile(rb"(?:\A|[^A-Za-z])(?:[A-Z]{3}|[Rr]s|kr|zl)\Z")
_AFTER_NUMBER = re.compile(rb"[.,']?[0-9]|[A-Za-z_]{4}|-[0-9A-Za-z]")
_LETTER = re.compile(rb"[A-Za-z]")
# An inflected name (Zorvantiks, Zorvantikin) is still the name.
_ENDING = re.compile(rb"[A-Za-z]{0,3}(?![A-Za-z])")
_BORDER = 8
_ENOUGH_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way to write one canary."""

    canary: Canary
    text: bytes
    view: tuple[str, ...] = ()
    only_picked: bool = False
    """Whether it counts only where characters were picked out: an ordinary text has many an eight-digit number."""


class Plain:
    """Every way to write every canary openly, compiled once."""

    def __init__(self, canaries: Sequence[Canary], engine: EngineName) -> None:
        self.patterns = tuple(pattern for canary in canaries for pattern in ways_to_write(canary))
        self._literals = literals([pattern.text for pattern in self.patterns], engine)

    def scan(self, data: bytes, *, picked: bool = False) -> Iterable[tuple[Pattern, int]]:
        """Each pattern with the place where it stands, where its borders hold."""
        for number, start in self._literals.scan(data):
            pattern = self.patterns[number]
            if pattern.only_picked and not picked:
                continue
            if stands_alone(pattern.canary.kind, data, start, start + len(pattern.text), picked=picked):
                yield pattern, start


def ways_to_write(canary: Canary) -> Iterable[Pattern]:
    """The canary itself; a number also as other countries write it."""
    yield Pattern(canary, canary.value.encode())
    whole, point, decimals = canary.value.partition(".")
    if canary.kind is not Kind.number or not point or not (whole + decimals).isdecimal():
        return
    grouped = f"{int(whole):,}"
    for group, mark in (
        ("", ","),
        (",", "."),
        (".", ","),
        (" ", ","),
        (" ", "."),
        ("'", "."),
        ("\u00a0", ","),
        ("\u202f", ","),
    ):
        written = grouped.replace(",", group) + mark + decimals
        if written != canary.value:
            yield Pattern(canary, written.encode(), ("number-format",))
    yield Pattern(canary, canary.value[::-1].encode(), ("reverse",))
    if len(whole + decimals) >= _ENOUGH_DIGITS:
        yield Pattern(canary, (whole + decimals).encode(), only_picked=True)


def stands_alone(kind: Kind, data: bytes, start: int, end: int, *, picked: bool = False) -> bool:
    """Whether a number or noun stands as a word of its own. A token or key is ours wherever it stands."""
    match kind:
        case Kind.number:
            if picked:
                # There are no words among characters picked out of a text: only another digit would matter.
                return not (data[max(0, start - 1) : start].isdigit() or data[end : end + 1].isdigit())
            before = data[max(0, start - _BORDER) : start]
            if _AFTER_NUMBER.match(data, end):
                return False
            return not _BEFORE_NUMBER.search(before) or bool(_CURRENCY.search(before))
        case Kind.noun:
            if picked:
                return True
            return not _LETTER.match(data[max(0, start - 1) : start]) and bool(_ENDING.match(data, end))
        case Kind.token | Kind.key:
            return True
