"""The same marketplace behind other API styles: sound it is a GO, and each flaw is found by the same checks."""

from pathlib import Path

import pytest

from bazaar.faults import FAULTS
from launchready.registry import checks
from tests.live import audited

pytestmark = pytest.mark.faults

OF_BOUNDARIES = {fault.name for fault in FAULTS if fault.name.startswith("bnd-")}
OTHERS = {"exp-open-operation", "exp-shadow-api", "exp-open-admin"}
HIDDEN = {"bnd-cors-null", "bnd-limit-by-header", "bnd-webhook-replay"}
"""What a worse fault of the same family hides: they are tried together, in a group of their own."""
GROUPS = (OF_BOUNDARIES | OTHERS) - HIDDEN, HIDDEN
STYLES = ("express",)


@pytest.mark.parametrize("style", STYLES)
def test_the_sound_marketplace_gets_go_in_every_style(style: str, tmp_path: Path) -> None:
    report = audited(tmp_path, style=style)

    assert report.failed == set()
    assert report.unknown == set()
    assert report.word == "GO"
    assert report.left_behind == []


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("group", GROUPS, ids=("all", "hidden"))
def test_every_boundary_fault_is_caught_in_every_style(style: str, group: set[str], tmp_path: Path) -> None:
    report = audited(tmp_path, *sorted(group), style=style)

    assert report.failed == {check.id() for check in checks() if group & set(check.faults)}
    assert report.bugs == []
