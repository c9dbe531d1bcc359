"""Audits two marketplaces live, one faulty and one sound, and ends with 0 only if both verdicts are right."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TOP = Path(__file__).parent.parent
OUT = TOP / ".launchready" / "demo"
START_SECONDS = 60
STOP_SECONDS = 20
NAMES = {0: "GO", 1: "NO-GO", 2: "a wrong declaration", 3: "INCOMPLETE"}


def main() -> int:
    """Runs both audits."""
    started = time.monotonic()
    shutil.rmtree(OUT, ignore_errors=True)
    right = [
        show("The faulty marketplace", OUT / "faulty", wanted=1, words=("--faults", "all")),
        show("The sound marketplace", OUT / "sound", wanted=0, words=("--touch", "load")),
    ]
    for name in ("faulty", "sound"):
        print(f"{name:7} report: {(OUT / name / 'report.html').relative_to(TOP)}")
    print(
        f"demo: {time.monotonic() - started:.0f} s, {'both verdicts are right' if all(right) else 'A VERDICT IS WRONG'}"
    )
    return 0 if all(right) else 1


def show(title: str, out: Path, *, wanted: int, words: tuple[str, ...]) -> bool:
    """Starts a marketplace, audits it, stops it; whether the verdict is the wanted one."""
    print(f"\n━━ {title} ━━\n", flush=True)
    with tempfile.TemporaryDirectory(prefix="bazaar-") as name:
        ready = Path(name) / "ready.json"
        command = [sys.executable, "-m", "bazaar", "--dir", f"{name}/town", "--ready-file", str(ready), *words]
        town = subprocess.Popen(command, cwd=TOP, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        try:
            declaration = wait_for(ready, town)
            audit = [sys.executable, "-m", "launchready.cli", "audit", declaration, "--out", str(out)]
            code = subprocess.run(audit, check=False, env=os.environ).returncode
        finally:
            town.send_signal(signal.SIGTERM)
            town.wait(STOP_SECONDS)
    print(
        f"\n{title}: {NAMES.get(code, code)}, {'as it should be' if code == wanted else f'but {NAMES[wanted]} is right'}"
    )
    return code == wanted


def wait_for(ready: Path, town: "subprocess.Popen[str]") -> str:
    """The declaration of the marketplace, as soon as it is up."""
    deadline = time.monotonic() + START_SECONDS
    while not ready.exists():
        if town.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"the marketplace did not start:\n{town.stdout.read() if town.stdout else ''}")
        time.sleep(0.05)
    declaration: str = json.loads(ready.read_text(encoding="utf-8"))["declaration"]
    return declaration


if __name__ == "__main__":
    sys.exit(main())
