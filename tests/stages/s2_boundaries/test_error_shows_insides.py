"""Examples and traps of boundaries.error-shows-insides."""

from launchready.observe.inputs.badinput import ID, BadInput, BadInputsSeen
from launchready.stages.s2_boundaries.error_shows_insides import ErrorShowsInsides, Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown


def tried(status: int, insides: str = "", trace: str = "") -> BadInput:
    return BadInput("GET /orders/{id}", ID, "a quote", status, 0, True, trace, insides, "{}", "curl …")


def seen(*inputs: BadInput, missing: tuple[str, ...] = ()) -> Seen:
    return Seen(BadInputsSeen(inputs, "GET /orders/{id}", missing))


EXAMPLES = (
    (seen(tried(404)), Pass),
    (seen(tried(404, "a statement of the database: select * from orders where id = '")), Fail),
    (seen(tried(200)), Unknown),
    (seen(missing=("POST /orders: no order could be made",)), Unknown),
    (seen(), NotApplicable),
)


def test_a_trace_is_told_once_by_its_own_check() -> None:
    both = tried(500, "a folder of the server: /srv/app.py", 'Python: File "/srv/app.py", line 3, in f')

    assert isinstance(ErrorShowsInsides().judge(seen(both)), Pass)
