"""Examples and traps of boundaries.bad-id-crashes."""

from launchready.observe.inputs.badinput import BODY, ID, BadInput, BadInputsSeen
from launchready.stages.s2_boundaries.bad_id_crashes import BadIdCrashes, Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown


def tried(status: int, again: int = 0, *, works: bool = True, part: str = ID) -> BadInput:
    return BadInput("GET /orders/{id}", part, "a quote", status, again, works, "", "", "{}", "curl …")


def seen(*inputs: BadInput, control: str = "GET /orders/{id}", missing: tuple[str, ...] = ()) -> Seen:
    return Seen(BadInputsSeen(inputs, control, missing))


EXAMPLES = (
    (seen(tried(404), tried(422)), Pass),
    (seen(tried(404), tried(500, 500)), Fail),
    (seen(tried(502, 500)), Fail),
    (seen(tried(500, 500, works=False)), Unknown),
    (seen(tried(500, 404)), Unknown),
    (seen(tried(500, 0)), Unknown),
    (seen(tried(503, 0), tried(404)), Unknown),
    (seen(tried(404), control=""), Unknown),
    (seen(tried(0)), Unknown),
    (seen(missing=("POST /orders: no order could be made",)), Unknown),
    (seen(), NotApplicable),
)


def test_an_odd_200_is_no_crash() -> None:
    assert isinstance(BadIdCrashes().judge(seen(tried(200))), Pass)


def test_what_another_check_looks_at_is_left_to_it() -> None:
    crash = tried(500, 500, part=BODY)

    assert isinstance(BadIdCrashes().judge(seen(crash, tried(404))), Pass)
    assert isinstance(BadIdCrashes().judge(seen(crash)), NotApplicable)
