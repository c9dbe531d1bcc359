"""Examples and traps of exposure.operation-answers-anonymous."""

from dataclasses import replace

from launchready.observe.access.hostile import Act, Acts
from launchready.observe.access.nobodys import Creation
from launchready.observe.access.sights import ITEM, LIST, NOBODY, OWNER, STRANGER, Gallery, Sight
from launchready.stages.s1_exposure.operation_answers_anonymous import OperationAnswersAnonymous, Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

NOTHING = Acts((), ())


def sight(by: str, *, shows: bool, through: str = ITEM, status: int = 200) -> Sight:
    operation = "GET /orders/{id}" if through == ITEM else "GET /orders"
    return Sight(operation, "/orders", by, through, status, shows, "…lrc…", "curl …")


def act(by: str, *, done: bool) -> Act:
    return Act("PATCH /orders/{id}", "/orders", by, 200 if done else 401, done, "GET /orders/1 -> 200", "curl …")


def creation(*, done: bool, status: int) -> Creation:
    return Creation("POST /orders", status, done, "the staff then read it by GET /admin/orders", "curl …")


def seen(*sights: Sight, missing: tuple[str, ...] = (), changes: Acts = NOTHING, made: Creation | None = None) -> Seen:
    return Seen(Gallery(sights, missing), changes, NOTHING, (made,) if made else ())


OWN = (sight(OWNER, shows=True), sight(OWNER, shows=True, through=LIST))
REFUSED = (sight(NOBODY, shows=False, status=401), sight(NOBODY, shows=False, through=LIST, status=401))

EXAMPLES = (
    (seen(*OWN, *REFUSED), Pass),
    (seen(*OWN, sight(NOBODY, shows=True)), Fail),
    (seen(*OWN, *REFUSED, changes=Acts((act(NOBODY, done=True),), ())), Fail),
    (seen(*OWN, *REFUSED, changes=Acts((act(NOBODY, done=False), act(STRANGER, done=True)), ())), Pass),
    (seen(*OWN, *REFUSED, missing=("/files: 500",)), Unknown),
    (seen(*OWN, sight(NOBODY, shows=False, status=0)), Unknown),
    (seen(*OWN, *REFUSED, made=creation(done=False, status=401)), Pass),
    (seen(*OWN, *REFUSED, made=creation(done=True, status=201)), Fail),
    (seen(*OWN, *REFUSED, made=creation(done=False, status=201)), Unknown),
    (seen(*OWN, *REFUSED, made=creation(done=False, status=0)), Unknown),
    (seen(sight(OWNER, shows=False)), Unknown),
    (seen(), NotApplicable),
)


def in_shop(sights: tuple[Sight, ...]) -> tuple[Sight, ...]:
    return tuple(
        replace(one, operation=one.operation.replace("/orders", "/shops"), collection="/shops") for one in sights
    )


def test_a_public_catalogue_is_no_leak() -> None:
    public = (sight(NOBODY, shows=True), sight(NOBODY, shows=True, through=LIST))

    assert isinstance(OperationAnswersAnonymous().judge(seen(*in_shop((*OWN, *public)))), Pass)


def test_a_list_that_shows_nobody_what_nobody_may_read_is_a_leak() -> None:
    listed = (sight(NOBODY, shows=False, status=401), sight(NOBODY, shows=True, through=LIST))

    assert isinstance(OperationAnswersAnonymous().judge(seen(*OWN, *listed)), Fail)


def test_an_api_that_shows_nobody_all_orders_has_no_excuse() -> None:
    by = NOBODY

    assert isinstance(
        OperationAnswersAnonymous().judge(seen(*OWN, sight(by, shows=True), sight(by, shows=True, through=LIST))), Fail
    )
