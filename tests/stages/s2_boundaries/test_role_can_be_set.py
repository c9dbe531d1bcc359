"""Examples and traps of boundaries.role-can-be-set."""

from dataclasses import replace

from launchready.observe.access.field_tries import FieldTry, ProfileSeen
from launchready.stages.s2_boundaries.role_can_be_set import RoleCanBeSet, Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

UPDATE, SIGN_UP = "PATCH /me", "POST /register"


def tried(operation: str = UPDATE, *, done: bool, status: int = 200, restored: bool = True) -> FieldTry:
    after, shown = ("'admin'", "the profile, read again, shows role = 'admin'") if done else ("'buyer'", "")
    return FieldTry(operation, "role", "'buyer'", "'admin'", after, status, done, restored, shown, "curl …")


def seen(
    *tries: FieldTry, controls: tuple[str, ...] = ("name showed",), blind: tuple[str, ...] = (), updates: bool = True
) -> Seen:
    sign_up = SIGN_UP if updates else ""
    return Seen(ProfileSeen((UPDATE,) if updates else (), sign_up, "an account made for this", controls, blind, tries))


EXAMPLES = (
    (seen(tried(done=False, status=422), tried(SIGN_UP, done=False)), Pass),
    (seen(tried(done=True)), Fail),
    (seen(tried(done=False), tried(SIGN_UP, done=True)), Fail),
    (seen(tried(done=False), blind=("PATCH /me: a harmless change did not show either",)), Unknown),
    (seen(tried(done=False), controls=()), Unknown),
    (seen(tried(done=False, status=0)), Unknown),
    (seen(replace(tried(done=False), after="'admin'", shown="role was taken; nothing shows what it gives")), Unknown),
    (seen(updates=False), NotApplicable),
    (seen(), NotApplicable),
)


def test_a_200_that_left_the_role_alone_is_no_finding() -> None:
    assert isinstance(RoleCanBeSet().judge(seen(tried(done=False, status=200))), Pass)


def test_what_could_not_be_put_back_is_told() -> None:
    verdict = RoleCanBeSet().judge(seen(tried(done=True, restored=False)))

    assert isinstance(verdict, Fail)
    assert "could not be put back" in verdict.evidence[0].shown
