"""Texts that must stay inside, known by any run of their letters: a prompt is told without its canary too, and in other writings."""

import re
import unicodedata
from collections.abc import Iterable

RUN = 20
"""Letters and digits in a row that are no coincidence."""


class Private:
    """The texts, as every run of so many letters of theirs."""

    def __init__(self, texts: Iterable[str], *, run: int = RUN, apart: Iterable[str] = ()) -> None:
        """Takes the texts.

        Args:
            texts: such as the system prompt. One that has fewer letters than a run is known as a whole.
            run: letters and digits in a row.
            apart: what the texts hold that is no part of their words, such as canaries, which are known anyway.

        Raises:
            ValueError: a run is shorter than 8 letters: every answer holds one.
        """
        if run < 8:  # noqa: PLR2004 - as the docstring says
            raise ValueError("a run has 8 letters or more: a shorter one is a coincidence")
        held: list[str] = []
        for text in texts:
            for one in apart:
                text = text.replace(one, " ")  # noqa: PLW2901 - the text without them
            held.append(_letters(text))
        self._runs = frozenset(one[at : at + run] for one in held if one for at in range(max(1, len(one) - run + 1)))
        self._sizes = sorted({len(one) for one in self._runs})

    def __bool__(self) -> bool:
        """Whether there is anything to keep."""
        return bool(self._runs)

    def in_one_of(self, readings: Iterable[str]) -> bool:
        """Whether a run stands in a text, or in one of what it can be decoded to."""
        return any(
            view[at : at + size] in self._runs
            for view in map(_letters, readings)
            for size in self._sizes
            for at in range(len(view) - size + 1)
        )


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())
