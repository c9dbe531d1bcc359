"""A workspace in which every member works on all labels is no shop whose customers change each other's listings."""

import asyncio
from pathlib import Path
from uuid import uuid4

import pytest
from aiohttp import web

from launchready.declare.model import Rule
from launchready.observe.access.hostile import Acts, Changes, Deletes
from launchready.observe.access.sights import OWNER, STRANGER
from launchready.stages.s2_boundaries.stranger_changes_object import Seen, StrangerChangesObject
from launchready.verdict import Fail, Pass, Unknown
from tests.observe.role_api import Style, visited

STYLE = Style("plain", False, "", 403, False, ("member", "seller", "admin"), "", "path")
TEXT = {"type": "string"}
BODY = {
    "requestBody": {
        "content": {
            "application/json": {"schema": {"type": "object", "required": ["name"], "properties": {"name": TEXT}}}
        }
    },
    "responses": {"200": {"description": "done"}},
}
DONE = {"responses": {"200": {"description": "done"}}, "security": [{"bearer": []}]}
PLACE = {"name": "id", "in": "path", "required": True, "schema": TEXT}
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Workspace", "version": "1"},
    "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
    "paths": {
        "/me": {"get": DONE},
        "/labels": {"get": DONE, "post": {**BODY, "security": [{"bearer": []}]}},
        "/labels/{id}": {"parameters": [PLACE], "get": DONE, "patch": {**BODY, **DONE}, "delete": DONE},
    },
}


def app(*, owned: bool) -> web.Application:  # noqa: C901 - one small server in one place
    """Labels that every member sees, changes and deletes; `owned` shows who made each."""
    labels: dict[str, dict[str, str]] = {}
    people: dict[str, str] = {}

    def asker(request: web.Request) -> str:
        name = people.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if name is None:
            raise web.HTTPUnauthorized
        return name

    async def login(request: web.Request) -> web.Response:
        given = await request.json()
        token = f"tok-{uuid4().hex}"
        people[token] = given["email"]
        return web.json_response({"token": token})

    async def me(request: web.Request) -> web.Response:
        return web.json_response({"email": asker(request), "id": f"u-{asker(request)}"})

    async def document(_request: web.Request) -> web.Response:
        return web.json_response(DOCUMENT)

    async def listed(request: web.Request) -> web.Response:
        asker(request)
        return web.json_response(list(labels.values()))

    async def made(request: web.Request) -> web.Response:
        given = await request.json()
        row = {"id": uuid4().hex, "name": str(given["name"]), "color": "#fff"}
        if owned:
            row["made_for"] = f"u-{asker(request)}"
        labels[row["id"]] = row
        return web.json_response(row)

    async def one(request: web.Request) -> web.Response:
        asker(request)
        row = labels.get(request.match_info["id"])
        if row is None:
            raise web.HTTPNotFound
        if request.method == "PATCH":
            row["name"] = str((await request.json())["name"])
        if request.method == "DELETE":
            del labels[row["id"]]
        return web.json_response(row)

    made_of = web.Application()
    made_of.router.add_get("/docs.json", document)
    made_of.router.add_post("/login", login)
    made_of.router.add_get("/me", me)
    made_of.router.add_get("/labels", listed)
    made_of.router.add_post("/labels", made)
    made_of.router.add_route("*", "/labels/{id}", one)
    return made_of


def tried(folder: Path, *, owned: bool, rules: tuple[Rule, ...] = ()) -> tuple[Acts, Acts]:
    async def run() -> tuple[Acts, Acts]:
        async with visited(app(owned=owned), folder, STYLE, rules=rules, vendor=False) as world:
            return await world.ask(Changes("api")), await world.ask(Deletes("api"))

    return asyncio.run(run())


def test_what_names_its_owner_is_a_strangers_to_leave(tmp_path: Path) -> None:
    changes, deletes = tried(tmp_path, owned=True)

    assert {one.operation for one in changes.by(STRANGER) if one.done} == {"PATCH /labels/{id}"}
    assert {one.operation for one in deletes.by(STRANGER) if one.done} == {"DELETE /labels/{id}"}
    assert isinstance(StrangerChangesObject().judge(Seen(changes)), Fail)


def test_what_names_nobody_and_is_shown_to_all_is_the_declarations_to_say(tmp_path: Path) -> None:
    changes, deletes = tried(tmp_path, owned=False)

    assert [one for one in (*changes.acts, *deletes.acts) if one.by == STRANGER and one.done] == []
    assert [one.partition(":")[0] for one in changes.unsaid] == ["PATCH /labels/{id}"]
    assert [one.partition(":")[0] for one in deletes.unsaid] == ["DELETE /labels/{id}"]
    verdict = StrangerChangesObject().judge(Seen(changes))
    assert isinstance(verdict, Unknown)
    assert '[roles] "/labels/*" = ["member"]' in verdict.because


@pytest.mark.parametrize("roles", [("member", "admin"), ("anyone",)])
def test_what_the_declaration_gives_to_all_is_no_finding(tmp_path: Path, roles: tuple[str, ...]) -> None:
    changes, deletes = tried(tmp_path, owned=False, rules=(Rule("*", "/labels/*", roles, 1),))

    assert changes.unsaid == deletes.unsaid == ()
    assert any(one.done for one in changes.by(OWNER))


def test_a_rule_lets_nobody_at_what_names_its_owner(tmp_path: Path) -> None:
    changes, _ = tried(tmp_path, owned=True, rules=(Rule("*", "/labels/*", ("member", "admin"), 1),))

    assert isinstance(StrangerChangesObject().judge(Seen(changes)), Fail)
    assert not isinstance(StrangerChangesObject().judge(Seen(changes)), Pass)
