"""Examples and traps of boundaries.stranger-reads-object."""

from launchready.observe.sights import ITEM, LIST, NOBODY, OWNER, STRANGER, Gallery, Sight
from launchready.stages.s2_boundaries.stranger_reads_object import Seen, StrangerReadsObject
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

READ, LISTED = "GET /orders/{id}", "GET /orders"


def sight(by: str, *, shows: bool, through: str = ITEM, status: int = 200, operation: str = "") -> Sight:
    operation = operation or (READ if through == ITEM else LISTED)
    return Sight(operation, "/orders", by, through, status, shows, '{"note": "lrc…"}', "curl …")


def seen(*sights: Sight, missing: tuple[str, ...] = ()) -> Seen:
    return Seen(Gallery(sights, missing))


OWN = (sight(OWNER, shows=True), sight(OWNER, shows=True, through=LIST))
REFUSED = (sight(STRANGER, shows=False, status=404), sight(NOBODY, shows=False, status=401))
LEAK = (sight(STRANGER, shows=True), sight(NOBODY, shows=False, status=401))

EXAMPLES = (
    (seen(*OWN, *REFUSED), Pass),
    (seen(*OWN, *LEAK), Fail),
    (seen(*OWN, *LEAK, missing=("/files: 500",)), Fail),
    (seen(*OWN, *REFUSED, missing=("/files: 500",)), Unknown),
    (seen(sight(OWNER, shows=False), *REFUSED), Unknown),
    (seen(*OWN, sight(STRANGER, shows=False, status=0)), Unknown),
    (seen(), NotApplicable),
)


def test_a_200_without_the_canary_is_no_leak() -> None:
    own_record = sight(STRANGER, shows=False, status=200)

    assert isinstance(StrangerReadsObject().judge(seen(*OWN, own_record)), Pass)


def test_what_a_list_shows_strangers_as_well_is_shared_by_design() -> None:
    shared = (sight(STRANGER, shows=True), sight(STRANGER, shows=True, through=LIST))

    assert isinstance(StrangerReadsObject().judge(seen(*OWN, *shared)), Pass)


def test_what_belongs_to_a_shared_object_is_shared_with_it() -> None:
    review = Sight("GET /orders/{id}/reviews", "/orders/{id}/reviews", STRANGER, ITEM, 200, True, "…", "curl …")
    shared = (sight(STRANGER, shows=True), sight(STRANGER, shows=True, through=LIST))

    assert isinstance(StrangerReadsObject().judge(seen(*OWN, *shared, review)), Pass)


def test_what_nobody_in_particular_reads_is_told_by_another_check() -> None:
    everybody = (sight(STRANGER, shows=True), sight(NOBODY, shows=True))

    assert not isinstance(StrangerReadsObject().judge(seen(*OWN, *everybody)), Fail)
