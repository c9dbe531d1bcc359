"""Examples and traps of boundaries.error-shows-stack-trace."""

import pytest

from launchready.observe.badinput import TRACE, BadInput, BadInputsSeen
from launchready.stages.s2_boundaries.error_shows_stack_trace import Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown


def tried(status: int, trace: str = "") -> BadInput:
    return BadInput("POST /orders", "broken JSON", status, trace, "{}", "curl …")


def seen(*inputs: BadInput) -> Seen:
    return Seen(BadInputsSeen(inputs, "GET /orders/{id}"))


EXAMPLES = (
    (seen(tried(422)), Pass),
    (seen(tried(500, "Traceback (most recent call last):")), Fail),
    (seen(tried(200)), Unknown),
    (seen(), NotApplicable),
)


@pytest.mark.parametrize(
    "body",
    [
        'Traceback (most recent call last):\n  File "app.py", line 3, in f',
        '{"trace": ["  File \\"/srv/app.py\\", line 42, in wrapped\\n"]}',
        "TypeError: x is undefined\n    at Object.<anonymous> (/srv/app/index.js:10:15)",
        "java.lang.NullPointerException\n\tat com.shop.Orders.find(Orders.java:42)",
        "panic: oh\n\ngoroutine 17 [running]:",
        "SQLSTATE[42000]: Syntax error",
        "/srv/app/models/order.rb:12:in `find'",
    ],
)
def test_traces_of_the_usual_languages_are_recognised(body: str) -> None:
    assert TRACE.search(body)


@pytest.mark.parametrize(
    "body",
    [
        '{"error": {"code": "invalid_input", "message": "not valid: title", "request_id": "req_1"}}',
        '{"detail": [{"loc": ["body", "title"], "msg": "Field required", "type": "missing"}]}',
        "The shop closes at 18:00 (local time: 19:00).",
        "Error at line 3 column 7 of your document.",
    ],
)
def test_ordinary_refusals_are_no_traces(body: str) -> None:
    assert not TRACE.search(body)
