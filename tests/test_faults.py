"""The kill matrix: for each fault of the reference marketplace, exactly the checks that name it must fail."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bazaar.faults import FAULTS
from launchready.registry import checks
from tests.live import audited, audited_sound

pytestmark = pytest.mark.faults

KILLERS = {fault.name: {check.id() for check in checks() if fault.name in check.faults} for fault in FAULTS}
STYLES = {fault.name: fault.style for fault in FAULTS}
"""The API style in which a fault shows."""
TOLD_BY_HASHING = {"bnd-user-enumeration-time"}
"""The time of a true hash is what shows these; the others need not spend it: it is a sixth of what the matrix costs."""


def test_the_sound_marketplace_gets_go_and_no_finding(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    report = audited_sound(tmp_path)
    for check in report.failed:
        record_property("alarm", check)

    assert report.failed == set()
    assert report.unknown == set()
    assert report.word == "GO"
    assert report.not_removed == []


@pytest.mark.parametrize("fault", KILLERS)
def test_the_fault_is_caught_and_nothing_else_is_alarmed(fault: str, tmp_path: Path) -> None:
    report = audited(tmp_path, fault, style=STYLES[fault], quick_passwords=fault not in TOLD_BY_HASHING)

    assert report.failed == KILLERS[fault]
    assert report.bugs == []


def test_all_faults_together_are_a_no_go(tmp_path: Path) -> None:
    report = audited(tmp_path, "all")

    assert report.word == "NO-GO"
    assert report.bugs == []
    assert len(report.failed) >= 30


def test_a_second_run_says_the_same(tmp_path: Path) -> None:
    first, second = audited(tmp_path / "1", "bnd-read-order"), audited(tmp_path / "2", "bnd-read-order")

    assert first.verdicts == second.verdicts


def test_judging_a_stored_run_again_says_what_it_said(tmp_path: Path) -> None:
    report = audited(tmp_path, "bnd-read-order")

    again = subprocess.run(
        [sys.executable, "-m", "launchready.cli", "judge", str(report.run), "--root", str(tmp_path), "--json"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert again.returncode == 1, again.stderr
    assert json.loads(again.stdout)["decision"]["word"] == "NO-GO"
