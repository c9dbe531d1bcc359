"""Finding, export, apply, gone: what is written for nginx is put in front of a marketplace that lets floods through."""

from pathlib import Path

import pytest

from tests.live import audit, bazaar
from tests.remedy.fronts import export, needs_nginx, nginx_before

pytestmark = [pytest.mark.faults, needs_nginx]

CHECK = "edge.flood-meets-no-rule"


def test_what_is_written_for_nginx_turns_the_flood_away(tmp_path: Path) -> None:
    with bazaar(tmp_path / "bazaar", "edg-no-flood-rule") as declaration:
        before = audit(declaration, "--only", CHECK)
        assert before.failed == {CHECK}
        written = export(declaration, tmp_path / "written.conf", "edge", "--provider", "nginx")
        with nginx_before(declaration, written, tmp_path / "front") as moved:
            after = audit(moved, "--only", CHECK)

    assert after.verdicts == {(CHECK, "product"): "Pass"}, after.reasons
