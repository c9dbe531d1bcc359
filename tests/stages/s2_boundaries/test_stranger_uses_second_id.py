"""Examples and traps of boundaries.stranger-uses-second-id."""

from launchready.observe.access.reaches import Reaches
from launchready.observe.access.reaching import CHANGES, READS, Reach
from launchready.observe.access.sights import OWNER, STRANGER
from launchready.stages.s2_boundaries.stranger_uses_second_id import Seen, StrangerUsesSecondId
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

PLACE = "order_id behind an own user_id"


def reach(by: str, *, done: bool, status: int = 200, what: str = READS) -> Reach:
    path = "GET /users/{user_id}/orders/{order_id}"
    return Reach(path, "/users/{user_id}/orders", PLACE, what, by, status, done, '{"note": "lrc…"}', "curl …")


def seen(*reaches: Reach, missing: tuple[str, ...] = ()) -> Seen:
    return Seen(Reaches(reaches, missing))


OWN = reach(OWNER, done=True)

EXAMPLES = (
    (seen(OWN, reach(STRANGER, done=False, status=404)), Pass),
    (seen(OWN, reach(STRANGER, done=True)), Fail),
    (seen(reach(OWNER, done=True, what=CHANGES), reach(STRANGER, done=True, what=CHANGES)), Fail),
    (seen(reach(OWNER, done=False), reach(STRANGER, done=False, status=404)), Unknown),
    (seen(OWN, reach(STRANGER, done=False, status=0)), Unknown),
    (seen(OWN, reach(STRANGER, done=False, status=404), missing=("PUT /x: 500",)), Unknown),
    (seen(), NotApplicable),
)


def test_a_200_that_shows_the_strangers_own_is_no_leak() -> None:
    assert isinstance(StrangerUsesSecondId().judge(seen(OWN, reach(STRANGER, done=False, status=200))), Pass)
