"""Finding, export, apply, gone, where the edge itself is at fault: the real program takes its place, with what is written for it."""

from pathlib import Path

import pytest

from tests.live import audit, bazaar
from tests.remedy.fronts import ORIGIN, caddy_before, export, needs_nginx, nginx_before

pytestmark = [pytest.mark.faults, needs_nginx]

OPEN = "edg-origin-open"
"""The new edge may ask the origin, as it has to."""
FAILING = "edge.failure-drops-headers"
"""nginx refuses what has the product fail: nothing fails there any more, and nothing is said of failures."""
FRONTS = {"caddy": caddy_before, "nginx": nginx_before}

UNSEEN: dict[str, set[str]] = {"caddy": set(), "nginx": {FAILING}}


@pytest.mark.parametrize(
    "faults",
    [
        # Who is given a page as it stands needs no disguise: what keeps everything hides what keeps files alone.
        {
            "edg-private-cached": "edge.cache-serves-private-page",
            "edg-answer-cached": "edge.cache-serves-private-answer",
        },
        # The files make a cache of the nginx that is written: it must not be deceived in its turn.
        {
            "edg-deception": "edge.cache-is-deceived",
            "edg-static-uncached": "edge.asset-is-not-cached",
            "dep-old-tls": "deploy.old-tls-is-offered",
            "edg-header-failure": FAILING,
        },
    ],
    ids=["keeps all", "keeps files"],
)
def test_what_is_written_takes_the_place_of_a_faulty_edge(tmp_path: Path, faults: dict[str, str]) -> None:
    only = [word for check in faults.values() for word in ("--only", check)]
    with bazaar(tmp_path / "bazaar", OPEN, *faults) as declaration:
        before = audit(declaration, *only)
        assert before.failed == set(faults.values()), before.reasons
        written = {name: export(declaration, tmp_path / name, "edge", "--provider", name) for name in FRONTS}
        for name, front in FRONTS.items():
            with front(declaration, written[name], tmp_path / f"{name}-front", ORIGIN) as moved:
                after = audit(moved, *only)

            passed = {check for (check, _), verdict in after.verdicts.items() if verdict == "Pass"}
            assert (name, after.failed, set(faults.values()) - passed) == (
                name,
                set(),
                UNSEEN[name] & set(faults.values()),
            )
            assert [one for one in after.unknown if "staging" not in one] == []
