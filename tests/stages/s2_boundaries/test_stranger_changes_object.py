"""Examples and traps of boundaries.stranger-changes-object."""

from launchready.observe.access.hostile import Act, Acts
from launchready.observe.access.sights import NOBODY, OWNER, STRANGER
from launchready.stages.s2_boundaries.stranger_changes_object import Seen, StrangerChangesObject
from launchready.verdict import Fail, NotApplicable, Pass, Unknown


def act(by: str, *, done: bool, status: int = 200) -> Act:
    return Act("PATCH /chats/{id}", "/chats", by, status, done, "GET /chats/1 -> 200", "curl …")


def seen(*acts: Act, missing: tuple[str, ...] = ()) -> Seen:
    return Seen(Acts(acts, missing))


OWN = act(OWNER, done=True)

EXAMPLES = (
    (seen(act(STRANGER, done=False, status=404), act(NOBODY, done=False, status=401), OWN), Pass),
    (seen(act(STRANGER, done=True), act(NOBODY, done=False, status=401), OWN), Fail),
    (seen(act(STRANGER, done=False, status=404), act(OWNER, done=False)), Unknown),
    (seen(act(STRANGER, done=False, status=0), OWN), Unknown),
    (seen(act(STRANGER, done=False, status=404), OWN, missing=("/files: 500",)), Unknown),
    (seen(), NotApplicable),
)


def test_a_204_that_changed_the_strangers_own_record_is_no_leak() -> None:
    assert isinstance(StrangerChangesObject().judge(seen(act(STRANGER, done=False, status=204), OWN)), Pass)


def test_what_nobody_in_particular_can_do_is_told_by_another_check() -> None:
    everybody = (act(STRANGER, done=True), act(NOBODY, done=True), OWN)

    assert not isinstance(StrangerChangesObject().judge(seen(*everybody)), Fail)
