"""Requests a second through consent, pace, record and wire, against a bare aiohttp loop on the same server."""

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp
import uvloop

from launchready.declare.model import Consent, Declaration, Product
from launchready.observe.opening import opened
from launchready.observe.secret import Secrets
from launchready.observe.world import World
from launchready.store import Run
from launchready.verdict import Touch
from launchready_hunt.canary import Mint
from launchready_hunt.ledger import Ledger

REQUESTS, AT_ONCE, ROUNDS = 3000, 12, 5
GOAL = 1.3
SERVER = """
import asyncio, json
from aiohttp import web

async def main():
    body = json.dumps({"id": "ord_1", "note": "lrc" + "a2" * 12, "items": list(range(40))}).encode()
    app = web.Application()
    app.router.add_get("/orders/{id}", lambda _: answer(body))
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(site._server.sockets[0].getsockname()[1], flush=True)
    await asyncio.sleep(3600)

async def answer(body):
    return web.Response(body=body, content_type="application/json")

asyncio.run(main())
"""


def run() -> list[dict[str, object]]:
    """The best of several rounds of each, in turn."""
    server = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        url = f"http://127.0.0.1:{server.stdout.readline().strip()}/orders/ord_1"
        ours, bare = uvloop.run(_both(url))
    finally:
        server.terminate()
        server.wait()
    return [
        {
            "name": "probe engine, requests a second",
            "ours": round(ours),
            "theirs": round(bare),
            "peer": "a bare aiohttp loop on the same server",
            "unit": "requests/s",
            "ratio": round(ours / bare, 2),
            "goal": f"within {GOAL} times (at least {1 / GOAL:.2f})",
        }
    ]


async def _both(url: str) -> tuple[float, float]:
    ours: list[float] = []
    bare: list[float] = []
    for _ in range(ROUNDS):
        bare.append(await _bare(url))
        ours.append(await _ours(url))
    return max(ours), max(bare)


async def _bare(url: str) -> float:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=64)) as session:

        async def one() -> None:
            async with session.get(url, allow_redirects=False) as response:
                await response.text()

        return await _rate(one)


async def _ours(url: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        run = Run.create(root, "bench", "")
        consent = Consent(("127.0.0.1",), touch=Touch.WRITE, requests_per_second=1e9)
        declaration = Declaration(root / "launch.toml", Product("Bench", "127.0.0.1"), consent)
        async with opened(
            declaration,
            mint=Mint(b"key"),
            ledger=Ledger(),
            secrets=Secrets(root, commands=False),
            record=run.record,
        ) as commons:
            world = World(commons, "bench", Touch.WRITE)

            async def one() -> None:
                await world.get(url)

            return await _rate(one)


async def _rate(one: Callable[[], Awaitable[None]]) -> float:
    left = iter(range(REQUESTS))

    async def worker() -> None:
        for _ in left:
            await one()

    started = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
    return REQUESTS / (time.perf_counter() - started)


if __name__ == "__main__":
    print(run())
