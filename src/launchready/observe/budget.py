"""Holds a run to its budget: requests and seconds for all of it, and requests for one operation of an API."""

import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from launchready.observe.errors import BudgetSpent

BUDGET = re.compile(r"(\d+(?:\.\d+)?)(?:r|req|requests?|(s|sec|seconds?|m|min|minutes?))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Budget:
    """What one go of a run may spend; None is without an end."""

    requests: int | None = None
    seconds: float | None = None


def budget_of(words: tuple[str, ...]) -> Budget:
    """Reads `500r`, `30s`, `2m`, or several of them.

    Raises:
        ValueError: a word is neither a number of requests nor one of seconds.
    """
    requests: int | None = None
    seconds: float | None = None
    for word in (part for one in words for part in re.split(r"[\s,|]+", one.strip())):
        match = BUDGET.fullmatch(word)
        if match is None or float(match[1]) <= 0:
            raise ValueError(f"{word!r} is no budget; write 500r for requests, 30s for seconds, or 500r,30s")
        if match[2]:
            seconds = float(match[1]) * (60 if match[2].lower().startswith("m") else 1)
        else:
            requests = int(float(match[1]))
    return Budget(requests, seconds)


class Purse:
    """What is left of the budget. Nothing that costs a request is sent past it."""

    def __init__(
        self, budget: Budget, per_operation: int | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`per_operation` is how often one operation may be asked; the seconds begin now."""
        self._budget = budget
        self._per_operation = per_operation
        self._clock = clock
        self._began = clock()
        self._sent = 0
        self._asked: Counter[str] = Counter()

    def spent(self) -> str:
        """Why nothing more may be sent; empty where something may."""
        if self._budget.requests is not None and self._sent >= self._budget.requests:
            return f"the budget of {self._budget.requests} request{'s'[: self._budget.requests > 1]} was spent"
        if (left := self.left()) is not None and left <= 0:
            return f"the budget of {self._budget.seconds:g} seconds was spent"
        return ""

    def left(self) -> float | None:
        """The seconds that are left; None where they have no end."""
        return None if self._budget.seconds is None else self._budget.seconds - (self._clock() - self._began)

    def pay(self, operation: str | None = None) -> None:
        """Pays for one request.

        Args:
            operation: the API's operation that it asks, where those are counted.

        Raises:
            BudgetSpent: nothing is left for it.
        """
        if spent := self.spent():
            raise BudgetSpent(spent)
        if operation is not None and self._per_operation is not None:
            if self._asked[operation] >= self._per_operation:
                raise BudgetSpent(
                    f"{operation} was asked {self._per_operation} times, which is as often as "
                    "consent.requests_per_operation allows"
                )
            self._asked[operation] += 1
        self._sent += 1
