"""How long a user waits for `launchready --help`, against the bare interpreter on the same machine."""

import subprocess
import sys
import time

ROUNDS = 9
GOAL_MS = 150.0


def run() -> list[dict[str, object]]:
    """Takes the best of several starts of each, in turn."""
    help_ms: list[float] = []
    bare_ms: list[float] = []
    for _ in range(ROUNDS):
        help_ms.append(milliseconds(["-m", "launchready.cli", "--help"]))
        bare_ms.append(milliseconds(["-c", "pass"]))
    ours, floor = round(min(help_ms), 1), round(min(bare_ms), 1)
    return [
        {
            "name": "launchready --help",
            "ours": ours,
            "theirs": floor,
            "peer": "python -c pass (the floor)",
            "unit": "ms",
            "ratio": round(floor / ours, 2),
            "goal": f"under {GOAL_MS:.0f} ms",
        }
    ]


def milliseconds(words: list[str]) -> float:
    """The wall time of one start."""
    started = time.perf_counter()
    subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    print(run())
