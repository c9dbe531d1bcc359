"""Examples and traps of boundaries.role-acts-above-itself."""

from launchready.observe.roles import NOBODY, STAFF, RoleAct, RoleActs
from launchready.stages.s2_boundaries.role_acts_above_itself import RoleActsAboveItself, Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown


def staffs(role: str, *, done: bool, status: int = 200) -> RoleAct:
    return RoleAct("POST /admin/shops/{id}/close", STAFF, "its path", role, status, done, "…", "curl …")


def makers(role: str, *, done: bool) -> RoleAct:
    return RoleAct("POST /shops", "seller", "the document says so", role, 201 if done else 403, done, "…", "curl …")


def seen(*acts: RoleAct, missing: tuple[str, ...] = ()) -> Seen:
    staff = tuple(one for one in acts if one.needs == STAFF)
    return Seen(
        RoleActs("buyer", staff, missing), RoleActs("buyer", tuple(one for one in acts if one.needs != STAFF), ())
    )


ADMIN, SELLER = staffs(STAFF, done=True), makers("seller", done=True)

EXAMPLES = (
    (seen(staffs("seller", done=False, status=403), ADMIN, makers("buyer", done=False), SELLER), Pass),
    (seen(staffs("seller", done=True), ADMIN), Fail),
    (seen(makers("buyer", done=True), SELLER), Fail),
    (seen(staffs("seller", done=False), staffs(STAFF, done=False)), Unknown),
    (seen(ADMIN), Unknown),
    (seen(missing=("GET /admin/users: timed out",)), Unknown),
    (seen(), NotApplicable),
)


def test_what_nobody_can_do_as_well_is_told_by_another_check() -> None:
    everybody = (staffs(NOBODY, done=True), staffs("buyer", done=True), staffs("seller", done=True), ADMIN)

    assert not isinstance(RoleActsAboveItself().judge(seen(*everybody)), Fail)


def test_a_200_without_an_effect_is_no_finding() -> None:
    assert isinstance(RoleActsAboveItself().judge(seen(staffs("seller", done=False, status=200), ADMIN)), Pass)
