"""Examples and traps of boundaries.role-acts-above-itself."""

from dataclasses import replace

from launchready.observe.access.roles import NOBODY, STAFF, RoleAct, RoleActs, Untold
from launchready.stages.s2_boundaries.role_acts_above_itself import RoleActsAboveItself, Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown


def staffs(role: str, *, done: bool, status: int = 200) -> RoleAct:
    name, may = "POST /admin/shops/{id}/close", role == "admin"
    return RoleAct(name, STAFF, "its path", role, may, True, status, done, "…", "curl …")


def makers(role: str, *, done: bool) -> RoleAct:
    may, status = role == "seller", 201 if done else 403
    return RoleAct("POST /shops", "seller", "the document says so", role, may, False, status, done, "…", "curl …")


def seen(*acts: RoleAct, missing: bool = False) -> Seen:
    untold = (Untold("launch.toml line 7", False, "no operation fits", is_care=False),) if missing else ()
    return Seen(RoleActs("buyer", acts, untold))


ADMIN, SELLER = staffs("admin", done=True), makers("seller", done=True)

EXAMPLES = (
    (seen(staffs("seller", done=False, status=403), ADMIN, makers("buyer", done=False), SELLER), Pass),
    (seen(staffs("seller", done=True), ADMIN), Fail),
    (seen(makers("buyer", done=True), SELLER), Fail),
    (seen(staffs("seller", done=False), staffs("admin", done=False)), Unknown),
    (seen(ADMIN), Unknown),
    (seen(ADMIN, staffs("seller", done=False, status=0)), Unknown),
    (seen(ADMIN, staffs("seller", done=False), missing=True), Unknown),
    (seen(SELLER, makers(NOBODY, done=True)), Fail),
    (seen(ADMIN, staffs("buyer", done=True)), NotApplicable),
    (seen(), NotApplicable),
)


def test_what_nobody_can_do_as_well_is_told_by_another_check() -> None:
    everybody = (staffs(NOBODY, done=True), staffs("buyer", done=True), staffs("seller", done=True), ADMIN)

    assert not isinstance(RoleActsAboveItself().judge(seen(*everybody)), Fail)


def test_a_200_without_an_effect_is_no_finding() -> None:
    assert isinstance(RoleActsAboveItself().judge(seen(staffs("seller", done=False, status=200), ADMIN)), Pass)


def test_a_pass_tells_what_is_open_to_customers_and_told_elsewhere() -> None:
    open_ = replace(staffs("buyer", done=True), operation="GET /staff/members")

    verdict = RoleActsAboveItself().judge(seen(ADMIN, open_, staffs("seller", done=False, status=403)))

    assert isinstance(verdict, Pass)
    assert "open to customers, which is told elsewhere: GET /staff/members" in verdict.because
