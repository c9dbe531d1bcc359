"""Examples and traps of boundaries.list-shows-strangers."""

from dataclasses import replace

from launchready.observe.access.sights import ITEM, LIST, NOBODY, OWNER, STRANGER, Gallery, Sight
from launchready.stages.s2_boundaries.list_shows_strangers import ListShowsStrangers, Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown


def sight(by: str, *, shows: bool, through: str = LIST, status: int = 200) -> Sight:
    operation = "GET /chats/{id}" if through == ITEM else "GET /chats"
    return Sight(operation, "/chats", by, through, status, shows, '[{"title": "lrc…"}]', "curl …")


def seen(*sights: Sight, missing: tuple[str, ...] = ()) -> Seen:
    return Seen(Gallery(sights, missing))


OWN = (sight(OWNER, shows=True), sight(OWNER, shows=True, through=ITEM))
CLOSED = sight(STRANGER, shows=False, through=ITEM, status=404)

EXAMPLES = (
    (seen(*OWN, CLOSED, sight(STRANGER, shows=False)), Pass),
    (seen(*OWN, CLOSED, sight(STRANGER, shows=True)), Fail),
    (seen(*OWN, CLOSED, sight(STRANGER, shows=False, status=0)), Unknown),
    (seen(sight(OWNER, shows=False)), Unknown),
    (seen(missing=("/chats: no chat could be made",)), Unknown),
    (seen(), NotApplicable),
)


def in_shop(sights: tuple[Sight, ...]) -> tuple[Sight, ...]:
    return tuple(
        replace(one, operation=one.operation.replace("/chats", "/shops"), collection="/shops") for one in sights
    )


def test_a_public_catalogue_is_no_leak() -> None:
    public = (sight(STRANGER, shows=True), sight(STRANGER, shows=True, through=ITEM), sight(NOBODY, shows=True))

    assert isinstance(ListShowsStrangers().judge(seen(*in_shop((*OWN, *public)))), Pass)


def test_an_api_that_shows_everybody_all_chats_has_no_excuse() -> None:
    by = STRANGER

    assert isinstance(
        ListShowsStrangers().judge(seen(*OWN, sight(by, shows=True), sight(by, shows=True, through=ITEM))), Fail
    )


def test_a_pass_tells_the_lists_and_the_kinds_of_which_it_tells_nothing() -> None:
    blind = replace(sight(OWNER, shows=False), operation="GET /drafts", collection="/drafts")
    gallery = Gallery((*OWN, CLOSED, sight(STRANGER, shows=False), blind), (), barred=("/coupons",))

    verdict = ListShowsStrangers().judge(Seen(gallery))

    assert isinstance(verdict, Pass)
    assert "not tried, as no customer may make one: /coupons" in verdict.because
    assert "not told: GET /drafts does not show its owner the canary" in verdict.because
