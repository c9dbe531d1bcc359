"""A body that was refused is mended by what the refusal says, where the document has a field of that name and where not."""

import json

from launchready.declare.model import Json
from launchready.observe.api.bodies import Body
from launchready.observe.api.mending import Repair
from launchready.observe.api.openapi import Operation
from launchready.observe.api.schema import Field
from launchready.observe.http import Answer, Request

BOARDS = Operation(
    "POST",
    "/boards",
    (),
    (
        Field(("title",), "string", required=True),
        Field(("visibility",), "string", required=False),
        Field(("children", "[]", "visibility"), "string", required=False),
        Field(("size",), "integer", required=False),
    ),
    "json",
)


def mended(*sayings: str) -> Json:
    """The body after these refusals."""
    body = Body(BOARDS, lambda name: f"<{name}>", {})
    body.value()
    for attempt, said in enumerate(sayings):
        answer = Answer(Request("http://shop.test/boards", "POST"), 422, (), json.dumps({"detail": said}), None)
        Repair(body, "board", answer, "").mend(attempt)
        body.value()
    return body.last


def test_the_outermost_field_of_a_name_is_the_one_that_is_meant() -> None:
    assert mended("visibility must be one of: private, team") == {"title": "<title>", "visibility": "private"}


def test_a_missing_field_is_given_the_choice_that_a_later_refusal_names() -> None:
    said = ("visibility is required", "visibility must be one of: private, team")

    assert mended(*said) == {"title": "<title>", "visibility": "private"}


def test_a_wish_of_another_type_than_the_documents_is_not_followed() -> None:
    assert mended("size must be one of: small, large") == {"title": "<title>", "size": 1}
