"""Looks through many texts in a row: our own forms here, the engine beside it, a batch of texts at a time."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from launchready.observe.secrets import kingfisher
from launchready.observe.secrets.found import NOTHING, Begun, Engine, Sight
from launchready.observe.secrets.rules import begin

BATCH = 256 * 1024
"""Bytes that the engine reads at once: for small files, calling it takes longer than reading."""
AHEAD = 64 * 1024 * 1024
"""Bytes that may wait for the engine, which loads its rules first."""
Hits = tuple[kingfisher.Hit, ...]
Row = tuple[Begun | None, Callable[[Sight], None]]
"""A text and who is told what it holds, or nothing and what is done in its place."""


class Crowd:
    """What is found is handed over in the order in which it was asked for, in the thread that asks."""

    def __init__(self, engine: Engine) -> None:
        begin()
        self._engine = engine
        self._pool = ThreadPoolExecutor(1)
        self._rows: list[Row] = []
        self._size = 0
        self._waiting: deque[tuple[Future[list[Hits]], list[Row], int]] = deque()
        self._ahead = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=kind is not None)

    def look(self, data: bytes, place: str, then: Callable[[Sight], None]) -> None:
        """Looks through a text; `then` is told what it holds, soon."""
        self._rows.append((self._engine.begin(data, place), then))
        self._size += len(data)
        if self._size >= BATCH:
            self._send()

    def after(self, then: Callable[[], None]) -> None:
        """Does something once all that was asked for before has been told."""
        self._rows.append((None, lambda _: then()))

    def settle(self) -> None:
        """Waits until all is told."""
        self._send()
        while self._waiting:
            self._tell()

    def _send(self) -> None:
        texts = [begun for begun, _ in self._rows if begun is not None]
        self._waiting.append((self._pool.submit(_hits, texts), self._rows, self._size))
        self._ahead += self._size
        self._rows, self._size = [], 0
        while self._waiting and (self._ahead > AHEAD or self._waiting[0][0].done()):
            self._tell()

    def _tell(self) -> None:
        future, rows, size = self._waiting.popleft()
        self._ahead -= size
        hits = iter(future.result())
        for begun, then in rows:
            then(NOTHING if begun is None else self._engine.end(begun, next(hits)))


def _hits(texts: list[Begun]) -> list[Hits]:
    return kingfisher.look_at_all([(one.data, one.place, one.own.is_encoded) for one in texts])
