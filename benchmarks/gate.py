"""How long a deploy waits for the gate on Bazaar, and a person for one finding, against the whole audit of the same product."""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.live import bazaar

FAULT, CHECK = "bnd-read-order", "boundaries.stranger-reads-object"
GATE_SECONDS, VERIFY_SECONDS = 60, 10


def run() -> list[dict[str, object]]:
    """Each as a user waits for it, from the command to its end; the gate twice, and the shorter counts."""
    with tempfile.TemporaryDirectory() as folder, bazaar(Path(folder), FAULT) as declaration:
        audit, code = _seconds("audit", str(declaration), "--json")
        assert code == 1
        gate = min(_seconds("gate", str(declaration), "--json")[0] for _ in range(2))
        verify = min(_seconds("verify", CHECK, "--declaration", str(declaration))[0] for _ in range(3))
    return [
        _row("gate: seconds on Bazaar", gate, audit, f"under {GATE_SECONDS}"),
        _row("verify: seconds for one finding on Bazaar", verify, audit, f"under {VERIFY_SECONDS}"),
    ]


def _row(name: str, ours: float, theirs: float, goal: str) -> dict[str, object]:
    return {
        "name": name,
        "ours": round(ours, 1),
        "theirs": round(theirs, 1),
        "peer": "the whole audit (touch write)",
        "unit": "s",
        "ratio": round(theirs / ours, 1),
        "goal": goal,
    }


def _seconds(*words: str) -> tuple[float, int]:
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "launchready.cli", *words], capture_output=True, check=False)
    return time.perf_counter() - started, done.returncode


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
