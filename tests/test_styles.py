"""The same marketplace behind other API styles: sound it is a GO, and each flaw is found by the same checks."""

from pathlib import Path

import pytest

from bazaar.faults import FAULTS
from launchready.registry import checks
from tests.live import audited

pytestmark = pytest.mark.faults

OTHERS = {"exp-open-operation", "exp-shadow-api", "exp-open-admin"}
SECOND = {"bnd-cors-null", "bnd-cors-suffix", "bnd-limit-by-header", "bnd-webhook-replay", "bnd-jwt-confusion"}
"""What a worse fault of the same family hides: they are tried together, in a group of their own."""
HIDING = {"bnd-cors-wildcard", "bnd-cors-cookie-only", "bnd-jwt-unverified"}
"""What hides others in both groups, and has nothing to do with how an API is spelt."""
NOT_IN_WORDS = {"graphql": {"bnd-bad-body-500"}}
"""What a style's own types refuse before the fault is reached."""


def group(style: str, second: bool) -> set[str]:
    """Faults that do not hide one another."""
    own = {fault.name for fault in FAULTS if fault.style in {"classic", style} and fault.name.startswith("bnd-")}
    return SECOND if second else (own | OTHERS) - SECOND - HIDING - NOT_IN_WORDS.get(style, set())


STYLES = ("express", "django", "graphql")


@pytest.mark.parametrize("style", STYLES)
def test_the_sound_marketplace_gets_go_in_every_style(style: str, tmp_path: Path) -> None:
    report = audited(tmp_path, style=style)

    assert report.failed == set()
    assert report.unknown == set()
    assert report.word == "GO"
    assert report.left_behind == []


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("second", [False, True], ids=("first", "second"))
def test_every_boundary_fault_is_caught_in_every_style(style: str, second: bool, tmp_path: Path) -> None:
    faults = group(style, second)

    report = audited(tmp_path, *sorted(faults), style=style)

    assert report.failed == {check.id() for check in checks() if faults & set(check.faults)}
    assert report.bugs == []
