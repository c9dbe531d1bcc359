"""Measures whether an answer takes longer for addresses that have an account, by a test that noise does not pass."""

import statistics
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from launchready.observe.auth.existence import asking_at
from launchready.observe.http import Answer
from launchready.observe.question import Question
from launchready.observe.who.accounts import stranger_to
from launchready.observe.who.people import Account, Disposable, is_refused

if TYPE_CHECKING:
    from launchready.observe.world import World

PAIRS = {"sign-in": 12, "reset": 9}
EACH = {"sign-in": 4, "reset": 3}
"""How often one account is asked about: fewer times than products lock one."""
FEWEST_PAIRS = 8
BY_CHANCE = 0.0005
"""Below this likelihood (Mann and Whitney's test, both sides), a difference is not taken for chance."""
FLOOR_MS, FLOOR_TIMES = 12.0, 1.5
"""Smaller differences are left alone: no attacker sees them through a network in a few tries."""


@dataclass(frozen=True, slots=True)
class Times:
    """How long answers took, in milliseconds and in the order of asking."""

    place: str
    operation: str
    known: tuple[float, ...]
    unknown: tuple[float, ...]
    refused: bool
    """Whether a limit ended it before all were asked."""
    curl: str


@dataclass(frozen=True, slots=True)
class Timing(Question[tuple[Times, ...]]):
    """Does an API take longer for addresses that have an account?"""

    surface: str

    async def ask(self, world: "World") -> tuple[Times, ...]:
        """Asks in pairs, one known and one unknown, in turns; with accounts made for it."""
        accounts = [await world.ask(Disposable(self.surface, f"timing {number}")) for number in range(3)]
        found = [await self._at(world, place, accounts) for place in PAIRS]
        return tuple(one for one in found if one is not None)

    async def _at(self, world: "World", place: str, accounts: list[Account]) -> Times | None:
        asking = await asking_at(world, self.surface, place, accounts[0])
        if asking is None:
            return None
        spent: dict[bool, list[float]] = {True: [], False: []}
        request = asking.request(stranger_to(accounts[0].email))
        await world.send(request)  # warms up whatever is made once
        for number in range(PAIRS[place]):
            order = (True, False) if number % 2 else (False, True)
            account = accounts[number // EACH[place] % len(accounts)]
            for is_known in order:
                email = account.email if is_known else stranger_to(account.email)
                reply = await world.send(asking.request(email))
                if not isinstance(reply, Answer) or is_refused(reply):
                    return _times(asking.place, asking.name, spent, world.curl(request), refused=True)
                spent[is_known].append(reply.milliseconds)
        return _times(asking.place, asking.name, spent, world.curl(request), refused=False)


def _times(place: str, name: str, spent: dict[bool, list[float]], curl: str, *, refused: bool) -> Times:
    pairs = min(len(one) for one in spent.values())
    return Times(place, name, tuple(spent[True][:pairs]), tuple(spent[False][:pairs]), refused, curl)


@dataclass(frozen=True, slots=True)
class Difference:
    """What two series of times say."""

    known: float
    """Median, in milliseconds."""
    unknown: float
    likelihood: float
    """Of a difference like this by chance alone."""
    is_real: bool
    """Whether it is larger than the floor, no chance, and there in both halves of the series."""


def difference(known: tuple[float, ...], unknown: tuple[float, ...]) -> Difference:
    """Compares two series that were measured in turns."""
    medians = statistics.median(known), statistics.median(unknown)
    likelihood = mann_whitney(known, unknown)
    middle = len(known) // 2
    halves = ((known[:middle], unknown[:middle]), (known[middle:], unknown[middle:]))
    sign = 1 if medians[0] > medians[1] else -1
    large = all(_is_large(statistics.median(one), statistics.median(other), sign) for one, other in halves)
    return Difference(*medians, likelihood, large and likelihood < BY_CHANCE)


def _is_large(one: float, other: float, sign: int) -> bool:
    more, less = (one, other) if sign > 0 else (other, one)
    return more - less >= FLOOR_MS and more >= FLOOR_TIMES * less


def mann_whitney(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """How likely two series of the same kind differ this much in their order; exact, both sides, ties against us."""
    lower = sum(a < b for a in one for b in other)
    higher = sum(a > b for a in one for b in other)
    extreme = len(one) * len(other) - max(lower, higher)  # a tie counts as not extreme
    ways = _ways(len(one), len(other))
    below = sum(count for value, count in ways.items() if value <= extreme)
    return min(1.0, 2 * below / sum(ways.values()))


@cache
def _ways(one: int, other: int) -> Counter[int]:
    """In how many orders of two series each value of U comes out."""
    if one == 0 or other == 0:
        return Counter({0: 1})
    found: Counter[int] = Counter()
    for value, count in _ways(one - 1, other).items():
        found[value + other] += count
    for value, count in _ways(one, other - 1).items():
        found[value] += count
    return found
