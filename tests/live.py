"""Starts Bazaar and audits it with the real command, as a user would."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import forked

START_SECONDS = 60
STOP_SECONDS = 20
AUDIT_SECONDS = 240
TOP = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Report:
    """What an audit said."""

    word: str
    exit_code: int
    verdicts: dict[tuple[str, str], str]
    reasons: dict[tuple[str, str], str]
    bugs: list[str]
    left_behind: list[str]
    run: Path

    @property
    def not_removed(self) -> list[str]:
        """What the run left though the API has a way to remove it."""
        no_way = ("the API names no operation that deletes it", "no operation removes one's own account")
        return [one for one in self.left_behind if not one.endswith(no_way)]

    @property
    def failed(self) -> set[str]:
        """The checks with a finding."""
        return {check for (check, _), verdict in self.verdicts.items() if verdict == "Fail"}

    @property
    def unknown(self) -> set[str]:
        """The checks that could not tell, with their reasons."""
        return {f"{key}: {self.reasons[key]}" for key, verdict in self.verdicts.items() if verdict == "Unknown"}


@contextmanager
def bazaar(
    folder: Path,
    *faults: str,
    style: str = "classic",
    touch: str = "write",
    quick_passwords: bool = False,
    model: str = "scripted",
) -> Iterator[Path]:
    """A running Bazaar; gives the path of its launch.toml."""
    ready = folder / "ready.json"
    folder.mkdir(parents=True, exist_ok=True)
    words = [word for fault in faults for word in (("--faults", "all") if fault == "all" else ("--fault", fault))]
    words += ["--dir", str(folder / "town"), "--ready-file", str(ready), "--style", style, "--touch", touch]
    words += ["--quick-passwords"] if quick_passwords else []
    words += ["--model", model]
    said = folder / "bazaar.out"
    process = forked.start("bazaar.__main__", words, said, said)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not ready.exists():
            if not process.is_alive() or time.monotonic() > deadline:
                raise RuntimeError("Bazaar did not start:\n" + said.read_text(encoding="utf-8"))
            time.sleep(0.05)
        yield Path(json.loads(ready.read_text(encoding="utf-8"))["declaration"])
    finally:
        process.terminate()
        process.join(STOP_SECONDS)
        assert process.exitcode == 0


def audit(declaration: Path, *more: str) -> Report:
    """Audits with the command; the report is what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "launchready.cli", "audit", str(declaration), "--json", *more],
        capture_output=True,
        text=True,
        timeout=AUDIT_SECONDS,
        check=False,
    )
    return _report(declaration, done.returncode, done.stdout, done.stderr)


def _audit_of_a_fork(declaration: Path) -> Report:
    with tempfile.TemporaryDirectory() as folder:
        out, errors = Path(folder, "out"), Path(folder, "errors")
        process = forked.start("launchready.cli", ["audit", str(declaration), "--json"], out, errors)
        process.join(AUDIT_SECONDS)
        if process.exitcode is None:
            process.kill()
            raise RuntimeError(f"the audit was not done within {AUDIT_SECONDS} seconds")
        return _report(declaration, process.exitcode, out.read_text(encoding="utf-8"), errors.read_text("utf-8"))


def _report(declaration: Path, exit_code: int, out: str, errors: str) -> Report:
    if not out.strip():
        raise RuntimeError(f"the audit ended with {exit_code} and printed nothing:\n{errors}")
    try:
        said = json.loads(out)
    except ValueError as error:
        raise RuntimeError(f"the audit ended with {exit_code}, in the middle of a word: {errors}") from error
    results = {(one["check"], one["target"]): one["verdict"] for one in said["results"]}
    runs = sorted((declaration.parent / ".launchready" / "runs").iterdir())
    return Report(
        word=said["decision"]["word"],
        exit_code=exit_code,
        verdicts={key: verdict["kind"] for key, verdict in results.items()},
        reasons={key: verdict["because"] for key, verdict in results.items()},
        bugs=[f"{key}: {verdict['because']}" for key, verdict in results.items() if verdict.get("ours")],
        left_behind=said["run"]["left_behind"],
        run=runs[-1],
    )


def audited(
    folder: Path, *faults: str, style: str = "classic", touch: str = "write", quick_passwords: bool = False
) -> Report:
    """The report on a Bazaar with these faults."""
    with bazaar(folder, *faults, style=style, touch=touch, quick_passwords=quick_passwords) as declaration:
        return _audit_of_a_fork(declaration)


TOO_BUSY = "it measured itself"
"""Said of a spike where this machine, and not the product, was late."""
MOST_TRIES = 3


def audited_sound(folder: Path, *, style: str = "classic") -> Report:
    """The report on a sound Bazaar with all that its owner can allow; again where this machine was too busy to tell."""
    for number in range(MOST_TRIES):
        report = audited(folder / str(number), style=style, touch="load")
        if report.failed or not report.unknown or any(TOO_BUSY not in one for one in report.unknown):
            break
    return report
