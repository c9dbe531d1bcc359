"""Links of an OpenAPI document: what an answer feeds elsewhere, where neither names nor ids would tell."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import Json
from launchready.observe.access.sights import ITEM, NOBODY, OWNER, STRANGER, Gallery, Sights
from launchready.observe.api.kinds import kinds
from launchready.observe.api.linking import values_of
from launchready.observe.api.objects import Objects, Planting
from launchready.observe.api.operation import ApiFacts, Link
from launchready.observe.api.operations import operations
from launchready.observe.http import Answer, Request
from tests.observe.strange_api import PEOPLE, login, visited

TEXT = {"type": "string"}
KEY = {"name": "caseNo", "in": "path", "required": True, "schema": TEXT}
REPORT = {"type": "object", "required": ["story"], "properties": {"story": TEXT}}
DONE = {"responses": {"200": {"description": "done"}}}


def document(*links: tuple[str, dict[str, object]]) -> dict[str, Json]:
    """An intake that makes a case: nothing but links says that both are the same thing."""
    named: dict[str, object] = dict(links)
    made = {"201": {"description": "made", "links": named}}
    whole: dict[str, Json] = {
        "openapi": "3.1.0",
        "info": {"title": "Desk", "version": "1"},
        "servers": [{"url": "/v2"}],
        "components": {
            "links": {"Shared": {"operationId": "seeCase", "parameters": {"caseNo": "$response.body#/ref"}}}
        },
        "paths": {
            "/intake": {
                "post": {"requestBody": {"content": {"application/json": {"schema": REPORT}}}, "responses": made}
            },
            "/cases/{caseNo}": {
                "parameters": [KEY],
                "get": {"operationId": "seeCase", **DONE},
                "delete": {"operationId": "dropCase", **DONE},
            },
        },
    }
    return whole


SEE = ("See", {"operationId": "seeCase", "parameters": {"path.caseNo": "$response.body#/envelope/ref"}})
DROP = (
    "Drop",
    {"operationRef": "#/paths/~1cases~1{caseNo}/delete", "parameters": {"caseNo": "$response.body#/envelope/ref"}},
)


def facts(*links: tuple[str, dict[str, object]]) -> ApiFacts:
    return ApiFacts("api", "/docs.json", "Desk", operations(document(*links)))


def test_links_by_id_by_place_and_by_reference_are_read() -> None:
    whole = facts(SEE, DROP, ("Again", {"$ref": "#/components/links/Shared"}))

    made = whole.operation("POST", "/v2/intake")
    assert made is not None
    assert made.links == (
        Link("GET /v2/cases/{caseNo}", (("caseNo", "$response.body#/envelope/ref"),)),
        Link("DELETE /v2/cases/{caseNo}", (("caseNo", "$response.body#/envelope/ref"),)),
        Link("GET /v2/cases/{caseNo}", (("caseNo", "$response.body#/ref"),)),
    )


@pytest.mark.parametrize(
    "link",
    [
        {"operationId": "nobody", "parameters": {"caseNo": "$response.body#/ref"}},
        {"operationRef": "https://elsewhere.example/api#/paths/~1cases~1{caseNo}/get", "parameters": {"caseNo": "x"}},
        {"operationId": "seeCase"},
        {"operationId": "seeCase", "parameters": {"caseNo": 7}},
        {"operationId": "seeCase", "parameters": ["caseNo"]},
        "seeCase",
    ],
)
def test_a_link_that_leads_nowhere_is_left_out(link: dict[str, object]) -> None:
    made = facts(("Odd", link)).operation("POST", "/v2/intake")

    assert made is not None
    assert made.links == ()


def test_a_link_makes_one_kind_of_two_nouns() -> None:
    assert kinds(facts()) == ()
    (kind,) = kinds(facts(SEE, DROP))

    assert (kind.create and kind.create.name, kind.read and kind.read.name, kind.delete and kind.delete.name) == (
        "POST /v2/intake",
        "GET /v2/cases/{caseNo}",
        "DELETE /v2/cases/{caseNo}",
    )


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("$response.body#/envelope/ref", "K-77"),
        ("$response.body#/items/1/no", "9"),
        ("$response.body#/a~1b", "slash"),
        ("$response.header.X-Case", "H-1"),
        ("$response.body#/envelope", ""),
        ("$response.body#/nothing/there", ""),
        ("$response.body", ""),
    ],
)
def test_an_expression_gives_what_the_answer_holds(expression: str, value: str) -> None:
    whole = facts(("See", {"operationId": "seeCase", "parameters": {"caseNo": expression}}))
    made, read = whole.operation("POST", "/v2/intake"), whole.operation("GET", "/v2/cases/{caseNo}")
    body = '{"envelope": {"ref": "K-77"}, "items": [{"no": 8}, {"no": 9}], "a/b": "slash"}'
    assert made is not None
    assert read is not None

    found = values_of(made, read, Answer(Request("http://a/"), 201, (("X-Case", "H-1"),), body, 1.0), {})

    assert found == ((value,) if value else ())


@dataclass
class Desk:
    """Keeps cases by a reference that no usual name tells, beside a decoy that looks like an id."""

    open_to_all: bool = False
    cases: dict[str, dict[str, str]] = field(default_factory=dict)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/docs.json", self.shown)
        app.router.add_post("/login", login)
        app.router.add_post("/v2/intake", self.made)
        app.router.add_get("/v2/cases/{key}", self.one)
        app.router.add_delete("/v2/cases/{key}", self.gone)
        return app

    async def shown(self, _request: web.Request) -> web.Response:
        return web.json_response(document(SEE, DROP))

    def who(self, request: web.Request) -> str:
        found = PEOPLE.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if found is None:
            raise web.HTTPUnauthorized
        return found

    async def made(self, request: web.Request) -> web.Response:
        owner, key = self.who(request), f"K-{len(self.cases) + 41}"
        self.cases[key] = {**await request.json(), "owner": owner}
        return web.json_response({"id": 900, "envelope": {"ref": key}}, status=201)

    async def one(self, request: web.Request) -> web.Response:
        owner, case = self.who(request), self.cases.get(request.match_info["key"])
        if case is None or (case["owner"] != owner and not self.open_to_all):
            raise web.HTTPNotFound
        return web.json_response({"story": case["story"]})

    async def gone(self, request: web.Request) -> web.Response:
        if self.cases.get(request.match_info["key"], {}).get("owner") != self.who(request):
            raise web.HTTPNotFound
        del self.cases[request.match_info["key"]]
        return web.Response(status=204)


def seen(desk: Desk, folder: Path) -> tuple[Planting, Gallery]:
    async def run() -> tuple[Planting, Gallery]:
        async with visited(desk.app(), folder) as world:
            found = await world.ask(Objects("api")), await world.ask(Sights("api"))
            assert await world.clean_up() == ()
            return found

    return asyncio.run(run())


@pytest.mark.parametrize("open_to_all", [False, True])
def test_an_object_is_found_again_by_its_link(open_to_all: bool, tmp_path: Path) -> None:
    desk = Desk(open_to_all)

    planting, gallery = seen(desk, tmp_path)

    assert [one.ids for one in planting.planted] == [("K-41",)]
    shows = {one.by: one.shows for one in gallery.sights if one.through == ITEM}
    assert shows == {OWNER: True, STRANGER: open_to_all, NOBODY: False}
    assert desk.cases == {}  # removed again
