"""How often one asker may call an operation, and how many people at once the product bears, as the owner promises it."""

import re
from dataclasses import dataclass

SPOKEN = {1: "second", 60: "minute", 3600: "hour", 86_400: "day"}


@dataclass(frozen=True, slots=True)
class Limit:
    """A bound that the product promises to keep."""

    method: str
    path: str
    """As the API documents it: `/conversations/{id}/messages`."""
    most: int
    seconds: int
    line: int

    def is_of(self, method: str, path: str) -> bool:
        """Whether it bounds an operation; names of parameters and a slash at the end make no difference."""
        return self.method == method and _plain(self.path) == _plain(path)

    def text(self) -> str:
        """As the file writes it: `10/minute`."""
        return f"{self.most}/{SPOKEN[self.seconds]}"


@dataclass(frozen=True, slots=True)
class Spike:
    """The small rush of a launch day."""

    people: int = 50
    seconds: int = 20
    flows: tuple[str, ...] = ()
    """What they do, by the names of flows; empty is all of them."""


@dataclass(frozen=True, slots=True)
class Spend:
    """What one user may cost in a day of the model's work."""

    per_user_day: float
    probe: float
    """The most that trying it may cost."""


def _plain(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path.rstrip("/"))
