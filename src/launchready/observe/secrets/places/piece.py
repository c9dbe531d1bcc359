"""One text to look through, and how much may be unpacked to get at it."""

from dataclasses import dataclass, field

LARGEST = 16 * 1024 * 1024
"""Bytes of a file, a member of an archive or an object that are read; what is larger is told and not read."""
SWOLLEN = 256 * 1024 * 1024
"""So many bytes come out of one archive, with all that lies in it."""
RATIO = 200
"""An archive that swells to more than this is made to do harm; what is small may be this dense by nature."""
SMALL = 8 * 1024 * 1024
DEPTH = 4
"""Archives in archives, and what is wrapped in base64."""
MEMBERS = 50_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A text, and where it stands."""

    place: str
    """`src/app.py`, `dist/app.zip!src/app.py`, `plan.pdf page 3`."""
    data: bytes
    first: int = 1
    """The line of the place at which the text begins."""
    one_line: bool = False
    """Whether all of it stands in that one line, as what is wrapped in base64 does."""
    lines: tuple[int, ...] = ()
    """The line of the place for each line of the text, where they differ."""
    second: bool = False
    """A second reading: it counts only on lines where the first reading found nothing."""

    instead: str = ""
    """What it stands for, wrapped: not a secret of its own where this text holds one."""

    def line(self, line: int) -> int:
        """The line of the place for a line of this text."""
        if self.one_line:
            return self.first
        if self.lines:
            return self.lines[min(line, len(self.lines)) - 1]
        return self.first + line - 1


@dataclass(slots=True)
class Room:
    """What may still be unpacked, and what was not read, with the reason."""

    left: int = SWOLLEN
    unread: list[str] = field(default_factory=list)

    def takes(self, name: str, size: int) -> bool:
        """Whether something of this size is read; says so where it is not."""
        if size > LARGEST:
            self.unread.append(f"{name}: {size // 1_000_000} MB, larger than what is read of one file")
            return False
        if size > self.left:
            self.unread.append(
                f"{name}: more than {SWOLLEN // 1_000_000} MB came out of one archive, the rest is not read"
            )
            return False
        self.left -= size
        return True
