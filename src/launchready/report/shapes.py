"""The placed shapes of the map: lines of text, badges, boxes, boundaries."""

from dataclasses import dataclass

from launchready.verdict import Impact

DEEPEST = 44.0
"""How far below the upper edge of a long box lines arrive and leave."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text at its place."""

    text: str
    x: float
    y: float
    style: str
    """`name` or `small`."""


@dataclass(frozen=True, slots=True)
class Badge:
    """A count on the upper edge of a node: of findings, or of what is not known."""

    x: float
    y: float
    width: float
    height: float
    text: str
    style: str
    """`badge` or `blind`."""


@dataclass(frozen=True, slots=True)
class Node:
    """A box of the map."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    says: str
    """For a screen reader and a pointer that rests on it."""
    lines: tuple[Line, ...]
    findings: int = 0
    worst: Impact | None = None
    unknown: int = 0
    badges: tuple[Badge, ...] = ()
    first: int | None = None
    """The number of its worst finding in the report."""

    @property
    def left(self) -> tuple[float, float]:
        """Where lines arrive."""
        return self.x, self.y + min(self.height / 2, DEEPEST)

    @property
    def right(self) -> tuple[float, float]:
        """Where lines leave."""
        return self.x + self.width, self.y + min(self.height / 2, DEEPEST)


@dataclass(frozen=True, slots=True)
class Frame:
    """A trust boundary."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[Line, ...]

    @property
    def left(self) -> tuple[float, float]:
        """Where lines arrive."""
        return self.x, self.y + self.height / 2

    @property
    def right(self) -> tuple[float, float]:
        """Where lines leave."""
        return self.x + self.width, self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole map, placed."""

    width: float
    height: float
    headings: tuple[Line, ...]
    frames: tuple[Frame, ...]
    nodes: tuple[Node, ...]
    paths: tuple[str, ...]
    says: str
    describes: str = ""
    """The whole map in words, for whoever does not see it."""
