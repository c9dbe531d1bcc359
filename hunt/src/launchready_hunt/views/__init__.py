"""Every way to read a text otherwise: one function a view, one file a family, found by reading this folder."""

import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TypeAlias

Place: TypeAlias = int | Callable[[int], int]
"""Where the encoded characters begin; or, from a place in the decoded bytes, where it was encoded."""
Piece: TypeAlias = tuple[Place, bytes]
"""Where the encoded characters stand, and what they decode to."""
Decode: TypeAlias = Callable[[bytes], Iterable[Piece]]


@dataclass(frozen=True, slots=True)
class View:
    """One decoding."""

    name: str
    hint: bytes
    """An expression that matches in every text worth the view's while: all hints are looked for in one pass."""
    decode: Decode
    binary: bool
    """Whether it also reads bytes that are no text."""
    picks: bool
    """Whether it picks characters out of a text, so that no word of the text is left in what it makes."""
    copies: bool
    """Whether it leaves most of the text as it was, and changes some characters only."""


_MARK = "view_hint"


def view(hint: bytes, *, binary: bool = False, picks: bool = False, copies: bool = False) -> Callable[[Decode], Decode]:
    """Makes a function a view. Its name is the function's, with hyphens."""

    def mark(decode: Decode) -> Decode:
        setattr(decode, _MARK, (hint, binary, picks, copies))
        return decode

    return mark


@cache
def all_views() -> tuple[View, ...]:
    """Every marked function of this folder."""
    views = []
    for module in sorted(found.name for found in pkgutil.iter_modules(__path__)):
        for name, decode in vars(import_module(f"{__name__}.{module}")).items():
            if callable(decode) and hasattr(decode, _MARK):
                hint, binary, picks, copies = getattr(decode, _MARK)
                views.append(View(name.replace("_", "-"), hint, decode, binary, picks, copies))
    return tuple(views)
