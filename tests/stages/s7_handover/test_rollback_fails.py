from dataclasses import replace

import pytest

from launchready.observe.ops.drill import Drill
from launchready.observe.ops.lacks import Lack
from launchready.observe.ops.running import Ran
from launchready.stages.s7_handover.rollback_fails import RollbackFails
from launchready.verdict import Fail, Pass, Unknown

SAYS = "bin/rollback puts the previous release back within a minute"
DRILL = "bin/rollback --drill"


def drilled(output: str, code: int | None = 0, **more: bool) -> Drill:
    return Drill(SAYS, DRILL, ran=Ran(f"cd /srv/shop && {DRILL}", code, 0.4, output, **more))


def lacking(kind: str, name: str) -> Drill:
    return replace(drilled(f"bin/rollback: {name}", 1), lacks=(Lack(kind, name, f"bin/rollback: {name}"),))


EXAMPLES = (
    (drilled("release before: 1.4.2\nrelease after: 1.4.1\nback in 0.2 s\n"), Pass),
    (drilled('{"before": "2026-11-02", "after": "2026-10-30"}'), Pass),
    (drilled("switched 1.4.2 -> 1.4.1"), Pass),
    (drilled("release before: 1.4.2\nrelease after: 1.4.2\n"), Fail),
    (drilled("release before: 1.4.2\nrelease after: 1.4.1\n", 1), Fail),
    (drilled("bin/rollback: no previous release", 1), Fail),
    (drilled("", None, timed_out=True), Unknown),
    (drilled("", None, missing=True), Fail),
    (Drill(""), Fail),
    (Drill("Ask Sam"), Fail),
    (drilled("done"), Unknown),
    (Drill(SAYS, "bin/rollback now", is_safe=False), Unknown),
    (replace(drilled("", None, missing=True), command="kubectl rollout undo --dry-run=server"), Unknown),
    (lacking("program", "kubectl"), Unknown),
    (lacking("variable", "DEPLOY_HOST"), Unknown),
    (lacking("access", "somebody's account"), Unknown),
    (lacking("file", "releases"), Fail),
    (replace(drilled("", 1), unset=("DEPLOY_HOST",)), Unknown),
    (replace(drilled("before: 2, after: 1"), unset=("DEPLOY_HOST",)), Pass),
    (replace(drilled("before: 2, after: 2"), unset=("DEPLOY_HOST",)), Fail),
)


@pytest.mark.parametrize("seen", [seen for seen, wanted in EXAMPLES if wanted is Fail])
def test_each_failure_says_how_to_see_it(seen: Drill) -> None:
    verdict = RollbackFails().judge(seen)

    assert isinstance(verdict, Fail)
    assert verdict.reproduce
    assert verdict.evidence[0].shown
