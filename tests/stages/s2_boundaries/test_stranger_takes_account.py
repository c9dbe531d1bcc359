"""Examples and traps of boundaries.stranger-takes-account."""

from launchready.observe.access.sights import OWNER, STRANGER
from launchready.observe.access.takeovers import Takeover, TakeoversSeen
from launchready.stages.s2_boundaries.stranger_takes_account import Seen, StrangerTakesAccount
from launchready.verdict import Fail, NotApplicable, Pass, Unknown


def takeover(by: str, *, done: bool, status: int = 204) -> Takeover:
    effect = "its old password is refused and the new one lets in" if done else ""
    return Takeover("PUT /users/{username}/password", by, status, done, effect, "curl …")


def seen(*tried: Takeover, missing: tuple[str, ...] = ()) -> Seen:
    return Seen(TakeoversSeen(tried, missing))


OWN = takeover(OWNER, done=True)

EXAMPLES = (
    (seen(takeover(STRANGER, done=False, status=404), OWN), Pass),
    (seen(takeover(STRANGER, done=True)), Fail),
    (seen(takeover(STRANGER, done=True), missing=("PUT /x: 500",)), Fail),
    (seen(takeover(STRANGER, done=False, status=404), takeover(OWNER, done=False, status=422)), Unknown),
    (seen(takeover(STRANGER, done=False, status=0), OWN), Unknown),
    (seen(takeover(STRANGER, done=False), OWN, missing=("PUT /x: no account could be made",)), Unknown),
    (seen(), NotApplicable),
)


def test_a_204_that_changed_the_strangers_own_account_is_no_takeover() -> None:
    assert isinstance(StrangerTakesAccount().judge(seen(takeover(STRANGER, done=False, status=204), OWN)), Pass)
