"""Examples and traps of boundaries.bad-id-crashes."""

from launchready.observe.badinput import BadInput, BadInputsSeen
from launchready.stages.s2_boundaries.bad_id_crashes import BadIdCrashes, Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown


def tried(status: int, shown: str = "{}") -> BadInput:
    return BadInput("GET /orders/{id}", "the id '", status, "", shown, "curl …")


def seen(*inputs: BadInput, control: str = "GET /orders/{id}") -> Seen:
    return Seen(BadInputsSeen(inputs, control))


EXAMPLES = (
    (seen(tried(404), tried(422)), Pass),
    (seen(tried(404), tried(500)), Fail),
    (seen(tried(500, shown="")), Fail),
    (seen(tried(404), control=""), Unknown),
    (seen(tried(0, shown="timed out")), Unknown),
    (seen(), NotApplicable),
)


def test_an_odd_200_is_no_crash() -> None:
    assert isinstance(BadIdCrashes().judge(seen(tried(200))), Pass)
