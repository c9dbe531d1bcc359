"""What one alone may open is opened once, used by many, and closed behind the last."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from launchready.observe.sharing import Shared


class Port:
    """Something that one alone may open."""

    def __init__(self) -> None:
        self.is_open = False
        self.times = 0

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[int]:
        assert not self.is_open
        await asyncio.sleep(0)
        self.is_open, self.times = True, self.times + 1
        try:
            yield self.times
        finally:
            await asyncio.sleep(0)
            self.is_open = False


def test_several_at_once_use_the_same_and_the_last_closes_it() -> None:
    port, shared = Port(), Shared()

    async def one(seconds: float) -> int:
        async with shared.use("port", port.opened) as number:
            await asyncio.sleep(seconds)
            assert port.is_open
            return number

    async def several() -> list[int]:
        return await asyncio.gather(one(0.01), one(0.03), one(0.02))

    assert asyncio.run(several()) == [1, 1, 1]
    assert not port.is_open


def test_who_comes_afterwards_opens_it_again() -> None:
    port, shared = Port(), Shared()

    async def twice() -> list[int]:
        found = []
        for _ in range(2):
            async with shared.use("port", port.opened) as number:
                found.append(number)
        return found

    assert asyncio.run(twice()) == [1, 2]


def test_one_that_cannot_be_opened_is_tried_again_by_the_next() -> None:
    shared = Shared()

    @asynccontextmanager
    async def taken() -> AsyncIterator[int]:
        raise OSError("taken")
        yield 0

    async def go() -> int:
        with pytest.raises(OSError, match="taken"):
            async with shared.use("port", taken):
                pass
        async with AsyncExitStack() as open_ones:
            return await open_ones.enter_async_context(shared.use("port", Port().opened))

    assert asyncio.run(go()) == 1
