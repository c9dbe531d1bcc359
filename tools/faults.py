"""Runs the kill matrix and ends with one line: how many faults, how many caught, how many alarms on the sound marketplace."""

import sys
from dataclasses import dataclass, field

import pytest

CAUGHT = "test_the_fault_is_caught_and_nothing_else_is_alarmed"
SOUND = "test_the_sound_marketplace_gets_go_and_no_finding"


@dataclass(eq=False)
class Count:
    """Counts outcomes as pytest reports them."""

    faults: set[str] = field(default_factory=set)
    killed: set[str] = field(default_factory=set)
    alarms: list[str] = field(default_factory=list)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Takes in one test's outcome."""
        if report.when != "call" and report.passed:
            return
        if CAUGHT in report.nodeid:
            self.faults.add(report.nodeid)
            if report.passed:
                self.killed.add(report.nodeid)
        if SOUND in report.nodeid:
            self.alarms += [str(value) for name, value in report.user_properties if name == "alarm"]


def main() -> int:
    """Runs the matrix, three marketplaces at a time: an audit waits for most of its time."""
    count = Count()
    code = pytest.main(["-q", "-m", "faults", "-n", "3", "tests/test_faults.py", *sys.argv[1:]], plugins=[count])
    survived = sorted(count.faults - count.killed)
    for name in survived:
        print(f"not killed alone: {name.partition('[')[2].rstrip(']')}")
    print(f"faults: {len(count.faults)} · killed: {len(count.killed)} · alarms on sound: {len(count.alarms)}")
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
