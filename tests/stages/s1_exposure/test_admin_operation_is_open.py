"""Examples and traps of exposure.admin-operation-is-open."""

from launchready.observe.access.roles import NOBODY, STAFF, RoleAct, RoleActs, Untold
from launchready.stages.s1_exposure.admin_operation_is_open import AdminOperationIsOpen, Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown


def act(role: str, *, done: bool, status: int = 200) -> RoleAct:
    may = role == "admin"
    return RoleAct("GET /admin/users", STAFF, "its path says so", role, may, True, status, done, "[…]", "curl …")


def seen(*acts: RoleAct, missing: bool = False, care: bool = False) -> Seen:
    untold = [Untold("GET /admin/logs", True, "timed out", is_care=False)] if missing else []
    untold += [Untold("POST /admin/mail", True, "it writes to people", is_care=True)] if care else []
    return Seen(RoleActs("buyer", acts, tuple(untold)))


ADMIN = act("admin", done=True)

EXAMPLES = (
    (seen(ADMIN, act(NOBODY, done=False, status=401), act("buyer", done=False, status=403)), Pass),
    (seen(ADMIN, act(NOBODY, done=True), act("buyer", done=True)), Fail),
    (seen(ADMIN, act(NOBODY, done=False, status=401), act("buyer", done=True)), Fail),
    (seen(act("admin", done=False, status=500), act(NOBODY, done=False, status=401)), Unknown),
    (seen(ADMIN, act(NOBODY, done=False, status=0)), Unknown),
    (seen(ADMIN, missing=True), Unknown),
    (seen(ADMIN, act(NOBODY, done=False, status=401), care=True), Pass),
    (seen(care=True), NotApplicable),
    (seen(), NotApplicable),
)


def test_what_was_left_alone_is_told_with_a_pass() -> None:
    verdict = AdminOperationIsOpen().judge(seen(ADMIN, act(NOBODY, done=False, status=401), care=True))

    assert isinstance(verdict, Pass)
    assert "POST /admin/mail: it writes to people" in verdict.because


def test_a_200_with_other_content_than_the_staffs_is_no_finding() -> None:
    assert isinstance(AdminOperationIsOpen().judge(seen(ADMIN, act(NOBODY, done=False, status=200))), Pass)


def test_what_only_a_seller_can_do_is_told_by_another_check() -> None:
    assert isinstance(AdminOperationIsOpen().judge(seen(ADMIN, act("seller", done=True))), Pass)
