"""Asks again after some time what looked wrong: what is lost on the way or just being changed is no finding."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

KeyT = TypeVar("KeyT")
SaidT = TypeVar("SaidT")

PAUSES = (2.0, 6.0)
"""Seconds before what looks wrong is asked again: a change that is just on its way has arrived by then."""


async def each_time(
    suspects: Iterable[KeyT], ask: Callable[[KeyT, int], Awaitable[SaidT]]
) -> tuple[dict[KeyT, SaidT], ...]:
    """What is said of each suspect after each pause; `ask` gets the number of the time, 1 for the first. None asked, none waited."""
    every = tuple(suspects)
    rounds: list[dict[KeyT, SaidT]] = []
    for again, pause in enumerate(PAUSES, 1):
        if every:
            await asyncio.sleep(pause)
        rounds.append({one: await ask(one, again) for one in every})
    return tuple(rounds)
