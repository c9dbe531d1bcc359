"""A missing note, a note without people, and people whom nobody can reach are findings."""

from launchready.check import Fail, Pass, Unknown
from launchready.stages.s1_exposure.production_has_no_owner import Person, ProductionHasNoOwner, Seen

ADA, GHOST = Person("ada", ("mailto:ada@shop.test",)), Person("ghost", ())

EXAMPLES = (
    (Seen(6, note=True, people=(ADA,), line=40), Pass),
    (Seen(6, note=True, people=(GHOST, ADA), line=40), Pass),
    (Seen(6, note=True, people=(), line=40), Fail),
    (Seen(6, note=True, people=(GHOST,), line=40), Fail),
    (Seen(6, note=False, people=(), line=1), Fail),
    (Seen(0, note=True, people=(ADA,), line=40), Unknown),
)


def test_only_who_can_be_reached_answers_for_it() -> None:
    verdict = ProductionHasNoOwner().judge(Seen(6, note=True, people=(GHOST, ADA), line=40))

    assert isinstance(verdict, Pass)
    assert "ghost" not in verdict.because
