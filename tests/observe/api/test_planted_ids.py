"""An operation's path is filled with the ids that its places name, whichever operation made the object."""

import asyncio
from dataclasses import replace
from typing import cast

import pytest

from launchready.observe.api.operation import Operation
from launchready.observe.api.planted import Planted
from launchready.observe.errors import CannotLook
from launchready.observe.world import World

FLAT = Planted("/outputs", "output", "ann", ("o1",), ("c",), "GET /outputs/{id}", "curl", (("conversation", "t1"),))
DEEP = Planted(
    "/shops/{shop_id}/aisles/{aisle_id}/books", "book", "ann", ("s1", "h1", "b1"), ("c",), "", "curl",
    (("aisle", "h1"), ("shop", "s1")),
)  # fmt: skip
INSIDE = Planted("/rooms/{room}/notes", "note", "ann", ("r1", "n1"), ("c",), "", "curl")


def filled(planted: Planted, path: str) -> tuple[str, ...]:
    nobody_is_asked = cast("World", None)
    return asyncio.run(planted.ids_for(nobody_is_asked, "api", Operation("PATCH", path)))


@pytest.mark.parametrize(
    ("planted", "path", "ids"),
    [
        (FLAT, "/outputs", ()),
        (FLAT, "/outputs/{output_id}", ("o1",)),
        (FLAT, "/outputs/{pk}/text", ("o1",)),
        (FLAT, "/conversations/{conversation_id}/outputs", ("t1",)),
        (FLAT, "/conversations/{conversation_id}/outputs/{output_id}", ("t1", "o1")),
        (FLAT, "/conversations/{id}/outputs/{pk}/text", ("t1", "o1")),
        (FLAT, "/outputs/{outputId}/of/conversations/{conversationId}", ("o1", "t1")),
        (FLAT, "/texts/{key}", ("o1",)),
        (DEEP, "/books/{id}", ("b1",)),
        (DEEP, "/books/{id}/pages", ("b1",)),
        (DEEP, "/aisles/{id}/books/{bookId}", ("h1", "b1")),
        (DEEP, "/shops/{shop}/books/{book}", ("s1", "b1")),
        (DEEP, "/shops/{shop_id}/aisles/{aisle_id}/books", ("s1", "h1")),
        (DEEP, "/shops/{shop_id}/aisles/{aisle_id}/books/{isbn}", ("s1", "h1", "b1")),
        (INSIDE, "/rooms/{room}/notes/{note}", ("r1", "n1")),
        (INSIDE, "/notes/{id}", ("n1",)),
    ],
)
def test_each_place_gets_the_id_of_what_it_names(planted: Planted, path: str, ids: tuple[str, ...]) -> None:
    assert ids == filled(planted, path)


@pytest.mark.parametrize(
    ("planted", "path"),
    [(FLAT, "/shops/{shop_id}/outputs/{output_id}"), (DEEP, "/walls/{wall_id}/books/{book_id}")],
)
def test_a_place_of_which_nothing_is_known_is_not_filled_with_something_else(planted: Planted, path: str) -> None:
    with pytest.raises(CannotLook, match="is known to stand for"):
        filled(planted, path)


def test_a_change_of_which_nothing_is_told_is_taught_what_the_making_took() -> None:
    made = replace(INSIDE, fields=("headline", "extra.note"), learned=(("mood", '"calm"'), ("room", "7")))
    bare = Operation("PATCH", "/notes/{id}", body_kind="json")

    change = made.taught(bare)

    assert [one.name for one in change.body] == ["headline"]
    assert made.learned_for(change) == ({}, {})
    assert made.learned_for(replace(change, method="PUT")) == ({}, {"mood": "calm", "room": 7})
    assert made.taught(change) == change
    assert made.taught(replace(bare, method="POST")) == replace(bare, method="POST")
