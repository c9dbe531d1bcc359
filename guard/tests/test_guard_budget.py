import asyncio
import os
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from guard.tests.places import Place, program
from launchready_guard.model.budget import DAY, Budget, Cost, SpentError


def test_a_day_is_spent_and_begins_anew(place: Place) -> None:
    now = [10.0 * DAY]
    budget = Budget(place.open(), Cost(1000, 10, 50), clock=lambda: now[0])

    with budget.turn("ada", Cost(600, 5, 25)) as turn:
        turn.add(Cost(500, 2, 20))
    assert budget.spent("ada") == Cost(500, 2, 20)
    for too_much in (Cost(501), Cost(0, 9), Cost(0, 0, 31)):
        with pytest.raises(SpentError, match="used up"), budget.turn("ada", too_much):
            pass
    with budget.turn("ada", Cost(500, 8, 30)), budget.turn("bo", Cost(1000)):
        pass
    now[0] += DAY
    assert budget.spent("ada") == Cost()
    with budget.turn("ada", Cost(1000)):
        pass


def test_what_is_set_aside_counts_until_the_turn_ends(place: Place) -> None:
    budget = Budget(place.open(), Cost(1000, 0, 0))

    with budget.turn("ada", Cost(900)), pytest.raises(SpentError), budget.turn("ada", Cost(101)):
        pass

    assert budget.spent("ada") == Cost()


def test_a_turn_that_takes_more_is_told_so_and_counts_in_full(place: Place) -> None:
    budget = Budget(place.open(), Cost(1000, 3, 0))

    with budget.turn("ada", Cost(100, 1)) as turn:
        turn.add(Cost(60, 1))
        with pytest.raises(SpentError, match="set aside"):
            turn.add(Cost(0, 1))

    assert budget.spent("ada") == Cost(60, 2)


def test_a_turn_that_breaks_counts_what_it_used(place: Place) -> None:
    budget = Budget(place.open(), Cost(1000, 0, 0))

    with suppress(ZeroDivisionError), budget.turn("ada", Cost(100)) as turn:
        turn.add(Cost(40))
        1 / 0  # noqa: B018 - what breaks

    assert budget.spent("ada") == Cost(40)


def test_many_at_once_spend_no_more_than_the_ceiling(place: Place) -> None:
    budget = Budget(place.open(), Cost(1000, 0, 0))

    def once(_: int) -> int:
        try:
            with budget.turn("ada", Cost(100)) as turn:
                turn.add(Cost(100))
        except SpentError:
            return 0
        return 1

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(once, range(40))) == 10
    assert budget.spent("ada") == Cost(1000)


SPENDER = """
from launchready_guard.model.budget import Budget, Cost, SpentError
budget, done = Budget(place, Cost(1000, 0, 0), clock=lambda: 864000.0), 0
sys.stdin.readline()
for _ in range(20):
    try:
        with budget.turn("ada", Cost(70)) as turn:
            turn.add(Cost(50))
            done += 1
    except SpentError:
        pass
print(done)
"""


def test_processes_share_one_ceiling(place: Place) -> None:
    budget = Budget(place.open(), Cost(1000, 0, 0), clock=lambda: 864000.0)
    words = [*program(SPENDER), place.word()]
    racers = [subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    done = sum(int(racer.communicate("go\n", timeout=60)[0]) for racer in racers)

    assert budget.spent("ada") == Cost(50 * done)
    assert done <= 20


def test_a_turn_of_a_coroutine_is_counted_even_when_it_is_cut_off(place: Place) -> None:
    budget = Budget(place.open(), Cost(1000, 0, 0))

    async def turn(begun: asyncio.Event) -> None:
        async with budget.turn("ada", Cost(100)) as held:
            held.add(Cost(30))
            begun.set()
            await asyncio.sleep(60)

    async def go() -> None:
        begun = asyncio.Event()
        running = asyncio.create_task(turn(begun))
        await begun.wait()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    asyncio.run(go())

    assert budget.spent("ada") == Cost(30)


def test_a_turn_that_is_cut_off_before_it_begins_costs_nothing(place: Place) -> None:
    budget = Budget(place.open(), Cost(1000, 0, 0))

    async def go() -> None:
        async def turn() -> None:
            async with budget.turn("ada", Cost(100)):
                raise AssertionError("it began")

        running = asyncio.create_task(turn())
        await asyncio.sleep(0)  # it asks for the place now
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    asyncio.run(go())

    assert budget.spent("ada") == Cost()


KILLED = """
import time
from launchready_guard.model.budget import Budget, Cost
with Budget(place, Cost(1000, 0, 0), clock=lambda: 864000.0).turn("ada", Cost(700)):
    print("in the middle", flush=True)
    time.sleep(60)
"""


def test_a_process_that_is_killed_has_spent_what_it_set_aside(place: Place) -> None:
    words = [*program(KILLED), place.word()]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        os.kill(process.pid, signal.SIGKILL)

    assert Budget(place.open(), Cost(1000, 0, 0), clock=lambda: 864000.0).spent("ada") == Cost(700)


def test_what_is_old_is_forgotten(place: Place) -> None:
    now = [100.0 * DAY]
    budget = Budget(place.open(), Cost(1000, 0, 0), clock=lambda: now[0])
    with budget.turn("ada", Cost(10)) as turn:
        turn.add(Cost(10))
    now[0] += 40 * DAY

    budget.forget()

    now[0] -= 40 * DAY
    assert budget.spent("ada") == Cost()


def test_a_cost_is_not_below_nothing() -> None:
    with pytest.raises(ValueError, match="below nothing"):
        Cost(-1)
