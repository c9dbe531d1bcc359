"""Examples and traps of exposure.admin-operation-is-open."""

from launchready.observe.roles import NOBODY, STAFF, RoleAct, RoleActs
from launchready.stages.s1_exposure.admin_operation_is_open import AdminOperationIsOpen, Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown


def act(role: str, *, done: bool, status: int = 200) -> RoleAct:
    return RoleAct("GET /admin/users", STAFF, "its path says so", role, status, done, "[…]", "curl …")


def seen(*acts: RoleAct, missing: tuple[str, ...] = ()) -> Seen:
    return Seen(RoleActs("buyer", acts, missing))


ADMIN = act(STAFF, done=True)

EXAMPLES = (
    (seen(ADMIN, act(NOBODY, done=False, status=401), act("buyer", done=False, status=403)), Pass),
    (seen(ADMIN, act(NOBODY, done=True), act("buyer", done=True)), Fail),
    (seen(ADMIN, act(NOBODY, done=False, status=401), act("buyer", done=True)), Fail),
    (seen(act(STAFF, done=False, status=500), act(NOBODY, done=False, status=401)), Unknown),
    (seen(ADMIN, act(NOBODY, done=False, status=0)), Unknown),
    (seen(missing=("GET /admin/users: timed out",)), Unknown),
    (seen(), NotApplicable),
)


def test_a_200_with_other_content_than_the_staffs_is_no_finding() -> None:
    assert isinstance(AdminOperationIsOpen().judge(seen(ADMIN, act(NOBODY, done=False, status=200))), Pass)


def test_what_only_a_seller_can_do_is_told_by_another_check() -> None:
    assert isinstance(AdminOperationIsOpen().judge(seen(ADMIN, act("seller", done=True))), Pass)
