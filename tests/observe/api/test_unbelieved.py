"""A customer who signs in and is answered 401 by everything else: nothing can be told, and nothing passes or is left out."""

import asyncio
from pathlib import Path

import pytest
from aiohttp import web

from launchready.check import Check
from launchready.declare.model import ApiSurface
from launchready.observe.api.objects import Objects, Planting
from launchready.observe.world import World
from launchready.registry import checks
from launchready.verdict import Touch, Unknown, Verdict
from tests.observe.strange_api import login, visited

TEXT = {"type": "string"}
DONE = {"responses": {"200": {"description": "done"}}}
NOTE = {
    "requestBody": {
        "content": {
            "application/json": {
                "schema": {"type": "object", "required": ["title"], "properties": {"title": TEXT, "callback_url": TEXT}}
            }
        }
    },
    **DONE,
}
KEY = {"name": "id", "in": "path", "required": True, "schema": TEXT}
WORD = {"name": "q", "in": "query", "schema": TEXT}
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Shut", "version": "1"},
    "paths": {
        "/notes": {"get": DONE, "post": NOTE},
        "/notes/{id}": {"parameters": [KEY], "get": DONE, "patch": NOTE, "delete": DONE},
        "/search": {"get": {"parameters": [WORD], **DONE}},
    },
}
NAMES = (
    *("stranger_reads_object", "stranger_changes_object", "stranger_deletes_object", "list_shows_strangers"),
    *("parameter_reaches_sql", "parameter_delays_database", "text_runs_as_template", "bad_body_crashes"),
    *("bad_id_crashes", "error_shows_stack_trace", "error_shows_insides", "object_field_can_be_set"),
    "callback_reaches_inside",
)


def app(lists: int) -> web.Application:
    """An API that signs in, and answers 401 to all but its lists."""

    async def document(_request: web.Request) -> web.Response:
        return web.json_response(DOCUMENT)

    async def listed(_request: web.Request) -> web.Response:
        return web.json_response([], status=lists)

    async def shut(_request: web.Request) -> web.Response:
        raise web.HTTPUnauthorized

    made = web.Application()
    made.router.add_get("/docs.json", document)
    made.router.add_post("/login", login)
    made.router.add_get("/notes", listed)
    made.router.add_route("*", "/{rest:.*}", shut)
    return made


def planting(folder: Path, lists: int) -> Planting:
    async def run() -> Planting:
        async with visited(app(lists), folder) as world:
            return await world.ask(Objects("api"))

    return asyncio.run(run())


def test_a_session_that_nothing_believes_is_no_lack_of_rights(tmp_path: Path) -> None:
    missing = planting(tmp_path, 401).missing

    assert [one.forbidden for one in missing] == [False]
    assert "the session of ann is not believed here" in missing[0].because


def test_a_401_beside_a_list_that_answers_is_a_lack_of_rights(tmp_path: Path) -> None:
    assert [one.forbidden for one in planting(tmp_path, 200).missing] == [True]


@pytest.mark.parametrize("name", NAMES)
def test_what_could_not_be_looked_at_is_unknown(name: str, tmp_path: Path) -> None:
    check: Check[ApiSurface, object] = next(
        one for one in checks() if one.id() == f"boundaries.{name.replace('_', '-')}"
    )

    async def run() -> Verdict:
        async with visited(app(401), tmp_path) as world:
            (at,) = world.declaration.surfaces
            assert isinstance(at, ApiSurface)
            lent = World(world._commons, check.id(), Touch.WRITE, bounded=check.alone)
            return check.judge(await check.look(at, lent))

    assert isinstance(asyncio.run(run()), Unknown)
