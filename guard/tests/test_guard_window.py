import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchready_guard.window import Limit, Memory


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


STEPS = st.lists(st.floats(0, 20, allow_nan=False), max_size=80)


@given(STEPS, st.integers(1, 8), st.floats(0.5, 30))
def test_no_window_ever_holds_more_than_its_bound(steps: list[float], count: int, seconds: float) -> None:
    async def allowed() -> list[float]:
        clock = Clock()
        store = Memory(clock=clock)
        found = []
        for step in steps:
            clock.now += step
            if (await store.take("a", Limit(count, seconds))).allowed:
                found.append(clock.now)
        return found

    times = asyncio.run(allowed())

    for number, first in enumerate(times):
        assert sum(first <= time < first + seconds for time in times[number:]) <= count


@given(STEPS, st.integers(1, 8), st.floats(0.5, 30))
def test_what_waits_as_long_as_it_is_told_is_let_in(steps: list[float], count: int, seconds: float) -> None:
    async def go() -> None:
        clock = Clock()
        store = Memory(clock=clock)
        for step in steps:
            clock.now += step
            taken = await store.take("a", Limit(count, seconds))
            if not taken.allowed:
                assert taken.wait > 0
                clock.now += taken.wait + 1e-6
                assert (await store.take("a", Limit(count, seconds))).allowed

    asyncio.run(go())


async def _many(store: Memory, limit: Limit, number: int) -> int:
    taken = await asyncio.gather(*(store.take("a", limit) for _ in range(number)))
    return sum(one.allowed for one in taken)


def test_many_at_once_get_exactly_as_many_as_may() -> None:
    assert asyncio.run(_many(Memory(), Limit(7, 60), 500)) == 7


def test_keys_do_not_share() -> None:
    async def go() -> list[bool]:
        store = Memory()
        return [(await store.take(key, Limit(1, 60))).allowed for key in ("a", "b", "a")]

    assert asyncio.run(go()) == [True, True, False]


def test_what_is_given_back_may_be_taken_again() -> None:
    async def go() -> list[bool]:
        store = Memory()
        first = await store.take("a", Limit(1, 60))
        await store.give_back("a")
        await store.give_back("nobody")
        return [
            first.allowed,
            (await store.take("a", Limit(1, 60))).allowed,
            (await store.take("a", Limit(1, 60))).allowed,
        ]

    assert asyncio.run(go()) == [True, True, False]


def test_an_hour_of_traffic_leaves_no_more_behind_than_its_last_windows() -> None:
    async def go() -> int:
        clock = Clock()
        store = Memory(most_keys=1000, clock=clock)
        for second in range(3600):
            clock.now += 1
            for caller in range(5):
                await store.take(f"{second} {caller}", Limit(5, 60))
            assert len(store) <= 1000
        return len(store)

    assert asyncio.run(go()) <= 1000


def test_a_flood_of_new_keys_forgets_those_used_the_longest_ago() -> None:
    async def go() -> list[bool]:
        store = Memory(most_keys=100)
        await store.take("late", Limit(1, 60))
        for number in range(100):
            await store.take(f"flood {number}", Limit(1, 60))
        await store.take("soon", Limit(1, 60))
        return [(await store.take(key, Limit(1, 60))).allowed for key in ("soon", "late")]

    assert asyncio.run(go()) == [False, True]


@pytest.mark.parametrize(("count", "seconds"), [(0, 60), (-1, 60), (100_001, 60), (5, 0), (5, -1), (5, float("nan"))])
def test_a_limit_that_cannot_be_kept_is_refused(count: int, seconds: float) -> None:
    with pytest.raises(ValueError, match="a limit's"):
        Limit(count, seconds)
