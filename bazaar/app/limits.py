"""How often what may be done: the rules that the guards keep, and what a day's talk with the model may cost."""

import math
import time
from collections import deque
from contextvars import ContextVar
from dataclasses import dataclass

from launchready_guard.rate_limits import By, Rule
from launchready_guard.window import Limit, Memory

UNCOUNTED: ContextVar[bool] = ContextVar("uncounted", default=False)
"""Whether what goes on was counted already: several tries in one GraphQL request, under its faults."""
MINUTE = 60
MOST_KEYS = 50_000
RULES = {
    "bnd-signup-unlimited": Rule("signup", Limit(50, MINUTE), ("POST /auth/signup",)),
    "bnd-reset-unlimited": Rule("reset", Limit(60, MINUTE), ("POST /auth/reset", "POST /reset")),
    "bnd-webhook-unlimited": Rule("webhook", Limit(60, MINUTE), ("POST /webhooks/payments",)),
    "bnd-upload-unlimited": Rule("upload", Limit(20, MINUTE), ("POST /files", "POST /files/import"), By.ACCOUNT),
    "bnd-chat-unlimited": Rule("chat", Limit(20, MINUTE), ("POST /conversations/{talk}/messages",), By.ACCOUNT),
}
"""By the fault that leaves each out."""
ALWAYS = (
    Rule("confirm", Limit(60, MINUTE), ("POST /auth/reset/confirm",)),
    Rule("hook", Limit(10, MINUTE), ("POST /hooks/{hook}/test",), By.ACCOUNT),
    Rule("escalate", Limit(10, MINUTE), ("POST /support/escalations",), By.ACCOUNT),
)
RESETS_OF_ONE_ACCOUNT = Limit(5, MINUTE)


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

    def __init__(self, wait: float) -> None:
        self.retry_after = max(1, math.ceil(wait))
        super().__init__(f"try again in {self.retry_after} s")


class Limits:
    """What only a route can count: it knows which account a request names, and what a talk took."""

    def __init__(self) -> None:
        self._windows = Memory(most_keys=MOST_KEYS)
        self._spent: dict[tuple[str, str], deque[tuple[float, int]]] = {}

    async def take(self, name: str, limit: Limit) -> None:
        """Counts one attempt.

        Raises:
            TooManyError: the window is full; the attempt is not counted.
        """
        taken = await self._windows.take(name, limit)
        if not taken.allowed:
            raise TooManyError(taken.wait)

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
            raise TooManyError(day[0][0] + DAY - at)

    def spend(self, budget: Budget, key: str, *texts: str) -> None:
        """Counts what a turn took."""
        if len(self._spent) > MOST_KEYS:
            self._spent.clear()  # as when the process starts anew
        tokens = sum(map(len, texts)) // CHARACTERS
        self._spent.setdefault((budget.name, key), deque()).append((time.monotonic(), tokens))
