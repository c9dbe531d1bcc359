"""What operations do and where they name objects, read from paths, parameters, bodies and operation ids alone."""

import pytest

from launchready.observe.api.deeds import Use, uses_of
from launchready.observe.api.kinds import Kind, kinds
from launchready.observe.api.openapi import PLACE, ApiFacts, Operation, Param
from launchready.observe.api.schema import Field


def operation(name: str, *fields: str, query: tuple[str, ...] = (), id: str = "") -> Operation:  # noqa: A002 - OpenAPI's word
    """`POST /notes/get`, its body's required fields, and its query's parameters, the required ones with an `!`."""
    method, path = name.split()
    params = [Param(one, "path", True, "string") for one in PLACE.findall(path)]
    params += [Param(one.rstrip("!"), "query", one.endswith("!"), "string") for one in query]
    body = tuple(Field(tuple(one.split(".")), "string", required=True) for one in fields)
    return Operation(method, path, tuple(params), body, "json" if body else "", id=id)


def told(use: Use) -> str:
    slots = ", ".join(f"{slot.where} {slot.name}={slot.stem}" for slot in use.slots)
    return f"{use.verb} {use.noun}: {slots}".rstrip(": ")


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (operation("POST /orders"), ["create order"]),
        (operation("GET /orders"), ["list order"]),
        (operation("GET /orders/{order_id}"), ["read order: path order_id=order"]),
        (operation("PATCH /api/v2/orders/{id}"), ["update order: path id=order"]),
        (operation("DELETE /orders/{id}/"), ["delete order: path id=order"]),
        (operation("POST /orders/{id}", "note"), ["update order: path id=order"]),
        (operation("GET /books/v1/{book_title}"), ["read book: path book_title=book"]),
        (operation("POST /createNote", "title"), ["create note"]),
        (operation("POST /note/create", "title"), ["create note"]),
        (operation("POST /notes.create", "title"), ["create note"]),
        (operation("GET /getNote", query=("noteId!",)), ["read note: query noteId=note"]),
        (operation("GET /get_note_by_id/{id}"), ["read note: path id=note"]),
        (operation("GET /getAllNotes"), ["list note"]),
        (operation("POST /notes/get", "note_id"), ["read note: body note_id=note"]),
        (operation("POST /notes/get", "note.id"), ["read note: body note.id=note"]),
        (operation("POST /notes/query", "noteId", id="getNote"), ["read note: body noteId=note"]),
        (operation("POST /notes/search", "q"), ["list note"]),
        (operation("POST /notes/edit/{id}", "title"), ["update note: path id=note"]),
        (operation("POST /delete/note/{id}"), ["delete note: path id=note"]),
        (operation("GET /note/delete", query=("id!",)), ["delete note: query id=note"]),
        (operation("PUT /notes", "id", "title"), ["update note: body id=note"]),
        (operation("GET /files/{id}/download"), ["read file: path id=file"]),
        (operation("GET /chat-rooms/{id}"), ["read chat_room: path id=chat_room"]),
        (
            operation("GET /users/{user_id}/orders/{order_id}"),
            ["read order: path user_id=user, path order_id=order"],
        ),
        (operation("GET /u/{username}/notes/{slug}"), ["read note: path username=user, path slug=note"]),
        (operation("GET /messages", query=("conversation_id!",)), ["list message: query conversation_id=conversation"]),
        (operation("GET /orders", query=("user_id",)), ["list order", "list order: query user_id=user"]),
        (operation("GET /orders", query=("id",)), ["list order", "read order: query id=order"]),
        (operation("PUT /users/{username}/password", "password"), ["create password: path username=user"]),
        (operation("POST /reports/{id}/export"), []),
        (operation("GET /new-arrivals"), ["list new_arrival"]),
    ],
    ids=lambda value: value.name if isinstance(value, Operation) else "",
)
def test_an_operation_is_read_by_its_names(given: Operation, wanted: list[str]) -> None:
    assert [told(use) for use in uses_of(given)] == wanted


def kinds_of(*operations: Operation) -> dict[str, Kind]:
    return {kind.collection: kind for kind in kinds(ApiFacts("api", "here", "", operations))}


def test_remote_procedures_make_one_kind() -> None:
    found = kinds_of(
        operation("POST /rpc/createNote", "title"),
        operation("GET /rpc/getNote", query=("noteId!",)),
        operation("GET /rpc/listNotes"),
        operation("POST /rpc/deleteNote", "noteId"),
    )

    assert list(found) == ["/rpc/note"]
    assert [told(use) for use in found["/rpc/note"].uses] == [
        "read note: query noteId=note",
        "list note",
        "delete note: body noteId=note",
    ]


def test_the_same_object_is_read_at_every_path_that_leads_to_it() -> None:
    found = kinds_of(
        operation("POST /conversations", "title"),
        operation("GET /conversations/{conversation_id}"),
        operation("POST /outputs", "conversation_id"),
        operation("GET /outputs/{output_id}"),
        operation("GET /conversations/{conversation_id}/outputs/{output_id}"),
    )

    assert list(found) == ["/conversations", "/outputs"]
    assert [use.name for use in found["/outputs"].uses] == [
        "GET /outputs/{output_id}",
        "GET /conversations/{conversation_id}/outputs/{output_id}",
    ]


def test_what_is_made_inside_of_another_may_be_read_elsewhere() -> None:
    found = kinds_of(
        operation("POST /projects", "title"),
        operation("GET /projects/{id}"),
        operation("POST /projects/{id}/exports"),
        operation("GET /exports/{id}"),
    )

    assert [use.name for use in found["/projects/{id}/exports"].uses] == ["GET /exports/{id}"]


def test_accounts_payments_and_the_staffs_are_no_objects_to_make() -> None:
    found = kinds_of(
        operation("POST /users", "username", "password"),
        operation("GET /users/{id}"),
        operation("POST /payouts", "amount"),
        operation("GET /payouts"),
        operation("POST /orders", "note"),
        operation("GET /orders/{id}"),
        operation("DELETE /admin/orders/{id}"),
        operation("POST /orders/{id}/refund"),
    )

    assert list(found) == ["/orders"]
    assert [use.name for use in found["/orders"].uses] == ["GET /orders/{id}"]


def test_kinds_come_after_what_they_are_made_of() -> None:
    found = kinds_of(
        operation("POST /reports", "project_id"),
        operation("GET /reports/{id}"),
        operation("POST /projects", "title", "colour"),
        operation("GET /projects/{id}"),
    )

    assert list(found) == ["/projects", "/reports"]


def test_a_put_behind_a_parent_changes_what_is_made_elsewhere() -> None:
    reference = Field(("conversation",), "string", required=True, format="uuid")
    title = Field(("title",), "string", required=True)
    create = Operation("POST", "/outputs", (), (reference, title), "json")
    nested = "/conversations/{id}/outputs/{pk}"
    facts = ApiFacts("api", "", "", (create, operation(f"GET {nested}"), operation(f"PUT {nested}", "title")))

    found = kinds(facts)

    assert [kind.collection for kind in found] == ["/outputs"]
    assert [told(use) for use in found[0].uses] == [
        "read output: path id=conversation, path pk=output",
        "update output: path id=conversation, path pk=output",
    ]


def test_a_put_is_a_creation_where_nothing_else_tells_its_places() -> None:
    nested = "/shops/{id}/outputs/{pk}"
    facts = ApiFacts(
        "api",
        "",
        "",
        (
            operation("POST /outputs", "title"),
            operation("GET /outputs/{id}"),
            operation(f"GET {nested}"),
            operation(f"PUT {nested}", "title"),
        ),
    )

    assert [kind.collection for kind in kinds(facts)] == ["/outputs", "/shops/{id}/outputs"]
