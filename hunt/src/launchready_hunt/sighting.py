"""What a hunt brings back: each sighting with the way it was decoded, and whatever was not looked at."""

from dataclasses import dataclass

from launchready_hunt.canary import Canary


@dataclass(frozen=True, slots=True)
class Budget:
    """How far one hunt goes. Whatever lies beyond is named in `Found.left_out`, never passed over."""

    depth: int = 2
    """How many encodings may lie one inside the other."""
    block: int = 1 << 20
    """Bytes decoded in one piece; a longer text is taken in pieces that overlap."""
    overlap: int = 16 << 10
    """Bytes that two neighbouring pieces share: the longest encoded canary that is found across the border."""
    decoded: int = 128 << 20
    """Bytes of decoded text looked at for one piece."""
    unpacked: int = 16 << 20
    """Bytes that the compressed data in one piece may unpack to. More is refused as a bomb."""
    archives: int = 64
    """Compressed streams unpacked for one piece."""

    def __post_init__(self) -> None:
        if min(self.depth, self.decoded, self.unpacked, self.archives, self.overlap) < 0:
            raise ValueError("a budget has no negative figures")
        if self.block <= self.overlap:
            raise ValueError(f"a block of {self.block} bytes must be longer than the overlap of {self.overlap}")


@dataclass(frozen=True, slots=True)
class Sighting:
    """One canary, found."""

    canary: Canary
    """Which one."""
    view: tuple[str, ...]
    """The decodings that show it, outermost first; empty where it stands in plain sight."""
    at: int
    """Where it stands, or where the decoded piece begins, in the outermost text (characters of a str, else bytes)."""
    excerpt: str
    """The outermost text around that place."""
    part: str = ""
    """The characters that were found, where it was not the whole canary."""


@dataclass(frozen=True, slots=True)
class Found:
    """The answer of one hunt."""

    sightings: tuple[Sighting, ...]
    """Every canary once for each view that shows it, in the order of the text."""
    left_out: tuple[str, ...] = ()
    """What was not looked at, and why: a bomb, the depth, the budget."""

    @property
    def complete(self) -> bool:
        """Whether everything within the stated depth was looked at."""
        return not self.left_out

    @property
    def canaries(self) -> frozenset[Canary]:
        """Every canary that was seen, however it was encoded."""
        return frozenset(sighting.canary for sighting in self.sightings)
