"""How fast canaries are found: the plain hunt against pyahocorasick and bare hyperscan, the decoded hunt against pyahocorasick."""

import sys
import sysconfig
import time
from collections.abc import Callable
from pathlib import Path

import ahocorasick
import hyperscan

from launchready_hunt.canary import Kind, Mint
from launchready_hunt.hunt import Hunter

CANARIES = 4_000
ROUNDS = 5
MEGABYTE = 1_000_000
PLAIN_BYTES = 16 * MEGABYTE
DECODED_BYTES = 2 * MEGABYTE


def run() -> list[dict[str, object]]:
    """The same canaries and the same bytes for each, in turn, best of several rounds."""
    mint = Mint(b"benchmark", seed="benchmark")
    canaries = [mint.mint(kind, str(number)) for kind in Kind for number in range(CANARIES // len(Kind))]
    hunter = Hunter(canaries)
    data = ordinary_bytes(PLAIN_BYTES) + f" {canaries[0].value} ".encode()
    text = data.decode("utf-8", "replace").lower()
    automaton = ahocorasick.Automaton()
    for canary in canaries:
        automaton.add_word(canary.value.lower(), canary)
    automaton.make_automaton()
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[canary.value.encode() for canary in canaries],
        ids=list(range(len(canaries))),
        flags=[hyperscan.HS_FLAG_CASELESS] * len(canaries),
        literal=True,
    )

    def bare() -> int:
        hits: list[int] = []
        database.scan(data, match_event_handler=lambda number, *_: hits.append(number))
        return len(hits)

    plain, corasick, scan = best(
        len(data) / MEGABYTE,
        lambda: len(hunter.plain(data)),
        lambda: sum(1 for _ in automaton.iter(text)),
        bare,
    )
    sample = data[-DECODED_BYTES:]
    hunter.find(sample[:1000])
    (decoded,) = best(len(sample) / MEGABYTE, lambda: len(hunter.find(sample).sightings))
    return [
        row("plain hunt, 4,000 canaries", plain, corasick, "pyahocorasick", "over 3 times"),
        row("plain hunt, 4,000 canaries, the engine alone", plain, scan, "hyperscan", "over 0.7"),
        row("decoded hunt, every view, depth 2", decoded, corasick, "pyahocorasick, plain text only", "over 0.5 MB/s"),
    ]


def row(name: str, ours: float, theirs: float, peer: str, goal: str) -> dict[str, object]:
    """One figure with its peer's."""
    return {
        "name": name,
        "ours": round(ours, 2),
        "theirs": round(theirs, 2),
        "peer": peer,
        "unit": "MB/s",
        "ratio": round(ours / theirs, 4),
        "goal": goal,
    }


def best(megabytes: float, *looks: Callable[[], int]) -> list[float]:
    """MB/s of each look, in turn; each must find the one canary that is there."""
    seconds = [float("inf")] * len(looks)
    for _ in range(ROUNDS):
        for number, look in enumerate(looks):
            started = time.perf_counter()
            found = look()
            seconds[number] = min(seconds[number], time.perf_counter() - started)
            if found != 1:
                sys.exit(f"look {number} found {found} canaries where one is")
    return [megabytes / one for one in seconds]


def ordinary_bytes(size: int) -> bytes:
    """Source and prose of the standard library and the installed packages."""
    data = bytearray()
    for folder in ("stdlib", "purelib"):
        for path in sorted(Path(sysconfig.get_paths()[folder]).rglob("*.py")):
            data += path.read_bytes()
            if len(data) >= size:
                return bytes(data[:size])
    return bytes(data)


if __name__ == "__main__":
    for figure in run():
        print(figure)
