"""Examples and traps of boundaries.aliases-evade-limit."""

from launchready.observe.limits.graphql_bursts import ManyInOne
from launchready.stages.s2_boundaries.aliases_evade_limit import AliasesEvadeLimit, Seen
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


def test_a_limit_that_never_holds_the_right_password_is_no_finding() -> None:
    verdict = AliasesEvadeLimit().judge(seen(opened=True, held_alone=False))

    assert isinstance(verdict, Unknown)
    assert "one by one" in verdict.because
