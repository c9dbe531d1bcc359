"""Who can rotate a secret of some kind, and how: short words from `rotation.toml`, with the provider's own names."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_suffix(".toml")
ANY = "*"


@dataclass(frozen=True, slots=True)
class Rotation:
    """How a kind of secret is made worthless."""

    who: str
    do: str
    at: str = ""
    """The provider's page; empty where there is none, or where we do not know its name."""

    def words(self) -> str:
        """All of it in one line."""
        place = f" at {self.at}" if self.at else ""
        return f"{self.who}{place}: {self.do}"


def rotation(kind: str) -> Rotation:
    """The words for a kind; those for any secret where we know no better."""
    known = _all()
    return known.get(kind) or known.get(_near(kind), known[ANY])


@cache
def _all() -> dict[str, Rotation]:
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {kind: Rotation(**table[words["same"]] if "same" in words else words) for kind, words in table.items()}


@cache
def _near(kind: str) -> str:
    """A kind of ours for the engine's name of the same: `sentry user token` is a `sentry token`."""
    vendor, _, _ = kind.partition(" ")
    last = kind.rpartition(" ")[2]
    same = [one for one in _all() if one.split()[0] == vendor]
    return next((one for one in same if one.endswith(last)), same[0] if len(same) == 1 else ANY)
