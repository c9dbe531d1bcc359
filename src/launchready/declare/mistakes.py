"""What is wrong with a declaration: every mistake with its place, and what to do about it."""

import re
from dataclasses import dataclass
from pathlib import Path

Loc = tuple[str | int, ...]
"""Where something stands in the file: keys, and positions in arrays."""

BARE = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that must be written differently."""

    line: int | None
    """The line of the file; None where the file as a whole is meant."""
    key: str
    """`surface.api.url`; empty where the file as a whole is meant."""
    wrong: str
    """What is wrong, and what was expected. Never shows a secret."""
    do: str
    """What to do about it."""

    def text(self, path: Path) -> str:
        """`launch.toml:7: surface.api.url: … Do this.`"""
        place = f"{path}:{self.line}" if self.line else str(path)
        key = f"{self.key}: " if self.key else ""
        return f"{place}: {key}{self.wrong}. {self.do}."


class DeclarationError(Exception):
    """The declaration cannot be used; carries every mistake, in the order of the file."""

    def __init__(self, path: Path, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__(path, mistakes)
        self.path = path
        self.mistakes = mistakes

    def __str__(self) -> str:
        """One line for each mistake."""
        return "\n".join(one.text(self.path) for one in self.mistakes)


def dotted(loc: Loc) -> str:
    """A place as a person writes it: `flow.checkout.steps[0]`."""
    text = ""
    for part in loc:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += "." * bool(text) + (part if BARE.fullmatch(part) else f'"{part}"')
    return text
