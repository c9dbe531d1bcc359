"""Rate limits: how often one key (an account, an address) may do a thing within a minute; kept in memory."""

import math
import time
from collections import deque
from contextvars import ContextVar
from dataclasses import dataclass

UNCOUNTED: ContextVar[bool] = ContextVar("uncounted", default=False)
"""Whether what goes on was counted already: several tries in one GraphQL request, under its faults."""
WINDOW = 60.0
MOST_KEYS = 50_000


@dataclass(frozen=True, slots=True)
class Limit:
    """So many times a minute."""

    name: str
    per_minute: int


LOGIN_ACCOUNT = Limit("login-account", 5)
LOGIN_ADDRESS = Limit("login-address", 60)
SIGNUP = Limit("signup", 45)
RESET_ACCOUNT = Limit("reset-account", 5)
RESET_ADDRESS = Limit("reset-address", 60)
CHAT = Limit("chat", 20)
UPLOAD = Limit("upload", 20)
WEBHOOK = Limit("webhook", 60)
HOOK = Limit("hook", 10)
ESCALATE = Limit("escalate", 10)


@dataclass(frozen=True, slots=True)
class Budget:
    """So many of the model's tokens a day."""

    name: str
    per_day: int


TALK = Budget("talk", 10_000)
"""At 0.002 a thousand: two cents a user and day."""
DAY = 86_400.0
CHARACTERS = 4
"""Of a token, as the model's supplier counts on average."""


class TooManyError(Exception):
    """The limit is reached."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"try again in {retry_after} s")
        self.retry_after = retry_after


class Limits:
    """Sliding windows, one for each limit and key."""

    def __init__(self) -> None:
        self._taken: dict[tuple[str, str], deque[float]] = {}
        self._spent: dict[tuple[str, str], deque[tuple[float, int]]] = {}

    def take(self, limit: Limit, key: str) -> None:
        """Counts one attempt.

        Raises:
            TooManyError: the window is full; the attempt is not counted.
        """
        at = time.monotonic()
        if len(self._taken) > MOST_KEYS:
            self._forget(at)
        window = self._taken.setdefault((limit.name, key), deque())
        while window and window[0] <= at - WINDOW:
            window.popleft()
        if len(window) >= limit.per_minute:
            raise TooManyError(max(1, math.ceil(window[0] + WINDOW - at)))
        window.append(at)

    def give_back(self, limit: Limit, key: str) -> None:
        """The attempt was no misuse after all: a password that is right does not count."""
        window = self._taken.get((limit.name, key))
        if window:
            window.pop()

    def afford(self, budget: Budget, key: str) -> None:
        """Nothing, as long as the day's tokens are not spent.

        Raises:
            TooManyError: they are.
        """
        at = time.monotonic()
        day = self._spent.get((budget.name, key), deque())
        while day and day[0][0] <= at - DAY:
            day.popleft()
        if sum(tokens for _, tokens in day) >= budget.per_day:
            raise TooManyError(max(1, math.ceil(day[0][0] + DAY - at)))

    def spend(self, budget: Budget, key: str, *texts: str) -> None:
        """Counts what a turn took."""
        if len(self._spent) > MOST_KEYS:
            self._spent.clear()  # as when the process starts anew
        tokens = sum(map(len, texts)) // CHARACTERS
        self._spent.setdefault((budget.name, key), deque()).append((time.monotonic(), tokens))

    def _forget(self, at: float) -> None:
        old = [key for key, window in self._taken.items() if not window or window[-1] <= at - WINDOW]
        for key in old:
            del self._taken[key]
