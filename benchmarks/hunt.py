"""How fast the hunt reads: thousands of canaries at once, against other matchers on the same bytes in the same run."""

import sysconfig
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import ahocorasick
import hyperscan

from launchready_hunt.canary import Canary, Mint
from launchready_hunt.hunt import Hunter

CANARIES = 2_000
PLAIN_BYTES = 8_000_000
DECODED_BYTES = 400_000
DECODED_CANARIES = 50
ROUNDS = 3
PLANTED = 20


def run() -> list[dict[str, object]]:
    """The plain hunt against two matchers, and the decoded hunt against the plain one."""
    mint = Mint(b"benchmark", seed="benchmark")
    canaries = [mint.token(f"mark {number}") for number in range(CANARIES)]
    text = corpus(PLAIN_BYTES, canaries)
    ours = speed(text, plain_hunter(canaries))
    rows = [
        row("hunt, plain", ours, speed(text, aho(canaries)), "pyahocorasick"),
        row("hunt, plain", ours, speed(text, scanner(canaries)), "hyperscan"),
    ]
    few = canaries[:DECODED_CANARIES]
    short = corpus(DECODED_BYTES, few)
    hunter = Hunter(few)
    decoded = speed(short, lambda data: len(hunter.find(data).sightings))
    return [
        *rows,
        row("hunt, every decoded view", decoded, speed(short, plain_hunter(few)), "our plain hunt (the floor)"),
    ]


def row(name: str, ours: float, theirs: float, peer: str) -> dict[str, object]:
    """One line of the results; more is better."""
    goal = "a line to watch" if "floor" in peer else "at least as fast"
    ratio = round(ours / theirs, 4)
    return {
        "name": name,
        "ours": round(ours, 3),
        "theirs": round(theirs, 3),
        "peer": peer,
        "unit": "MB/s",
        "ratio": ratio,
        "goal": goal,
    }


def speed(text: bytes, count: Callable[[bytes], int]) -> float:
    """MB a second, the best of several rounds; every planted canary must be found."""
    best = 0.0
    for _ in range(ROUNDS):
        started = time.perf_counter()
        found = count(text)
        best = max(best, len(text) / 1e6 / (time.perf_counter() - started))
        assert found >= PLANTED, f"found {found} of {PLANTED}"
    return best


def corpus(size: int, canaries: list[Canary]) -> bytes:
    """Ordinary text (the standard library's source) with canaries planted in it at equal distances."""
    parts: list[str] = []
    length = 0
    for path in sorted(Path(sysconfig.get_path("stdlib")).glob("*.py")) * 9:
        parts.append(path.read_text(encoding="utf-8", errors="replace"))
        length += len(parts[-1])
        if length > size:
            break
    text = "".join(parts)[:size]
    step = len(text) // PLANTED
    return " ".join(text[at * step : (at + 1) * step] + canaries[at].value for at in range(PLANTED)).encode()


def plain_hunter(canaries: Iterable[Canary]) -> Callable[[bytes], int]:
    """Ours, without decoding."""
    hunter = Hunter(canaries)
    return lambda data: len(hunter.plain(data))


def aho(canaries: Iterable[Canary]) -> Callable[[bytes], int]:
    """pyahocorasick, which reads text: its decoding and folding of case are counted, as ours are."""
    automaton = ahocorasick.Automaton()
    for canary in canaries:
        automaton.add_word(canary.value.lower(), canary)
    automaton.make_automaton()
    return lambda data: sum(1 for _ in automaton.iter(data.decode("utf-8", "replace").lower()))


def scanner(canaries: Iterable[Canary]) -> Callable[[bytes], int]:
    """Hyperscan itself, with the values as literals and any case."""
    values = [canary.value.encode() for canary in canaries]
    database = hyperscan.Database()
    flags = [hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_SINGLEMATCH] * len(values)
    database.compile(expressions=values, ids=list(range(len(values))), elements=len(values), flags=flags)

    def count(data: bytes) -> int:
        found: list[int] = []
        database.scan(data, match_event_handler=lambda number, *_: found.append(number))
        return len(found)

    return count


if __name__ == "__main__":
    for one in run():
        print(one)
