"""Work that need not hold up an answer: mail and reports go out beside it, and what fails there is reported."""

import asyncio
from collections.abc import Coroutine

from bazaar.app.log import JsonLog
from bazaar.app.report import Reporter


class Later:
    """Starts work, and waits for it when the product stops."""

    def __init__(self, log: JsonLog, reporter: Reporter) -> None:
        self._log, self._reporter = log, reporter
        self._running: set[asyncio.Task[None]] = set()

    def start(self, name: str, work: Coroutine[None, None, None]) -> None:
        """Begins the work; the caller goes on at once."""
        task = asyncio.create_task(self._watched(name, work), name=name)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    @property
    def busy(self) -> bool:
        """Whether any of it still runs."""
        return bool(self._running)

    async def finish(self) -> None:
        """Waits for all of it."""
        while self._running:
            await asyncio.wait(self._running)

    async def _watched(self, name: str, work: Coroutine[None, None, None]) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - nobody waits for this work: the report is its answer
            self._log.write("later.failed", level="error", work=name, exception=type(error).__name__)
            await self._reporter.tell(error, name, {}, None)
