"""An hour's traffic through the whole stack, in seconds: nothing grows but what its windows hold."""

import asyncio
import gc
import tracemalloc

from guard.tests.driving import Echo, ask
from launchready_guard.address import Proxies
from launchready_guard.bodies import Bodies
from launchready_guard.cors import Cors
from launchready_guard.hosts import Hosts
from launchready_guard.rate_limits import RateLimits, Rule
from launchready_guard.request_ids import RequestIds
from launchready_guard.security_headers import SecurityHeaders
from launchready_guard.window import Limit, Memory

MOST_KEYS = 2000
HEADERS = {"host": "shop.example", "origin": "https://shop.example", "content-type": "application/json"}


class Quiet(Echo):
    """It keeps nothing of what it was asked."""

    async def __call__(self, scope, receive, send) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - as its parent's
        await super().__call__(scope, receive, send)
        self.asked.clear()
        self.bodies.clear()


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


async def _minute(app: RequestIds, clock: Clock, minute: int) -> int:
    refused = 0
    for second in range(60):
        clock.now += 1
        for number in range(4):  # three who come once, and one who never stops
            client = f"10.{minute}.{second}.{number}" if number else "203.0.113.9"
            refused += (await ask(app, "POST /chat", HEADERS, b'{"message": "hello"}', client)).status == 429
    return refused


def test_an_hour_leaves_no_more_behind_than_its_first_minutes() -> None:
    clock = Clock()
    store = Memory(most_keys=MOST_KEYS, clock=clock)
    stack: RateLimits | Cors | Hosts | SecurityHeaders
    stack = RateLimits(
        Bodies(Quiet()), rules=[Rule("chat", Limit(20, 60), ("POST /chat",))], store=store, proxies=Proxies()
    )
    stack = SecurityHeaders(Hosts(Cors(stack, origins=["https://shop.example"]), names=["shop.example"]))
    app = RequestIds(stack)

    async def hour() -> tuple[list[int], list[int]]:
        sizes, refused = [], []
        for minute in range(60):
            refused.append(await _minute(app, clock, minute))
            if minute in {29, 59}:
                gc.collect()
                sizes.append(tracemalloc.get_traced_memory()[0])
        return sizes, refused

    tracemalloc.start()
    try:
        (half, whole), refused = asyncio.run(hour())
    finally:
        tracemalloc.stop()

    assert refused == [40] * 60  # of one's sixty a minute, twenty get in, in every minute
    assert len(store) <= MOST_KEYS
    assert whole - half < 200_000
