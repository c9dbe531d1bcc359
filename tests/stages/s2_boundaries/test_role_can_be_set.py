"""Examples and traps of boundaries.role-can-be-set."""

from launchready.observe.profile import FieldTry, ProfileSeen
from launchready.stages.s2_boundaries.role_can_be_set import RoleCanBeSet, Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown


def tried(*, done: bool, status: int = 200, restored: bool = True) -> FieldTry:
    return FieldTry("role", "'buyer'", "'admin'", "'admin'" if done else "'buyer'", status, done, restored, "curl …")


def seen(*tries: FieldTry, control: str = "name", update: str = "PATCH /me") -> Seen:
    return Seen(ProfileSeen(update, "an account made for this", control, tries))


EXAMPLES = (
    (seen(tried(done=False, status=422)), Pass),
    (seen(tried(done=True)), Fail),
    (seen(tried(done=False), control=""), Unknown),
    (seen(tried(done=False, status=0)), Unknown),
    (seen(update=""), NotApplicable),
    (seen(), NotApplicable),
)


def test_a_200_that_left_the_role_alone_is_no_finding() -> None:
    assert isinstance(RoleCanBeSet().judge(seen(tried(done=False, status=200))), Pass)


def test_what_could_not_be_put_back_is_told() -> None:
    verdict = RoleCanBeSet().judge(seen(tried(done=True, restored=False)))

    assert isinstance(verdict, Fail)
    assert "could not be put back" in verdict.evidence[0].shown
