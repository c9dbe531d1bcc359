"""Examples and traps of boundaries.stranger-reads-object."""

from dataclasses import replace

import pytest

from launchready.observe.access.sights import ITEM, LIST, NOBODY, OWNER, STRANGER, Gallery, Sight
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


def in_shop(sights: tuple[Sight, ...]) -> tuple[Sight, ...]:
    return tuple(
        replace(one, operation=one.operation.replace("orders", "shops"), collection="/shops") for one in sights
    )


SHARED = (sight(STRANGER, shows=True), sight(STRANGER, shows=True, through=LIST))


def test_what_a_list_shows_strangers_as_well_is_shared_by_design() -> None:
    verdict = StrangerReadsObject().judge(seen(*in_shop((*OWN, *SHARED))))

    assert isinstance(verdict, Pass)
    assert "shared by design, as anybody's list shows them: /shops" in verdict.because


def test_an_api_that_shows_everybody_all_orders_has_no_excuse() -> None:
    assert isinstance(StrangerReadsObject().judge(seen(*OWN, *SHARED)), Fail)


@pytest.mark.parametrize(("below", "wanted"), [("reviews", Pass), ("messages", Pass), ("orders", Fail)])
def test_what_belongs_to_a_shared_object_is_shared_with_it(below: str, wanted: type) -> None:
    path = f"/shops/{{id}}/{below}"
    child = Sight(f"GET {path}", path, STRANGER, ITEM, 200, True, "…", "curl …")

    assert isinstance(StrangerReadsObject().judge(seen(*in_shop((*OWN, *SHARED)), child)), wanted)


def test_what_nobody_in_particular_reads_is_told_by_another_check() -> None:
    everybody = (sight(STRANGER, shows=True), sight(NOBODY, shows=True))

    assert not isinstance(StrangerReadsObject().judge(seen(*OWN, *everybody)), Fail)
