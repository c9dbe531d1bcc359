"""Writes tables of TOML in which every guess is marked, and what is not complete is commented out."""

from dataclasses import dataclass

from launchready.declare.toml import pair

LONGEST = 1000
"""Characters of a comment."""


@dataclass(frozen=True, slots=True)
class Row:
    """One key."""

    key: str
    value: object
    why: str | None = None
    """Why this is a guess, or what somebody must do; None where it is neither."""
    on: bool = True
    """False is commented out: somebody must complete it."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table, or the keys before the first table where there is no header."""

    header: str
    rows: tuple[Row, ...] = ()
    why: str | None = None
    on: bool = True

    def guesses(self) -> tuple[str, ...]:
        """Every guess in it, with the key that it is about."""
        if not self.on:
            return ()
        own = (f"{self.header}: {self.why}",) if self.why else ()
        return own + tuple(f"{self.header} {row.key}: {row.why}" for row in self.rows if row.why and row.on)

    def text(self) -> str:
        """The table as it stands in the file."""
        lines = [_mark(self.why, on=self.on)] if self.why else []
        lines += [_line(self.header, on=self.on)] if self.header else []
        for row in self.rows:
            lines += [_mark(row.why, on=self.on and row.on)] if row.why else []
            lines.append(_line(pair(row.key, row.value), on=self.on and row.on))
        return "\n".join(lines) + "\n"


def _line(text: str, *, on: bool) -> str:
    return text if on else f"# {text}"


def _mark(why: str, *, on: bool) -> str:
    return f"# {'guess' if on else 'for you'}: {plain(why)}"


def plain(text: str) -> str:
    """A text that may stand in a comment: on one line, without what a terminal would obey, and not too long."""
    one_line = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(one_line.split())[:LONGEST]
