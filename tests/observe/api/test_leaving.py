"""What the run made by the way is removed again, wherever its id is told; and what stays is told."""

import asyncio
from dataclasses import dataclass, field
from typing import cast

import pytest

from launchready.declare.model import ApiSurface, Declaration
from launchready.observe.api.kinds import kinds
from launchready.observe.api.making import Made, removal
from launchready.observe.api.openapi import ApiFacts, Operation, Param
from launchready.observe.api.planted import Planted
from launchready.observe.api.schema import Field
from launchready.observe.http import Answer, Request
from launchready.observe.world import World

KEY = (Param("id", "path", required=True, type="string"),)
MAKE = Operation("POST", "/bills/", (), (Field(("note",), "string", required=True),), "json")
READ, DELETE = Operation("GET", "/bills/{id}/", KEY), Operation("DELETE", "/bills/{id}/", KEY)


@dataclass
class Told:
    """As much of a world as a removal asks for: where the product is, and what stays."""

    left: list[str] = field(default_factory=list)

    @property
    def declaration(self) -> Declaration:
        return cast("Declaration", self)

    def surface(self, name: str) -> ApiSurface:
        return ApiSurface(name, None, "production", "http://shop.test", 1)

    def leave(self, what: str) -> None:
        self.left.append(what)


def removed(status: int, location: str, body: str, *operations: Operation) -> tuple[str, list[str]]:
    """The address that is deleted in the end, and what is told to stay."""
    (kind,) = kinds(ApiFacts("api", "a document", "", (MAKE, READ, *operations)))
    request = Request("http://shop.test/bills/", "POST", by="ann")
    headers = (("Location", location),) if location else ()
    reply = Answer(request, status, headers, body, 1.0)
    planted = Planted("/bills", "bill", "ann", ("1",), ("c",), "GET /bills/{id}/", "curl")
    told = Told()
    made = Made(kind, planted, request, reply)
    away = asyncio.run(removal(cast("World", told), "api", made, reply, "ann"))
    return (away.url if away else "", told.left)


@pytest.mark.parametrize(
    ("status", "location", "body"),
    [
        (201, "", '{"id": "7"}'),
        (201, "/bills/7/", ""),
        (201, "http://shop.test/bills/7/", "made"),
        (302, "/bills/7", ""),
        (303, "/bills/7/", ""),
    ],
)
def test_what_was_made_is_removed_wherever_its_id_is_told(status: int, location: str, body: str) -> None:
    assert removed(status, location, body, DELETE) == ("http://shop.test/bills/7/", [])


def test_what_does_not_say_its_id_stays_and_is_told() -> None:
    assert removed(201, "", "", DELETE) == ("", ["bill of ann: the answer to POST does not say its id"])


def test_what_nothing_deletes_stays_and_is_told() -> None:
    assert removed(201, "/bills/7/", "") == ("", ["bill 7 of ann: the API names no operation that deletes it"])


@pytest.mark.parametrize(("status", "location"), [(400, ""), (302, "/login"), (200, "")])
def test_what_made_nothing_leaves_nothing(status: int, location: str) -> None:
    assert removed(status, location, "", DELETE) == ("", [])
