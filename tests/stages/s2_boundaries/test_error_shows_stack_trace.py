"""Examples and traps of boundaries.error-shows-stack-trace."""

from launchready.observe.inputs.badinput import BODY, BadInput, BadInputsSeen
from launchready.stages.s2_boundaries.error_shows_stack_trace import ErrorShowsStackTrace, Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown


def tried(status: int, trace: str = "", insides: str = "") -> BadInput:
    return BadInput("POST /orders", BODY, "broken JSON", status, 0, True, trace, insides, "{}", "curl …")


def seen(*inputs: BadInput, missing: tuple[str, ...] = ()) -> Seen:
    return Seen(BadInputsSeen(inputs, "GET /orders/{id}", missing))


EXAMPLES = (
    (seen(tried(422)), Pass),
    (seen(tried(500, 'Python: File "/srv/app.py", line 3, in f')), Fail),
    (seen(tried(200)), Unknown),
    (seen(missing=("POST /orders: no order could be made",)), Unknown),
    (seen(), NotApplicable),
)


def test_other_insides_are_left_to_their_own_check() -> None:
    assert isinstance(ErrorShowsStackTrace().judge(seen(tried(500, insides="a folder: /srv/app.py"))), Pass)
