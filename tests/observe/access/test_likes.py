"""The object in an answer is found behind any envelope, and an object that holds one is none."""

import pytest

from launchready.declare.model import Json
from launchready.observe.access.likes import opened

TRIP: dict[str, Json] = {"id": 7, "status": "planned"}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (TRIP, TRIP),
        ({"data": TRIP}, {"data": TRIP, **TRIP}),
        ({"ok": True, "trip": TRIP}, TRIP),
        ({"trip": TRIP}, TRIP),
        ({"status": "ok", "request_id": "r1", "trip": TRIP, "meta": {"took": 3}}, TRIP),
        ({"id": 7, "budget": {"amount": 1}}, {"id": 7, "budget": {"amount": 1}}),
        ({"ok": True, "trip": TRIP, "guide": {"id": 1}}, {"ok": True, "trip": TRIP, "guide": {"id": 1}}),
        ([TRIP], {}),
        (None, {}),
    ],
)
def test_an_envelope_is_opened(answer: Json, expected: dict[str, Json]) -> None:
    assert opened(answer) == expected
