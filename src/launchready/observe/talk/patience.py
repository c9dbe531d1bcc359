"""Sends again where a limit asks to wait: what the model's limit refuses was not answered."""

from collections.abc import Awaitable, Callable

import anyio

from launchready.observe.http import Answer, Reply

LONGEST_WAIT = 65
"""Seconds that a turn waits for a limit to open again; one minute is the usual window."""
RETRIES = 4
"""How often a turn waits: others of the same customer wait for the same window."""


async def patiently(send: Callable[[], Awaitable[Reply]]) -> Reply:
    """Sends, and sends again where a limit asks to wait: the model's limit is shared by every check that talks to it."""
    reply = await send()
    for _ in range(RETRIES):
        if not (isinstance(reply, Answer) and (pause := _asked_to_wait(reply))):
            break
        await anyio.sleep(pause)
        reply = await send()
    return reply


def _asked_to_wait(answer: Answer) -> float:
    """Seconds that a limit asks to wait, where it is worth the wait."""
    after = answer.header("Retry-After") or ""
    return float(after) + 0.5 if answer.status == 429 and after.isdigit() and int(after) <= LONGEST_WAIT else 0.0  # noqa: PLR2004
