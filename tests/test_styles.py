"""The same marketplace behind other API styles: sound it is a GO, and each flaw is found by the same checks."""

from pathlib import Path

import pytest

from launchready.registry import checks
from tests.live import audited, audited_sound

pytestmark = pytest.mark.faults

STYLES = ("express", "django", "graphql")
FIRST = (
    *("bnd-read-conversation", "bnd-read-file", "bnd-read-order", "bnd-write-conversation", "bnd-delete-file"),
    *("bnd-list-leak", "bnd-buyer-as-seller", "bnd-mass-assignment", "bnd-overexposed"),
    *(
        "bnd-cors-reflect",
        "bnd-login-unlimited",
        "bnd-chat-unlimited",
        "bnd-webhook-unsigned",
        "bnd-webhook-wrong-signature",
    ),
    *(
        "bnd-jwt-none",
        "bnd-jwt-weak-key",
        "bnd-logout-keeps-token",
        "bnd-cookie-flags",
        "bnd-bad-id-500",
        "bnd-stack-trace",
    ),
    *("exp-open-operation", "exp-shadow-api"),
)
"""Faults that do not hide one another."""
SECOND = (
    *("bnd-cors-null", "bnd-limit-by-header", "bnd-webhook-replay", "bnd-jwt-expired", "bnd-jwt-audience", "bnd-sql"),
    *("bnd-seller-as-admin", "exp-open-admin"),
)
"""Those that the first would hide."""
IN_GRAPHQL = ("bnd-graphql-batching", "bnd-graphql-aliases", "bnd-graphql-introspection")
NOT_APPLICABLE = {"graphql": {"exposure.operation-is-undocumented"}}
"""Checks that a style leaves nothing to do: what no OpenAPI document lists cannot be missing from it."""


@pytest.mark.parametrize("style", STYLES)
def test_the_sound_marketplace_gets_go_in_every_style(style: str, tmp_path: Path) -> None:
    report = audited_sound(tmp_path, style=style)

    assert report.failed == set()
    assert report.unknown == set()
    assert report.word == "GO"
    assert report.not_removed == []


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("faults", [FIRST, SECOND], ids=("first", "second"))
def test_every_flaw_is_found_in_every_style(style: str, faults: tuple[str, ...], tmp_path: Path) -> None:
    more = IN_GRAPHQL if style == "graphql" and faults is SECOND else ()

    report = audited(tmp_path, *faults, *more, style=style)

    killers = {check.id() for check in checks() if {*faults, *more} & set(check.faults)}
    assert report.failed == killers - NOT_APPLICABLE.get(style, set())
    assert report.bugs == []
