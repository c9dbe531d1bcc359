"""Links to an API's objects, shared, opened and taken back in several ways."""

import asyncio
import secrets
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
from aiohttp import web

from launchready.observe.access.sharing import LinksSeen, Sharing
from launchready.stages.s2_boundaries.shared_link_stays_open import Seen, SharedLinkStaysOpen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown, Verdict
from tests.observe.strange_api import login, visited

DONE = {"responses": {"200": {"description": "done"}}}
ID = [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}]
KEY = [{"name": "key", "in": "path", "required": True, "schema": {"type": "string"}}]
TITLE = {"type": "object", "required": ["title"], "properties": {"title": {"type": "string"}}}
BODY = {"requestBody": {"content": {"application/json": {"schema": TITLE}}}}


@dataclass
class Boards:
    """Keeps boards that can be shared; `ways` says how."""

    ways: frozenset[str]
    boards: dict[int, tuple[str, str]] = field(default_factory=dict)
    links: dict[str, int] = field(default_factory=dict)
    numbers: "count[int]" = field(default_factory=lambda: count(100_417))

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/login", login)
        app.router.add_get("/docs.json", self.document)
        app.router.add_post("/boards", self.made)
        app.router.add_get("/boards/{id:\\d+}", self.one)
        app.router.add_delete("/boards/{id:\\d+}", self.gone)
        app.router.add_post("/boards/{id:\\d+}/share", self.shared)
        app.router.add_delete("/boards/{id:\\d+}/share", self.unshared)
        app.router.add_post("/boards/{id:\\d+}/unshare", self.unshared)
        app.router.add_get("/public/boards/{key}", self.opened)
        return app

    async def document(self, _request: web.Request) -> web.Response:
        paths: dict[str, object] = {
            "/boards": {"post": {**BODY, **DONE}},
            "/boards/{id}": {"parameters": ID, "get": DONE, "delete": DONE},
        }
        if "none" not in self.ways:
            ends = {} if {"endless", "by post"} & self.ways else {"delete": DONE}
            body = {} if "with a person" not in self.ways else _with_person()
            paths["/boards/{id}/share"] = {"parameters": ID, "post": {**body, **DONE}, **ends}
            paths["/public/boards/{key}"] = {"parameters": KEY, "get": DONE}
        if "by post" in self.ways:
            paths["/boards/{id}/unshare"] = {"parameters": ID, "post": DONE}
        return web.json_response({"openapi": "3.0.3", "info": {"title": "Boards", "version": "1"}, "paths": paths})

    def _mine(self, request: web.Request) -> int:
        key, who = int(request.match_info["id"]), request.headers.get("Authorization", "")
        if key not in self.boards or self.boards[key][0] != who:
            raise web.HTTPNotFound
        return key

    async def made(self, request: web.Request) -> web.Response:
        key = len(self.boards) + 1
        self.boards[key] = (request.headers.get("Authorization", ""), (await request.json())["title"])
        return web.json_response({"id": key}, status=201)

    async def one(self, request: web.Request) -> web.Response:
        key = self._mine(request)
        return web.json_response({"id": key, "title": self.boards[key][1]})

    async def gone(self, request: web.Request) -> web.Response:
        del self.boards[self._mine(request)]
        return web.Response(status=204)

    async def shared(self, request: web.Request) -> web.Response:
        key = self._mine(request)
        if "refused" in self.ways:
            return web.json_response({"error": "pay first"}, status=402)
        token = str(next(self.numbers)) if "counted" in self.ways else secrets.token_urlsafe(24)
        if "once" in self.ways:
            token = next((one for one, board in self.links.items() if board == key), token)
        self.links[token] = key
        if "by address" in self.ways:
            return web.json_response({"link": {"url": f"/public/boards/{token}"}}, status=201)
        return web.json_response({"data": {"share_token": token}}, status=201)

    async def unshared(self, request: web.Request) -> web.Response:
        key = self._mine(request)
        if "stays" not in self.ways:
            self.links = {token: board for token, board in self.links.items() if board != key}
        if "with the board" in self.ways:
            del self.boards[key]
        return web.Response(status=204)

    async def opened(self, request: web.Request) -> web.Response:
        board = self.links.get(request.match_info["key"])
        if board is None or board not in self.boards or "shut" in self.ways:
            raise web.HTTPNotFound
        if "for members" in self.ways and "Authorization" not in request.headers:
            raise web.HTTPUnauthorized
        return web.json_response({"title": self.boards[board][1]})


def _with_person() -> dict[str, object]:
    who = {"type": "object", "required": ["email"], "properties": {"email": {"type": "string"}}}
    return {"requestBody": {"content": {"application/json": {"schema": who}}}}


def judged(folder: Path, *ways: str) -> tuple[LinksSeen, Verdict]:
    async def run() -> LinksSeen:
        async with visited(Boards(frozenset(ways)).app(), folder) as world:
            return await world.ask(Sharing("api"))

    found = asyncio.run(run())
    return found, SharedLinkStaysOpen().judge(Seen(found))


@pytest.mark.parametrize(
    ("ways", "verdict"),
    [
        ((), Pass),
        (("by address",), Pass),
        (("by post",), Pass),
        (("once",), Pass),
        (("for members",), Pass),
        (("stays",), Fail),
        (("stays", "by address", "for members"), Fail),
        (("stays", "by post"), Fail),
        (("counted",), Fail),
        (("counted", "endless"), Fail),
        (("shut",), Unknown),
        (("refused",), Unknown),
        (("with the board",), Unknown),
        (("endless",), NotApplicable),
        (("with a person",), NotApplicable),
        (("none",), NotApplicable),
    ],
)
def test_a_link_is_judged_by_what_it_opens(tmp_path: Path, ways: tuple[str, ...], verdict: type[Verdict]) -> None:
    found, said = judged(tmp_path, *ways)

    assert isinstance(said, verdict), (said, found)


def test_no_link_is_told(tmp_path: Path) -> None:
    boards = Boards(frozenset({"stays"}))

    async def run() -> LinksSeen:
        async with visited(boards.app(), tmp_path) as world:
            return await world.ask(Sharing("api"))

    told = str(asyncio.run(run()))

    assert boards.links
    assert not [token for token in boards.links if token in told]
    assert "nobody, GET http://127.0.0.1" in told
