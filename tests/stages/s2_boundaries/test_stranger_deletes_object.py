"""Examples and traps of boundaries.stranger-deletes-object."""

from launchready.observe.access.hostile import Act, Acts
from launchready.observe.access.sights import NOBODY, OWNER, STRANGER
from launchready.stages.s2_boundaries.stranger_deletes_object import Seen, StrangerDeletesObject
from launchready.verdict import Fail, NotApplicable, Pass, Unknown


def act(by: str, *, done: bool, status: int = 204) -> Act:
    return Act("DELETE /files/{id}", "/files", by, status, done, "GET /files/1 -> 404", "curl …")


def seen(*acts: Act, missing: tuple[str, ...] = ()) -> Seen:
    return Seen(Acts(acts, missing))


REFUSED = (act(STRANGER, done=False, status=404), act(NOBODY, done=False, status=401))

EXAMPLES = (
    (seen(*REFUSED, act(OWNER, done=True)), Pass),
    (seen(act(STRANGER, done=True)), Fail),
    (seen(*REFUSED, act(OWNER, done=False)), Unknown),
    (seen(act(STRANGER, done=False, status=0), act(OWNER, done=True)), Unknown),
    (seen(act(STRANGER, done=False, status=404), act(NOBODY, done=True)), Unknown),
    (seen(missing=("DELETE /files/{id}: its owner could not read the file before",)), Unknown),
    (seen(), NotApplicable),
)


def test_a_204_after_which_the_owner_still_reads_the_file_is_no_leak() -> None:
    polite = (act(STRANGER, done=False, status=204), act(NOBODY, done=False, status=204), act(OWNER, done=True))

    assert isinstance(StrangerDeletesObject().judge(seen(*polite)), Pass)
