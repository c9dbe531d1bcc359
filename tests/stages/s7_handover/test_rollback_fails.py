import pytest

from launchready.observe.ops.running import Ran
from launchready.stages.s7_handover.rollback_fails import RollbackFails, Seen
from launchready.verdict import Fail, Pass, Unknown

SAYS = "bin/rollback puts the previous release back within a minute"
DRILL = "bin/rollback --drill"


def drilled(output: str, code: int | None = 0, **more: bool) -> Seen:
    return Seen(SAYS, DRILL, Ran(f"cd /srv/shop && {DRILL}", code, 0.4, output, **more))


EXAMPLES = (
    (drilled("release before: 1.4.2\nrelease after: 1.4.1\nback in 0.2 s\n"), Pass),
    (drilled('{"before": "2026-11-02", "after": "2026-10-30"}'), Pass),
    (drilled("switched 1.4.2 -> 1.4.1"), Pass),
    (drilled("release before: 1.4.2\nrelease after: 1.4.2\n"), Fail),
    (drilled("release before: 1.4.2\nrelease after: 1.4.1\n", 1), Fail),
    (drilled("bin/rollback: no previous release", 1), Fail),
    (drilled("", None, timed_out=True), Fail),
    (drilled("", None, missing=True), Fail),
    (Seen("", "", None), Fail),
    (Seen("Ask Sam", "", None), Fail),
    (drilled("done"), Unknown),
)


@pytest.mark.parametrize("seen", [seen for seen, wanted in EXAMPLES if wanted is Fail])
def test_each_failure_says_how_to_see_it(seen: Seen) -> None:
    verdict = RollbackFails().judge(seen)

    assert isinstance(verdict, Fail)
    assert verdict.reproduce
    assert verdict.evidence[0].shown
