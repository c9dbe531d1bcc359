"""The shop of docs/guard/shop goes from NO-GO to GO by mounting the guard, with no line of it changed."""

from pathlib import Path

import pytest

from tests.docs.shop import FOLDER, open_shop
from tests.live import Report, audit

pytestmark = pytest.mark.docs

FOUND = {
    "boundaries.bad-body-crashes",
    "boundaries.body-has-no-limit",
    "boundaries.cors-reflects-origin",
    "boundaries.login-has-no-limit",
    "boundaries.reset-has-no-limit",
    "boundaries.stranger-deletes-object",
    "boundaries.stranger-reads-object",
    "edge.hsts-is-missing",
    "edge.sniffing-is-allowed",
    "exposure.admin-operation-is-open",
    "observability.request-has-no-id",
    "observability.token-in-log",
}


def audited(folder: Path, module: str) -> Report:
    with open_shop(folder, module) as declaration:
        return audit(declaration)


def test_the_bare_shop_is_a_no_go(tmp_path: Path) -> None:
    report = audited(tmp_path, "bare")

    assert report.word == "NO-GO"
    assert report.failed >= FOUND
    assert report.bugs == []


def test_with_the_guard_mounted_it_is_a_go_with_no_finding(tmp_path: Path) -> None:
    report = audited(tmp_path, "guarded")

    assert report.failed == set()
    assert report.word == "GO"
    assert report.bugs == []


def test_the_guard_is_mounted_around_the_shop_as_it_is() -> None:
    bare, guarded = ((FOLDER / f"{name}.py").read_text(encoding="utf-8").splitlines() for name in ("bare", "guarded"))

    assert not any("launchready" in line for line in bare)
    assert "from bare import api, orders, people, sessions" in guarded
    assert len([line for line in guarded if line.strip()]) <= 40
