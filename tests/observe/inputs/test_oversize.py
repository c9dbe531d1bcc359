"""A word of eleven megabytes for APIs that keep it, cut it, refuse it and hang up."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web

from launchready.observe.errors import CannotLook
from launchready.observe.inputs.oversize import Oversize, OversizeSeen
from launchready.stages.s2_boundaries.body_has_no_limit import BodyHasNoLimit, Seen
from launchready.verdict import Fail, NotApplicable, Pass, Verdict
from tests.observe.strange_api import login, visited

DONE = {"responses": {"200": {"description": "done"}}}
SCHEMA = {
    "type": "object",
    "required": ["title"],
    "properties": {"title": {"type": "string"}, "stars": {"type": "integer"}},
}
BODY = {"requestBody": {"content": {"application/json": {"schema": SCHEMA}}}, **DONE}
ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}


@dataclass
class Notes:
    """Notes with an update where a test wants one."""

    limit: int = 2**30
    cut: int | None = None
    hangs_up: bool = False
    updates: bool = True
    deletes: bool = True
    id_last: bool = False
    made: int = 0
    notes: dict[str, dict[str, object]] = field(default_factory=dict)

    def app(self) -> web.Application:
        app = web.Application(client_max_size=self.limit)
        app.router.add_post("/login", login)
        app.router.add_get("/docs.json", self.document)
        app.router.add_post("/notes", self.kept)
        app.router.add_patch("/notes/{id}", self.kept)
        app.router.add_get("/notes/{id}", self.shown)
        app.router.add_delete("/notes/{id}", self.gone)
        return app

    async def document(self, _request: web.Request) -> web.Response:
        item = {"parameters": [ID], "get": DONE}
        item |= {"patch": BODY} if self.updates else {}
        item |= {"delete": DONE} if self.deletes else {}
        paths = {"/notes": {"post": BODY}, "/notes/{id}": item}
        return web.json_response({"openapi": "3.1.0", "info": {"title": "Notes", "version": "1"}, "paths": paths})

    async def kept(self, request: web.Request) -> web.Response:
        if self.hangs_up and (request.content_length or 0) > 10**6:
            assert request.transport is not None
            request.transport.close()
        title = (await request.json())["title"]
        key = request.match_info.get("id")
        if key is None:
            self.made += 1
            key = str(self.made)
        shown = {"id": int(key), "title": title[: self.cut]}
        self.notes[key] = dict(reversed(shown.items())) if self.id_last else shown
        return web.json_response(self.notes[key])

    async def shown(self, request: web.Request) -> web.Response:
        if request.match_info["id"] not in self.notes:
            raise web.HTTPNotFound
        return web.json_response(self.notes[request.match_info["id"]])

    async def gone(self, request: web.Request) -> web.Response:
        if self.notes.pop(request.match_info["id"], None) is None:
            raise web.HTTPNotFound
        return web.Response(status=204)


def seen(api: Notes, folder: Path) -> OversizeSeen:
    async def run() -> OversizeSeen:
        async with visited(api.app(), folder) as world:
            found = await world.ask(Oversize("api"))
            left = await world.clean_up()
            assert left == (() if api.deletes else ("note 1 of ann: the API names no operation that deletes it",))
            return found

    return asyncio.run(run())


def verdict(found: OversizeSeen) -> Verdict:
    return BodyHasNoLimit().judge(Seen(found))


def test_an_api_that_changes_to_any_length_is_seen_and_left_clean(tmp_path: Path) -> None:
    api = Notes()

    found = seen(api, tmp_path)

    assert isinstance(verdict(found), Fail)
    assert (found.operation, found.field, found.removed) == ("PATCH /notes/{id}", "title", True)
    assert api.notes == {}


def test_an_api_without_updates_is_seen_as_it_makes_them(tmp_path: Path) -> None:
    api = Notes(updates=False)

    found = seen(api, tmp_path)

    assert found.operation == "POST /notes"
    assert found.kept >= 1_000_000
    assert isinstance(verdict(found), Fail)


@pytest.mark.parametrize("api", [Notes(limit=2**20), Notes(cut=255), Notes(hangs_up=True)])
def test_an_api_that_refuses_cuts_or_hangs_up_passes(api: Notes, tmp_path: Path) -> None:
    found = seen(api, tmp_path)

    assert isinstance(verdict(found), Pass), found
    assert api.notes == {}


def test_an_object_that_would_be_lost_is_not_made_large(tmp_path: Path) -> None:
    api = Notes(updates=False, id_last=True)

    with pytest.raises(CannotLook, match="behind the word"):
        seen(api, tmp_path)

    assert all(len(str(note["title"])) < 100 for note in api.notes.values())


def test_what_could_not_be_deleted_is_not_tried(tmp_path: Path) -> None:
    api = Notes(deletes=False)

    assert isinstance(verdict(seen(api, tmp_path)), NotApplicable)
