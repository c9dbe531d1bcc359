"""Examples and traps of boundaries.stranger-reaches-object-by-body-id."""

from launchready.observe.access.reaches import Reaches
from launchready.observe.access.reaching import DELETES, READS, Reach
from launchready.observe.access.sights import NOBODY, OWNER, STRANGER
from launchready.stages.s2_boundaries.stranger_reaches_object_by_body_id import Seen, StrangerReachesObjectByBodyId
from launchready.verdict import Fail, NotApplicable, Pass, Unknown


def reach(by: str, *, done: bool, status: int = 200, what: str = READS, operation: str = "POST /orders/get") -> Reach:
    return Reach(operation, "/orders", "body: order_id", what, by, status, done, '{"note": "lrc…"}', "curl …")


def seen(*reaches: Reach, missing: tuple[str, ...] = ()) -> Seen:
    return Seen(Reaches(reaches, missing))


OWN = reach(OWNER, done=True)
REFUSED = (reach(STRANGER, done=False, status=404), reach(NOBODY, done=False, status=401))

EXAMPLES = (
    (seen(OWN, *REFUSED), Pass),
    (seen(OWN, reach(STRANGER, done=True)), Fail),
    (seen(OWN, *REFUSED[:1], reach(NOBODY, done=True)), Fail),
    (seen(OWN, reach(STRANGER, done=True), missing=("POST /x: 500",)), Fail),
    (seen(OWN, *REFUSED, missing=("POST /files/open: 500",)), Unknown),
    (seen(reach(OWNER, done=False), *REFUSED), Unknown),
    (seen(OWN, reach(STRANGER, done=False, status=0)), Unknown),
    (seen(), NotApplicable),
)


def test_a_200_without_the_canary_is_no_leak() -> None:
    assert isinstance(StrangerReachesObjectByBodyId().judge(seen(OWN, reach(STRANGER, done=False, status=200))), Pass)


def test_what_a_stranger_deleted_needs_no_second_deletion_by_its_owner() -> None:
    deleted = reach(STRANGER, done=True, what=DELETES, operation="POST /orders/delete")

    assert isinstance(StrangerReachesObjectByBodyId().judge(seen(deleted)), Fail)
