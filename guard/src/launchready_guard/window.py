"""How often something may happen: at most so often in any window of so many seconds, exactly."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Protocol

FEWEST = 1
MOST = 100_000


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` in any `seconds`, wherever the window begins."""

    count: int
    seconds: float

    def __post_init__(self) -> None:
        """Refuses what cannot be kept.

        Raises:
            ValueError: the count is not between 1 and 100,000, or the time is not above nothing.
        """
        if not FEWEST <= self.count <= MOST:
            raise ValueError(f"a limit's count is between {FEWEST} and {MOST}, not {self.count}")
        if not self.seconds > 0:
            raise ValueError(f"a limit's seconds are above 0, not {self.seconds}")


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of one attempt."""

    allowed: bool
    left: int
    """How many more may follow at once."""
    wait: float
    """Seconds until one more may come; 0 when it may at once."""


class StoreError(Exception):
    """The store that counts cannot be asked now."""


class Store(Protocol):
    """Counts attempts. What it refuses it does not count."""

    async def take(self, key: str, limit: Limit) -> Taken:
        """Counts one attempt, or refuses it.

        Raises:
            StoreError: it cannot tell.
        """

    async def give_back(self, key: str) -> None:
        """The last attempt of this key did not count after all.

        Raises:
            StoreError: it cannot tell.
        """


class Memory:
    """Counts within this process, by a clock that never goes back.

    It holds one number for each attempt that is still in its window, and forgets keys as their windows empty. Above
    `most_keys` it forgets the keys that were used the longest ago: a flood of made-up keys costs no more memory than that.
    """

    def __init__(self, *, most_keys: int = 100_000, clock: Callable[[], float] = monotonic) -> None:
        self._most, self._clock = most_keys, clock
        self._windows: dict[str, tuple[deque[float], float]] = {}

    async def take(self, key: str, limit: Limit) -> Taken:
        """Counts one attempt, or refuses it."""
        now = self._clock()
        window, _ = self._windows.pop(key, (deque[float](), limit.seconds))
        ended = now - limit.seconds
        while window and window[0] <= ended:
            window.popleft()
        allowed = len(window) < limit.count
        if allowed:
            window.append(now)
        self._windows[key] = (window, limit.seconds)  # the order of the keys is the order of their last use
        if len(self._windows) > self._most:
            self._sweep(now)
        left = max(0, limit.count - len(window))
        return Taken(allowed, left, 0.0 if left else window[-limit.count] - ended)

    async def give_back(self, key: str) -> None:
        """The last attempt of this key did not count after all."""
        if (held := self._windows.get(key)) and held[0]:
            held[0].pop()

    def __len__(self) -> int:
        """How many keys it holds."""
        return len(self._windows)

    def _sweep(self, now: float) -> None:
        for key, (window, seconds) in list(self._windows.items()):
            if not window or window[-1] <= now - seconds:
                del self._windows[key]
        # A tenth goes at once, so that a flood of new keys does not sweep at each of them.
        for key in list(self._windows)[: max(0, len(self._windows) - self._most * 9 // 10)]:
            del self._windows[key]
