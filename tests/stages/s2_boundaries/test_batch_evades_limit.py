"""Examples and traps of boundaries.batch-evades-limit."""

from launchready.observe.limits.graphql_bursts import ManyInOne
from launchready.stages.s2_boundaries.batch_evades_limit import BatchEvadesLimit, Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown


def seen(*, told: int = 9, opened: bool = False, held_alone: bool = False, status: int = 200) -> Seen:
    return Seen(ManyInOne(True, "", 6, 9, status, told, opened=opened, held_alone=held_alone, curl="curl …"))


EXAMPLES = (
    (seen(), Pass),
    (seen(opened=True, held_alone=True), Fail),
    (seen(opened=True), Unknown),
    (seen(told=0, status=400), Pass),
    (seen(told=0, status=502), Unknown),
    (Seen(ManyInOne(applies=True, because="single wrong passwords meet no limit; mend that first")), Unknown),
    (Seen(ManyInOne(applies=False, because="customers do not sign in by GraphQL")), NotApplicable),
)


def test_lists_that_are_refused_as_a_whole_pass_with_the_limit_as_control() -> None:
    verdict = BatchEvadesLimit().judge(seen(told=0, status=400))

    assert isinstance(verdict, Pass)
    assert "try 6" in verdict.control
