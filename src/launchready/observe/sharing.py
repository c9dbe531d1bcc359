"""What one alone may open and several looks use at once, such as a port that is declared: the last one closes it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import anyio

T = TypeVar("T")


@dataclass
class _Held(Generic[T]):
    thing: T
    closing: AsyncExitStack
    users: int = 0


@dataclass
class Shared:
    """Everything of a run that is open and used by several."""

    _held: dict[Hashable, _Held[object]] = field(default_factory=dict)
    _door: asyncio.Lock = field(default_factory=asyncio.Lock)

    @asynccontextmanager
    async def use(self, key: Hashable, opened: Callable[[], AbstractAsyncContextManager[T]]) -> AsyncIterator[T]:
        """The thing of that key: opened by the first who asks, and closed behind the last."""
        async with self._door:
            held = self._held.get(key)
            if held is None:
                closing = AsyncExitStack()
                held = self._held[key] = _Held(await closing.enter_async_context(opened()), closing)
            held.users += 1
        try:
            yield held.thing  # type: ignore[misc] # whoever names the key names what opens it
        finally:
            with anyio.CancelScope(shield=True):
                async with self._door:
                    held.users -= 1
                    if not held.users:
                        del self._held[key]
                        await held.closing.aclose()
