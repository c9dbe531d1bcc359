"""Refuses a value in plain words, and shows texts and near words as a message does."""

from difflib import get_close_matches
from typing import Literal, Never

from pydantic_core import PydanticCustomError

from launchready.declare.toml import toml

Kind = Literal["launch", "pick"]
"""The types of errors that bring their own words; a pick may also be a misspelt key."""
SHOWN = 80
"""Characters of a text that a message shows."""


def refuse(wrong: str, do: str, kind: Kind = "launch") -> Never:
    """Refuses a value.

    Raises:
        PydanticCustomError: always; it carries both sentences.
    """
    raise PydanticCustomError(kind, "{wrong}", {"wrong": wrong, "do": do})


def quoted(text: str) -> str:
    """A text of the file as a message shows it: on one line, and not too long."""
    return toml(text if len(text) <= SHOWN else f"{text[:SHOWN]}…")


def did_you_mean(word: str, known: tuple[str, ...]) -> str | None:
    """The known word nearest to one that was written, or None where none is near."""
    if begun := [one for one in known if word and one.startswith(word.lower())]:
        return begun[0]
    near = get_close_matches(word, known, n=1, cutoff=0.6) or get_close_matches(word.lower(), known, n=1, cutoff=0.6)
    return near[0] if near else None
