"""Finding, export, apply, gone: what is written is put in front of a faulty marketplace by the real program, and audited again."""

import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.live import audit, bazaar
from tests.remedy.fronts import caddy_before, export, needs_nginx, nginx_before

pytestmark = pytest.mark.faults

FAULTS = {
    "edg-header-hsts": ("edge.hsts-is-missing",),
    "edg-header-csp": ("edge.csp-is-missing",),
    "edg-header-frame": ("edge.page-can-be-framed",),
    "edg-header-nosniff": ("edge.sniffing-is-allowed",),
    "edg-header-lax": (
        *("edge.referrer-tells-address", "edge.page-gives-powers-away", "edge.server-tells-version"),
        "edge.preload-would-be-refused",
    ),
    "edg-cache-poison": ("edge.cache-is-poisoned",),
    "edg-obscure-admin": ("edge.admin-hides-by-path",),
    "dep-two-hosts": ("deploy.two-hosts-answer",),
    "dep-no-https-redirect": ("deploy.http-is-not-redirected",),
}
FILES = {"edg-static-uncached": ("edge.asset-is-not-cached",)}
"""Stock Caddy has no cache, so that what the edge behind it does not keep nobody keeps there."""
PRELOAD = "edge.preload-would-be-refused"
Front = Callable[[Path, str, Path], AbstractContextManager[Path]]


@pytest.mark.parametrize(
    ("provider", "front", "faults"),
    [
        pytest.param("caddy", caddy_before, FAULTS, id="caddy"),
        pytest.param("nginx", nginx_before, FAULTS | FILES, id="nginx", marks=needs_nginx),
    ],
)
def test_what_is_written_mends_what_was_found(
    tmp_path: Path, provider: str, front: Front, faults: dict[str, tuple[str, ...]]
) -> None:
    checks = {check for found in faults.values() for check in found}
    only = [word for check in sorted(checks) for word in ("--only", check)]
    with bazaar(tmp_path / "bazaar", *faults) as declaration:
        before = audit(declaration, *only)
        # HSTS that is missing says no preload: one of the two faults hides a part of the other.
        assert checks - before.failed <= {PRELOAD}
        written = export(declaration, tmp_path / "written", "edge", "--provider", provider)
        with front(declaration, written, tmp_path / "front") as moved:
            after = audit(moved, *only)

    assert after.failed == set(), after.reasons
    assert [one for one in after.unknown if "staging" not in one] == []  # which is not in front of the world
    passed = {check for (check, _), verdict in after.verdicts.items() if verdict == "Pass"}
    assert checks - passed <= {PRELOAD}


def test_nothing_is_written_where_nothing_is_to_be_mended(tmp_path: Path) -> None:
    with bazaar(tmp_path / "bazaar") as declaration:
        audit(declaration, "--only", "edge.hsts-is-missing")
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "launchready.cli",
                "export",
                "edge",
                "--provider",
                "nginx",
                "--root",
                str(declaration.parent),
            ],
            check=True,
            capture_output=True,
            text=True,
        )

    assert done.stdout == ""
    assert "found nothing that an edge could mend" in done.stderr
