"""Examples and traps of boundaries.object-field-can-be-set."""

from launchready.observe.access.assign import FieldSet, FieldsSeen
from launchready.stages.s2_boundaries.object_field_can_be_set import ObjectFieldCanBeSet, Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

CONTROL = ("POST /orders made an order, which GET /orders/{id} shows",)


def tried(field: str, *, done: bool) -> FieldSet:
    return FieldSet(
        "POST /orders", "order", field, "40.0", "0.01", "0.01" if done else "40.0", done, "read again", "curl …"
    )


def seen(*tries: FieldSet, missing: tuple[str, ...] = ()) -> Seen:
    return Seen(FieldsSeen(tries, CONTROL if tries else (), missing))


EXAMPLES = (
    (seen(tried("total", done=False), tried("owner_id", done=False)), Pass),
    (seen(tried("total", done=True)), Fail),
    (seen(tried("total", done=False), tried("owner_id", done=True)), Fail),
    (seen(missing=("/orders: no order could be made",)), Unknown),
    (seen(), NotApplicable),
)


def test_a_finding_names_the_operation_and_the_field() -> None:
    verdict = ObjectFieldCanBeSet().judge(seen(tried("total", done=True), tried("state", done=False)))

    assert isinstance(verdict, Fail)
    assert verdict.places == ("POST /orders total",)
