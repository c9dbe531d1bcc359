"""Making bodies: what takes a canary, and what a refusal complains of."""

import pytest

from launchready.declare.model import Json
from launchready.observe.api.bodies import Body, is_free, plausible
from launchready.observe.api.complaints import complaints
from launchready.observe.api.openapi import Operation
from launchready.observe.api.schema import Field


def text(name: str, **more: object) -> Field:
    return Field((name,), "string", True, **more)  # type: ignore[arg-type]  # the fields of the record itself


@pytest.mark.parametrize("name", ["title", "note", "bodyText", "display_name", "description"])
def test_ordinary_texts_take_a_canary(name: str) -> None:
    assert is_free(text(name))


@pytest.mark.parametrize(
    "field",
    [
        text("listing_id"),
        text("folderId"),
        text("status"),
        text("avatarUrl"),
        text("contact_email"),
        text("currency"),
        text("starts", format="date-time"),
        text("colour", pattern="^#[0-9a-f]{6}$"),
        text("size", enum=('"small"',)),
        text("initials", longest=3),
        Field(("price",), "number", True),
    ],
)
def test_what_expects_more_than_any_text_takes_none(field: Field) -> None:
    assert not is_free(field)


def test_a_pattern_that_lets_a_canary_through_is_no_obstacle() -> None:
    assert is_free(text("title", pattern=r"^[^\x00-\x1f]*$"))
    assert not is_free(text("title", pattern="([broken"))


@pytest.mark.parametrize(
    ("fields", "body"),
    [
        pytest.param((Field(("data",), "object", False),), {"data": {"note": "<data.note>"}}, id="an open object"),
        pytest.param(
            (Field(("data", "attributes", "title"), "string", False),),
            {"data": {"attributes": {"title": "<data.attributes.title>"}}},
            id="a free string deeper in it",
        ),
        pytest.param(
            (Field(("permissions", "read", "[]"), "string", False), Field(("permissions",), "object", False)),
            {},
            id="what means something to the product",
        ),
        pytest.param(
            (text("title"), Field(("data",), "object", False)), {"title": "<title>"}, id="a free string of its own"
        ),
    ],
)
def test_a_canary_goes_deeper_where_the_body_has_no_free_string_of_its_own(
    fields: tuple[Field, ...], body: Json
) -> None:
    operation = Operation("POST", "/records", body=fields, body_kind="json")

    assert Body(operation, lambda name: f"<{name}>", {}, anywhere=True).value() == body
    assert Body(operation, lambda name: f"<{name}>", {}, optional=False, anywhere=True).value() == (
        body if fields[0].required else {}
    )


def test_required_fields_are_filled_and_optional_keys_are_left_alone() -> None:
    operation = Operation(
        "POST",
        "/orders",
        body=(
            text("title"),
            Field(("amount",), "integer", True, least=5),
            Field(("note",), "string", False),
            Field(("coupon_id",), "integer", False),
            Field(("parent", "title"), "string", False),
        ),
        body_kind="json",
    )

    assert Body(operation, lambda name: f"<{name}>", {}).value() == {"title": "<title>", "amount": 5, "note": "<note>"}


def test_a_refused_field_of_a_bound_type_gets_a_value_inside_its_bounds() -> None:
    assert plausible(Field(("n",), "integer", True, least=10, most=20)) == 10
    assert plausible(text("code", longest=4)) == "audi"
    assert len(str(plausible(text("code", shortest=20)))) == 20


@pytest.mark.parametrize(
    ("answer", "names"),
    [
        ({"detail": [{"loc": ["body", "title"], "msg": "Field required"}]}, ("title",)),
        ({"errors": {"title": ["can't be blank"]}}, ("title",)),
        ({"errors": [{"field": "region", "message": "is missing"}]}, ("region",)),
        ({"error": "'folder' is required"}, ("folder",)),
        ({"message": "price must be positive"}, ("price",)),
        (None, ()),
    ],
)
def test_complaints_are_read_in_the_usual_forms(answer: Json, names: tuple[str, ...]) -> None:
    assert complaints(answer) == names
