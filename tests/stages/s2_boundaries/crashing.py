"""Examples and traps that the checks of what crashes the API share."""

from collections.abc import Callable

from launchready.observe.inputs.badinput import BODY, ID, BadInput, BadInputsSeen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown, Verdict


def tried(status: int, again: int = 0, *, works: bool = True, part: str) -> BadInput:
    return BadInput("GET /orders/{id}", part, "a quote", status, again, works, "", "", "{}", "curl …")


def inputs(*tried: BadInput, control: str = "GET /orders/{id}", missing: tuple[str, ...] = ()) -> BadInputsSeen:
    return BadInputsSeen(tried, control, missing)


def examples(part: str) -> tuple[tuple[BadInputsSeen, type[Verdict]], ...]:
    """What was seen of one part, and the verdict it must get."""

    def one(status: int, again: int = 0, *, works: bool = True) -> BadInput:
        return tried(status, again, works=works, part=part)

    return (
        (inputs(one(404), one(422)), Pass),
        (inputs(one(404), one(500, 500)), Fail),
        (inputs(one(502, 500)), Fail),
        (inputs(one(500, 500, works=False)), Unknown),
        (inputs(one(500, 404)), Unknown),
        (inputs(one(500, 0)), Unknown),
        (inputs(one(503, 0), one(404)), Unknown),
        (inputs(one(404), control=""), Unknown),
        (inputs(one(0)), Unknown),
        (inputs(missing=("POST /orders: no order could be made",)), Unknown),
        (inputs(), NotApplicable),
    )


def assert_traps_hold(judge: Callable[[BadInputsSeen], Verdict], part: str) -> None:
    """An odd 200 is no crash, and what another check looks at is left to it."""
    crash = tried(500, 500, part=BODY if part == ID else ID)

    assert isinstance(judge(inputs(tried(200, part=part))), Pass)
    assert isinstance(judge(inputs(crash, tried(404, part=part))), Pass)
    assert isinstance(judge(inputs(crash)), NotApplicable)
