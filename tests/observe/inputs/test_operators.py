"""Operators in place of texts: an API over a small document database, and APIs that only look as if they obeyed."""

import asyncio
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from aiohttp import web

from launchready.observe.inputs.operators import Operators, OperatorsSeen
from launchready.observe.world import World
from launchready.stages.s2_boundaries.value_becomes_operator import Seen, ValueBecomesOperator
from launchready.verdict import Fail, Pass, Touch, Unknown
from tests.observe.strange_api import PEOPLE, visited

Row = dict[str, object]
TEXT = {"type": "string"}


def fits(value: object, wanted: object) -> bool:
    """Whether a value fits what a document database is asked for; an unknown operator is an error."""
    if not isinstance(wanted, dict):
        return value == wanted
    for operator, other in wanted.items():
        match operator:
            case "$ne":
                good = value != other
            case "$eq":
                good = value == other
            case "$gt":
                good = str(value) > str(other)
            case _:
                raise web.HTTPInternalServerError
        if not good:
            return False
    return True


@dataclass
class Store:
    """Accounts and notes; `wrong` names what it does wrong."""

    wrong: str = ""
    form: bool = False
    people: dict[str, Row] = field(default_factory=dict)
    notes: list[Row] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/docs.json", self.document)
        app.router.add_post("/signup", self.sign_up)
        app.router.add_post("/login", self.login)
        app.router.add_get("/me", self.me)
        app.router.add_get("/notes", self.listed)
        app.router.add_post("/notes", self.made)
        app.router.add_get("/notes/search", self.searched)
        app.router.add_delete("/notes/{note}", self.gone)
        return app

    async def document(self, _request: web.Request) -> web.Response:
        done = {"responses": {"200": {"description": "done"}}}
        account = {
            "type": "object",
            "required": ["email", "password"],
            "properties": {"email": {"type": "string", "format": "email"}, "password": TEXT},
        }
        note = {"type": "object", "required": ["title"], "properties": {"title": TEXT, "body": TEXT}}
        media = "application/x-www-form-urlencoded" if self.form else "application/json"

        def takes(schema: object, media: str = "application/json") -> dict[str, object]:
            return {"requestBody": {"content": {media: {"schema": schema}}}, **done}

        key = {"name": "note", "in": "path", "required": True, "schema": TEXT}
        title = {"name": "title", "in": "query", "required": True, "schema": TEXT}
        paths = {
            "/signup": {"post": takes(account)},
            "/login": {"post": takes(account, media)},
            "/me": {"get": done},
            "/notes": {"get": done, "post": takes(note)},
            "/notes/search": {"get": {"parameters": [title], **done}},
            "/notes/{note}": {"delete": {"parameters": [key], **done}},
        }
        return web.json_response({"openapi": "3.1.0", "info": {"title": "Store", "version": "1"}, "paths": paths})

    def who(self, request: web.Request) -> str:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        found = PEOPLE.get(token) or token.removeprefix("session-")
        if not found or (found not in self.people and found not in PEOPLE.values()):
            raise web.HTTPUnauthorized
        return found

    async def sign_up(self, request: web.Request) -> web.Response:
        given = await request.json()
        self.people[given["email"]] = given
        return web.json_response({"status": "made"}, status=201)

    async def login(self, request: web.Request) -> web.Response:
        given = await self._given(request)
        email, password = given.get("email"), given.get("password")
        if PEOPLE.get(str(password)) == email:
            return web.json_response({"token": password})
        row = self.people.get(str(email))
        if row is None or not self._right(row, password):
            raise web.HTTPUnauthorized
        self.signed_in.append(str(email))
        return web.json_response({"token": f"session-{email}"})

    async def _given(self, request: web.Request) -> Row:
        if "json" in request.content_type:
            whole: Row = await request.json()
            return whole
        found: Row = {}
        for name, value in parse_qsl(await request.text(), keep_blank_values=True):
            inner = re.fullmatch(r"(\w+)\[(\$?\w+)\]", name)
            found[inner[1] if inner else name] = {inner[2]: value} if inner else value
        return found

    def _right(self, row: Row, password: object) -> bool:
        match self.wrong:
            case "sign-in":
                return fits(row["password"], password)
            case "anything":
                return True
            case "any object":
                return isinstance(password, dict) or row["password"] == password
            case "any filled object":
                return isinstance(password, dict) and "$" in json.dumps(password)
            case _:
                return isinstance(password, str) and row["password"] == password

    async def me(self, request: web.Request) -> web.Response:
        return web.json_response({"email": "somebody@else.example" if self.wrong == "guest" else self.who(request)})

    async def listed(self, request: web.Request) -> web.Response:
        owner = self.who(request)
        return web.json_response([one for one in self.notes if one["owner"] == owner or self.wrong == "open list"])

    async def made(self, request: web.Request) -> web.Response:
        given = {**await request.json(), "owner": self.who(request), "id": str(len(self.notes) + 1)}
        self.notes.append(given)
        return web.json_response(given, status=201)

    async def gone(self, request: web.Request) -> web.Response:
        self.notes = [one for one in self.notes if one["id"] != request.match_info["note"]]
        return web.Response(status=204)

    async def searched(self, request: web.Request) -> web.Response:
        owner = self.who(request)
        operator = next((name for name in request.query if name.startswith("title[")), "")
        wanted: object = {operator[6:-1]: request.query[operator]} if operator else request.query.get("title", "")
        match self.wrong:
            case "search":  # the owner is looked at where the title is a text
                found = [
                    one for one in self.notes if fits(one["title"], wanted) and (operator or one["owner"] == owner)
                ]
            case "by design":  # operators, of one's own notes
                found = [one for one in self.notes if fits(one["title"], wanted) and one["owner"] == owner]
            case "ignores":  # an unknown parameter shows everything there is
                found = self.notes if operator else [one for one in self.notes if one["title"] == wanted]
            case _:
                found = [one for one in self.notes if one["title"] == wanted and one["owner"] == owner]
        return web.json_response(found)


def seen(store: Store, folder: Path) -> OperatorsSeen:
    async def run() -> OperatorsSeen:
        async with visited(store.app(), folder) as world:
            return await World(world._commons, "test", Touch.WRITE, bounded=True).ask(Operators("api"))

    return asyncio.run(run())


def opened(found: OperatorsSeen) -> list[str]:
    return [f"{one.operation} {one.parameter}" for one in found.tried if one.operator]


@pytest.mark.parametrize("form", [False, True])
def test_a_sound_product_passes(form: bool, tmp_path: Path) -> None:
    found = seen(Store(form=form), tmp_path)

    assert [(one.operation, one.tells, one.because) for one in found.tried] == [
        ("POST /login", True, ""),
        ("GET /notes/search", True, ""),
    ]
    assert isinstance(ValueBecomesOperator().judge(Seen(found)), Pass)


@pytest.mark.parametrize("form", [False, True])
def test_a_sign_in_that_obeys_an_operator_is_seen(form: bool, tmp_path: Path) -> None:
    store = Store("sign-in", form)

    found = seen(store, tmp_path)

    assert opened(found) == ["POST /login password"]
    assert isinstance(ValueBecomesOperator().judge(Seen(found)), Fail)
    assert len(set(store.signed_in)) == 1  # nobody else's account was opened


def test_a_search_that_obeys_an_operator_is_seen(tmp_path: Path) -> None:
    found = seen(Store("search"), tmp_path)

    assert opened(found) == ["GET /notes/search title"]
    assert "customer A's" in found.tried[1].opened


@pytest.mark.parametrize("wrong", ["any object", "any filled object", "by design", "ignores", "open list", "guest"])
def test_what_no_operator_opens_is_no_finding(wrong: str, tmp_path: Path) -> None:
    assert opened(seen(Store(wrong), tmp_path)) == []


def test_a_sign_in_that_any_password_opens_tells_nothing(tmp_path: Path) -> None:
    found = seen(Store("anything"), tmp_path)

    assert (found.tried[0].tells, found.tried[0].because) == (False, "any password signs in")


def test_no_account_of_ones_own_is_unknown(tmp_path: Path) -> None:
    class NoSignUp(Store):
        async def sign_up(self, _request: web.Request) -> web.Response:
            raise web.HTTPForbidden

    found = seen(NoSignUp(), tmp_path)

    assert found.missing
    assert isinstance(ValueBecomesOperator().judge(Seen(found)), Unknown)
