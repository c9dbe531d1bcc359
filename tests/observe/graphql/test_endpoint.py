"""A GraphQL API never seen before: its operations are named, its objects planted, and strangers judged by what comes back."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest

from launchready.observe.access.hostile import Acts, Changes, Deletes
from launchready.observe.access.sights import ITEM, LIST, OWNER, STRANGER, Gallery, Sights
from launchready.observe.access.sights import NOBODY as NO_ONE
from launchready.observe.api.objects import Objects, Planting
from launchready.observe.api.openapi import Api, ApiFacts
from launchready.observe.graphql.bundle import schema_of
from launchready.observe.graphql.endpoint import BUNDLE, NOBODY, Graphql, GraphqlFacts
from launchready.observe.graphql.wire import status_of
from launchready.observe.http import Answer, Request
from launchready.observe.limits.graphql_bursts import Tried, aliased, listed, told
from launchready.observe.world import World
from tests.observe.strange_graphql import BUNDLE as SCRIPT
from tests.observe.strange_graphql import StrangeGraphql, visited

AnswerT = TypeVar("AnswerT")


def asked(folder: Path, ask: Callable[[World], Awaitable[AnswerT]], *wrong: str) -> AnswerT:
    async def run() -> AnswerT:
        async with visited(StrangeGraphql(set(wrong)).app(), folder) as world:
            return await ask(world)

    return asyncio.run(run())


async def graphql(world: World) -> GraphqlFacts:
    return await world.ask(Graphql("api"))


async def api(world: World) -> ApiFacts:
    return await world.ask(Api("api"))


async def objects(world: World) -> Planting:
    return await world.ask(Objects("api"))


async def gallery(world: World) -> Gallery:
    return await world.ask(Sights("api"))


async def changes(world: World) -> Acts:
    return await world.ask(Changes("api"))


async def deletes(world: World) -> Acts:
    return await world.ask(Deletes("api"))


def test_operations_are_named_like_paths(tmp_path: Path) -> None:
    facts = asked(tmp_path, graphql)

    assert (facts.endpoint, facts.told_by) == ("/api/graphql", NOBODY)
    assert {one.field: one.operation.name.replace("/api/graphql#", "") for one in facts.operations} == {
        "viewer": "GET /viewer",
        "allNotes": "GET /notes",
        "note": "GET /notes/{id}",
        "remarks": "GET /notes/{noteId}/remarks",
        "staffReport": "GET /staff/report",
        "login": "POST /login",
        "addNote": "POST /notes",
        "editNote": "PATCH /notes/{id}",
        "removeNote": "DELETE /notes/{id}",
        "postRemark": "POST /notes/{noteId}/remarks",
        "archiveNote": "POST /notes/{id}/archive",
    }


def test_an_endpoint_that_is_shut_to_nobody_is_asked_as_who_may(tmp_path: Path) -> None:
    facts = asked(tmp_path, graphql, "gate")

    assert (facts.endpoint, facts.told_by) == ("/api/graphql", "ann")
    assert asked(tmp_path, objects, "gate").planted


def test_an_api_without_a_document_is_read_by_its_schema(tmp_path: Path) -> None:
    facts = asked(tmp_path, api)

    add = facts.operation("POST", "/api/graphql#/notes")
    assert add is not None
    assert [(one.name, one.required, one.enum) for one in add.body] == [
        ("headline", True, ()),
        ("colour", True, ('"RED"', '"GREEN"')),
        ("text", False, ()),
        ("due", False, ()),
    ]
    read = facts.operation("GET", "/api/graphql#/notes/{id}")
    assert read is not None
    assert [(one.name, one.type) for one in read.params] == [("id", "integer")]


def test_objects_are_made_and_read_back_with_their_canaries(tmp_path: Path) -> None:
    planting = asked(tmp_path, objects)

    assert planting.missing == ()
    assert {one.name for one in planting.planted} == {"note", "remark"}
    assert all(one.owner == "ann" and one.shown for one in planting.planted)


def test_a_sound_api_shows_nothing_to_strangers_and_lets_its_owner_do_all(tmp_path: Path) -> None:
    seen = asked(tmp_path, gallery)
    changed, deleted = asked(tmp_path, changes), asked(tmp_path, deletes)

    assert seen.controlled(OWNER, ITEM)
    assert seen.controlled(OWNER, LIST)
    assert not any(one.shows for one in seen.sights if one.by in {STRANGER, NO_ONE})
    assert [one.by for one in changed.acts if one.done] == [OWNER]
    assert [one.by for one in deleted.acts if one.done] == [OWNER]


@pytest.mark.parametrize(("wrong", "through"), [("read", ITEM), ("list", LIST)])
def test_what_strangers_see_is_a_canary_that_came_back(wrong: str, through: str, tmp_path: Path) -> None:
    seen = asked(tmp_path, gallery, wrong)

    assert seen.seen_by(STRANGER, through)
    assert not seen.seen_by(NO_ONE, through)


def test_what_strangers_do_is_seen_by_the_owner(tmp_path: Path) -> None:
    changed, deleted = asked(tmp_path, changes, "write"), asked(tmp_path, deletes, "delete")

    assert STRANGER in {one.by for one in changed.acts if one.done}
    assert STRANGER in {one.by for one in deleted.acts if one.done}


def test_a_closed_schema_is_pieced_together_from_the_front_end(tmp_path: Path) -> None:
    facts = asked(tmp_path, graphql, "closed")

    assert facts.told_by == BUNDLE
    assert {one.operation.name.replace("/api/graphql#", "") for one in facts.operations} == {
        "GET /notes",
        "GET /notes/{id}",
        "POST /notes",
    }


def test_shipped_operations_tell_fields_arguments_and_choices() -> None:
    schema = schema_of((SCRIPT,))

    query, mutation = schema.types["query"], schema.types["mutation"]
    assert [one.name for one in query.fields] == ["allNotes", "note"]
    assert [(arg.name, arg.type.written) for arg in mutation.fields[0].args] == [("draft", "NoteDraft!")]


def test_the_real_request_and_its_reproduction_name_no_path(tmp_path: Path) -> None:
    async def ask(world: World) -> tuple[Answer, str]:
        await world.ask(Api("api"))
        surface = world.declaration.surface("api")
        assert surface is not None
        request = Request(surface.at("/api/graphql#/notes/12"), by="ann")
        return await world.answer(request), world.curl(request)

    answer, curl = asked(tmp_path, ask)

    assert answer.status == 404
    assert "#/" not in curl
    assert "query note($id: Int!)" in curl
    assert '"variables": {"id": 12}' in curl


@pytest.mark.parametrize(
    ("error", "status"),
    [
        ({"message": "x", "extensions": {"code": "UNAUTHENTICATED"}}, 401),
        ({"message": "x", "extensions": {"code": "FORBIDDEN"}}, 403),
        ({"message": "x", "extensions": {"classification": "NOT_FOUND"}}, 404),
        ({"message": "x", "extensions": {"http": {"status": 418}}}, 418),
        ({"message": "x", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}, 500),
        ({"message": "Too many requests, slow down"}, 429),
        ({"message": "You must be logged in: not authenticated"}, 401),
        ({"message": "Variable $id got an invalid value"}, 400),
    ],
)
def test_errors_are_read_as_the_status_that_they_amount_to(error: dict[str, object], status: int) -> None:
    assert status_of([json.loads(json.dumps(error))])[0] == status


def test_many_guesses_go_into_one_request() -> None:
    query = "mutation In($who: Who!, $word: String!) { login(who: $who, password: $word) { token } }"
    field = " login(who: $who, password: $word) { token } "
    tries = [
        Tried(
            Request("https://a.test/graphql"),
            query,
            "$who: Who!, $word: String!",
            field,
            {"who": {"n": "a"}, "word": one},
        )
        for one in ("x", "y")
    ]

    whole = json.loads(aliased(tries).body or "")

    assert whole["query"] == (
        "mutation Many($who_0: Who!, $word_0: String!, $who_1: Who!, $word_1: String!) { "
        "a0: login(who: $who_0, password: $word_0) { token } a1: login(who: $who_1, password: $word_1) { token } }"
    )
    assert whole["variables"] == {"who_0": {"n": "a"}, "word_0": "x", "who_1": {"n": "a"}, "word_1": "y"}
    assert [one["variables"]["word"] for one in json.loads(listed(tries).body or "")] == ["x", "y"]


@pytest.mark.parametrize(
    ("body", "opened"),
    [
        ('{"data": {"a0": null, "a1": {"token": "0123456789abcdef0"}}}', (False, True)),
        ('{"data": {"a0": null, "a1": {"token": null, "userErrors": ["a long sentence of errors"]}}}', (False, False)),
        ('[{"data": null}, {"data": {"login": {"token": "0123456789abcdef0"}}}]', (False, True)),
        ('{"errors": [{"message": "no lists"}]}', ()),
    ],
)
def test_a_guess_signs_in_where_a_token_comes_back(body: str, opened: tuple[bool, ...]) -> None:
    assert told(Answer(Request("https://a.test/graphql"), 200, (), body, 1.0), 2) == opened
