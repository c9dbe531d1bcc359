"""What a user does wrong, or what breaks half-way: one clear message, the right exit code, and nothing lost."""

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.live import audit, bazaar

pytestmark = pytest.mark.faults

SOME = ("--only", "exposure.host-does-not-resolve", "--only", "boundaries.stranger-reads-object")
WAIT_SECONDS = 60


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with bazaar(tmp_path_factory.mktemp("sound")) as declaration:
        yield declaration


@pytest.fixture
def changed(town: Path) -> Iterator[Callable[[str, str], Path]]:
    made = town.with_name("changed.toml")

    def change(pattern: str, words: str) -> Path:
        text, count = re.subn(pattern, lambda _: words, town.read_text(encoding="utf-8"), count=1)
        assert count == 1, pattern
        made.write_text(text, encoding="utf-8")
        return made

    yield change
    made.unlink()


def said(path: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "launchready.cli", "audit", str(path)], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "launch.toml"),
        ("", "launch.toml"),
        ("[product\n", "launch.toml:1"),
        ("version = 2\n", "launch.toml:1: version"),
        ('version = 1\n[prodcut]\nname = "x"\n', "product"),
    ],
)
def test_a_declaration_that_cannot_be_read_says_where_and_what_to_do(
    tmp_path: Path, text: str | None, words: str
) -> None:
    path = tmp_path / "launch.toml"
    if text is not None:
        path.write_text(text)

    done = said(path)

    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert "nothing was sent" in done.stderr


def test_a_dead_host_is_a_finding_and_the_rest_is_still_audited(changed: Callable[[str, str], Path]) -> None:
    path = changed(r'url = "https://admin\.bazaar\.test"', 'url = "https://gone.bazaar.test"')

    report = audit(path, *SOME)

    assert report.verdicts["exposure.host-does-not-resolve", "host.gone.bazaar.test"] == "Fail"
    assert report.verdicts["exposure.host-does-not-resolve", "host.bazaar.test"] == "Pass"


def test_an_openapi_document_that_does_not_parse_is_told_and_the_rest_is_still_audited(
    changed: Callable[[str, str], Path],
) -> None:
    path = changed(r'openapi = "/openapi\.json"', 'openapi = "/health"')

    report = audit(path, *SOME)

    assert report.verdicts["boundaries.stranger-reads-object", "surface.api"] == "Unknown"
    assert "/health" in report.reasons["boundaries.stranger-reads-object", "surface.api"]
    assert report.verdicts["exposure.host-does-not-resolve", "host.bazaar.test"] == "Pass"
    assert report.exit_code == 3
    assert report.bugs == []


def test_an_account_that_cannot_sign_in_is_told_and_the_rest_is_still_audited(
    changed: Callable[[str, str], Path],
) -> None:
    path = changed(r"#BUYER_A_PASSWORD", "#BUYER_B_PASSWORD")

    report = audit(path, *SOME)

    reason = report.reasons["boundaries.stranger-reads-object", "surface.api"]
    assert "buyer_a cannot sign in (launch.toml line" in reason
    assert report.exit_code == 3
    assert report.bugs == []


def test_certificates_that_are_none_end_with_one_line(changed: Callable[[str, str], Path]) -> None:
    path = changed(r'trust = "root\.crt"', 'trust = "app.log"')

    done = said(path)

    assert done.returncode == 2
    assert "cannot be used as certificates" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_run_that_is_killed_goes_on_where_it_was(town: Path) -> None:
    words = [sys.executable, "-m", "launchready.cli", "audit", str(town), "--json"]
    runs = town.parent / ".launchready" / "runs"
    before = set(runs.iterdir()) if runs.exists() else set()
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        run = killed_half_way(process, runs, before)
    events = [json.loads(line) for line in run.read_text(encoding="utf-8").splitlines() if line.endswith("}")]
    looked = {(event["check"], event["target"]) for event in events if event["event"] == "Looked"}

    done = subprocess.run([*words, "--resume"], capture_output=True, text=True, check=False)

    assert done.returncode in {0, 3}, done.stderr
    again = [json.loads(line) for line in run.read_text(encoding="utf-8").splitlines()]
    seen = [(event["check"], event["target"]) for event in again if event["event"] == "Looked"]
    assert looked
    assert len(seen) == len(set(seen)), "something was looked at twice"
    assert again[-1]["event"] == "RunFinished"


def killed_half_way(process: "subprocess.Popen[bytes]", runs: Path, before: set[Path]) -> Path:
    """Kills the audit when it has stored a few looks; gives the events of its run."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        for run in set(runs.iterdir()) - before if runs.exists() else ():
            events = run / "events.jsonl"
            if events.exists() and events.read_text(encoding="utf-8").count('"event": "Looked"') > 5:
                process.send_signal(signal.SIGKILL)
                process.wait()
                return events
        assert process.poll() is None, "the audit ended before it could be killed"
        time.sleep(0.02)
    raise AssertionError("the audit stored nothing")
