"""What a product pays for its guards over real connections: requests a second and their times, bare, guarded, and with the usual stack."""

import asyncio
import importlib.util
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

HERE = Path(__file__).parent
TOP = HERE.parent
PEER = TOP / ".bench" / "guard"
ASKERS = 8
REQUESTS = 1_500
"""Of each asker in a round."""
ROUNDS = 4
REQUEST = (
    b"GET /orders/1 HTTP/1.1\r\nhost: api.shop.example\r\nuser-agent: bench\r\n"
    b"origin: https://shop.example\r\naccept: */*\r\n\r\n"
)
SERVES = """
import os, sys, uvicorn
sys.argv = ["bench"]
name, path = os.environ["BENCH_APP"], os.environ["BENCH_SOCKET"]
app = {"bare": product, "ours": ours, "usual": usual}[name]()
uvicorn.run(app, uds=path, log_level="error", access_log=False, proxy_headers=False)
"""


def run() -> list[dict[str, object]]:
    """All three served by uvicorn from one process each, asked in turn; the best round of each."""
    _installed()
    with ExitStack() as stack:
        places = {name: stack.enter_context(_served(name)) for name in ("bare", "ours", "usual")}
        rounds: dict[str, list[list[float]]] = {name: [] for name in places}
        rates: dict[str, list[float]] = {name: [] for name in places}
        for _ in range(ROUNDS):
            for name, place in places.items():
                began = time.perf_counter()
                times = asyncio.run(_asked(place))
                rates[name].append(len(times) / (time.perf_counter() - began))
                rounds[name].append(times)
    best = {name: max(found) for name, found in rates.items()}
    middle = {name: min(statistics.median(one) for one in found) * 1e6 for name, found in rounds.items()}
    slow = {name: min(statistics.quantiles(one, n=100)[98] for one in found) * 1e6 for name, found in rounds.items()}
    usual, bare = "slowapi, secure, asgi-correlation-id, Starlette's own", "bare Starlette"
    return [
        _row("requests a second, whole stack on", best, "usual", usual, "requests/s: more"),
        _row("requests a second, beside no guard", best, "bare", bare, "requests/s: told"),
        _row("a request's time, median", middle, "usual", usual, "us: less"),
        _row("a request's time, median, beside no guard", middle, "bare", bare, "us: told"),
        _row("a request's time, slowest of a hundred", slow, "usual", usual, "us: less"),
    ]


def _row(name: str, figures: dict[str, float], beside: str, peer: str, told: str) -> dict[str, object]:
    unit, _, goal = told.partition(": ")
    ours, theirs = figures["ours"], figures[beside]
    row = {"ours": round(ours), "theirs": round(theirs), "ratio": round(ours / theirs, 2)}
    return {"name": f"guard: {name}", **row, "peer": peer, "unit": unit, "goal": goal}


@contextmanager
def _served(name: str) -> Iterator[str]:
    stack = _stack()
    with tempfile.TemporaryDirectory() as folder:
        place = str(Path(folder, "s"))
        paths = os.pathsep.join(str(TOP / one / "src") for one in ("guard", "hunt"))
        server = subprocess.Popen(
            [str(PEER / "bin" / "python"), "-c", stack + SERVES],
            env={**os.environ, "PYTHONPATH": paths, "BENCH_APP": name, "BENCH_SOCKET": place},
        )
        try:
            until = time.monotonic() + 30
            while not Path(place).exists():
                if server.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(f"{name} does not start")
                time.sleep(0.05)
            yield place
        finally:
            server.terminate()
            server.wait(10)


def _stack() -> str:
    """The three apps, as `guard.py` has them, with a limit that the bench never meets."""
    spec = importlib.util.spec_from_file_location("guard_stacks", HERE / "guard.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    head: str = module.TIMED.partition("HEADERS =")[0]
    return head.replace("Limit(1000, 60)", "Limit(100_000, 1)").replace("1000/minute", "100000/second")


async def _asked(place: str) -> list[float]:
    found = await asyncio.gather(*(_one(place) for _ in range(ASKERS)))
    return [one for times in found for one in times]


async def _one(place: str) -> list[float]:
    reader, writer = await asyncio.open_unix_connection(place)
    times = []
    for _ in range(REQUESTS):
        began = time.perf_counter()
        writer.write(REQUEST)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(head.decode("latin-1"))
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        await reader.readexactly(int(length))
        times.append(time.perf_counter() - began)
    writer.close()
    return times


def _installed() -> None:
    packages = ("starlette", "slowapi", "secure", "asgi-correlation-id", "uvicorn", "httptools", "uvloop")
    if not (PEER / "bin" / "python").exists():
        subprocess.run([sys.executable, "-m", "venv", str(PEER)], check=True)
    if not (PEER / "bin" / "uvicorn").exists():
        words = [str(PEER / "bin" / "python"), "-m", "pip", "install", "--quiet", *packages]
        subprocess.run(words, check=True, timeout=600)
