"""What refusals complain of, in the words of the frameworks that say it."""

import pytest

from launchready.declare.model import Json
from launchready.observe.api.complaints import complaints, read

FORMS: tuple[tuple[str, Json, tuple[str, ...]], ...] = (
    ("FastAPI", {"detail": [{"type": "missing", "loc": ["body", "title"], "msg": "Field required"}]}, ("title",)),
    ("DRF", {"title": ["This field is required."], "body": ["This field may not be blank."]}, ("title", "body")),
    (
        "joi",
        {"message": '"title" is required', "details": [{"message": '"title" is required', "path": ["title"]}]},
        ("title",),
    ),
    ("zod", {"issues": [{"code": "invalid_type", "path": ["title"], "message": "Required"}]}, ("title",)),
    ("zod, flat", {"error": {"fieldErrors": {"title": ["Required"]}, "formErrors": []}}, ("title",)),
    (
        "ajv",
        {"errors": [{"instancePath": "", "keyword": "required", "params": {"missingProperty": "title"}}]},
        ("title",),
    ),
    ("express-validator", {"errors": [{"type": "field", "msg": "Invalid value", "path": "title"}]}, ("title",)),
    ("mongoose", {"errors": {"title": {"message": "Path `title` is required."}}}, ("title",)),
    ("NestJS", {"message": ["title should not be empty"], "error": "Bad Request"}, ("title",)),
    ("Rails", {"errors": ["Title can't be blank", "Due date is invalid"]}, ("title", "due_date")),
    ("Rails, wrapped", {"error": "param is missing or the value is empty: note"}, ("note",)),
    ("Spring", {"errors": [{"field": "title", "defaultMessage": "must not be blank"}]}, ("title",)),
    ("Symfony", {"violations": [{"propertyPath": "title", "message": "should not be blank."}]}, ("title",)),
    (
        "Laravel",
        {"message": "The title field is required.", "errors": {"title": ["The title field is required."]}},
        ("title",),
    ),
    ("ASP.NET", {"title": "One or more errors.", "errors": {"Title": ["The Title field is required."]}}, ("Title",)),
    (
        "Go",
        {"error": "Key: 'NoteIn.Title' Error:Field validation for 'Title' failed on the 'required' tag"},
        ("Title",),
    ),
    ("JSON:API", {"errors": [{"source": {"pointer": "/data/attributes/title"}, "detail": "blank"}]}, ("title",)),
    ("Flask", "Missing field title", ("title",)),
    ("Flask, several", "Missing required fields: title, body", ("title", "body")),
    ("a sentence", {"msg": "Please provide title and content"}, ("title", "content")),
    ("a summary", {"message": "Validation failed: title, listingId"}, ("title", "listingId")),
    ("a field by a word of refusals", {"errors": [{"message": '"type" is required.'}]}, ("type",)),
    (
        "words beside a field",
        {"violations": [{"property": "due", "problem": "is required"}], "fault": "invalid"},
        ("due",),
    ),
    ("nothing", {"message": "Not found"}, ()),
    ("a code", {"code": "VALIDATION_ERROR", "message": "Validation failed"}, ()),
    ("what is no field", {"error": "the request is not JSON"}, ()),
    ("an outage", {"error": "the address has no server"}, ()),
)


@pytest.mark.parametrize(("refusal", "names"), [form[1:] for form in FORMS], ids=[form[0] for form in FORMS])
def test_a_refusal_names_its_fields(refusal: Json, names: tuple[str, ...]) -> None:
    assert complaints(refusal) == names


@pytest.mark.parametrize(
    ("refusal", "wanted"),
    [
        ({"errors": [{"field": "n", "message": "must be a positive number"}]}, 1),
        ({"errors": {"on": ["must be a valid ISO 8601 date string"]}}, "2030-01-15T12:00:00Z"),
        ({"detail": [{"loc": ["body", "level"], "msg": "Input should be 'low' or 'high'"}]}, "low"),
        ("tone must be one of: warm, cold", "warm"),
        ({"tone": ['"1" is not a valid choice. Choose from: warm, cold']}, "warm"),
        ({"errors": {"flag": ["must be a boolean"]}}, False),
        ({"errors": {"tags": ["must be an array"]}}, []),
        ({"errors": {"title": ["is not good enough"]}}, None),
    ],
)
def test_a_refusal_may_tell_what_is_wanted(refusal: Json, wanted: Json) -> None:
    (complaint,) = read(refusal)

    assert complaint.wanted() == wanted


def test_a_field_that_nobody_wanted_is_told_apart() -> None:
    refusal: Json = {"detail": [{"type": "extra", "loc": ["body", "x1"], "msg": "Extra inputs are not permitted"}]}

    (complaint,) = read(refusal)

    assert complaint.is_unwanted


@pytest.mark.parametrize(
    ("message", "surplus"),
    [
        ('You don\'t have permission to access field "owner" in collection "orders" or it does not exist.', True),
        ('"owner" is not allowed: extra fields', True),
        ('"owner" is not allowed to be 7', False),
    ],
)
def test_a_field_may_be_refused_whatever_stands_in_it(message: str, *, surplus: bool) -> None:
    found = {one.field: one for one in read({"errors": [{"message": message}]})}

    assert (found["owner"].is_unwanted, found["owner"].is_surplus) == (True, surplus)


def test_a_field_inside_another_keeps_its_place() -> None:
    (complaint,) = read({"detail": [{"loc": ["body", "address", "street"], "msg": "Field required"}]})

    assert (complaint.inside, complaint.field) == (("address",), "street")
