"""How many requests and seconds one look may take, so that what it had no room for is left out by name and not by its deadline."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

NAMED = 4
"""So many of what was left out are named; of the rest the number is told."""


@dataclass(slots=True)
class Allowance:
    """What is left of one look's requests and seconds."""

    requests: int
    seconds: float
    clock: Callable[[], float] = time.monotonic
    asked: int = 0
    _began: float = field(init=False)

    def __post_init__(self) -> None:
        """The seconds count from here."""
        self._began = self.clock()

    def took(self, requests: int) -> None:
        """So many more were sent."""
        self.asked += requests

    def has_room(self, requests: int) -> bool:
        """Whether so many more may be sent."""
        return self.asked + requests <= self.requests and self.clock() - self._began < self.seconds

    def words(self) -> str:
        """What it is, for people."""
        return f"{self.requests} requests or {self.seconds:g} seconds"


def left_out(several: Iterable[str], what: str, why: str) -> tuple[str, ...]:
    """A line that names what was left out; none where nothing was."""
    names = tuple(several)
    if not names:
        return ()
    more = f" and {len(names) - NAMED} others" if len(names) > NAMED else ""
    return (f"{len(names)} {what} ({', '.join(names[:NAMED])}{more}): {why}",)
