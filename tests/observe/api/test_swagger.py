"""Swagger 2.0, documents in several files, security schemes, and servers."""

import asyncio
import json
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import ApiSurface
from launchready.observe.api.openapi import ApiFacts, Document, Scheme, read
from launchready.observe.http import Answer, Request
from launchready.observe.who.recipe import sends_of
from tests.observe.small_world import declared, site, visited

SWAGGER = """
swagger: "2.0"
info: {title: Old, version: "1"}
host: api.example
basePath: /v1
consumes: [application/json]
securityDefinitions:
  basic: {type: basic}
  key: {type: apiKey, in: header, name: X-Api-Key}
  oauth: {type: oauth2, flow: password, tokenUrl: https://api.example/v1/token, scopes: {read: read}}
security: [{key: []}]
parameters:
  page: {name: page, in: query, type: integer, minimum: 1}
  order: {name: body, in: body, required: true, schema: {$ref: "#/definitions/Order"}}
definitions:
  Order:
    allOf:
      - {$ref: "#/definitions/Thing"}
      - {type: object, required: [item], properties: {item: {type: string}, parent: {$ref: "#/definitions/Order"}}}
  Thing: {type: object, properties: {id: {type: integer, readOnly: true}, note: {type: string, maxLength: 50}}}
responses:
  one: {description: one, schema: {$ref: "#/definitions/Order"}}
paths:
  /orders:
    parameters: [{$ref: "#/parameters/page"}]
    get: {responses: {200: {description: all, schema: {type: array, items: {$ref: "#/definitions/Order"}}}}}
    post:
      parameters: [{$ref: "#/parameters/order"}]
      responses: {201: {$ref: "#/responses/one"}}
  /orders/{id}:
    get:
      parameters: [{name: id, in: path, required: true, type: string, format: uuid}]
      responses: {200: {$ref: "#/responses/one"}}
  /files:
    post:
      consumes: [multipart/form-data]
      parameters: [{name: file, in: formData, type: file, required: true}, {name: note, in: formData, type: string}]
      responses: {200: {description: kept}}
  /login:
    post:
      security: []
      parameters: [{name: user, in: formData, type: string, required: true}, {name: pass, in: formData, type: string}]
      consumes: [application/x-www-form-urlencoded]
      responses: {200: {description: in}}
"""


def facts(text: str) -> ApiFacts:
    return asyncio.run(read("api", Answer(Request("https://api.example/swagger.yaml"), 200, (), text, 1.0)))


def test_swagger_2_is_read_as_any_other_document() -> None:
    found = facts(SWAGGER)
    create = found.operation("POST", "/v1/orders")
    upload = found.operation("POST", "/v1/files")
    login = found.operation("POST", "/v1/login")
    assert create
    assert upload
    assert login

    assert [one.name for one in found.operations] == [
        "GET /v1/orders",
        "POST /v1/orders",
        "GET /v1/orders/{id}",
        "POST /v1/files",
        "POST /v1/login",
    ]
    assert found.mistake == ""
    assert (create.body_kind, [one.name for one in create.body if len(one.path) == 1]) == ("json", ["item", "note"])
    assert [(one.name, one.where, one.least if hasattr(one, "least") else None) for one in create.params] == [
        ("page", "query", None)
    ]
    assert (create.secured, login.secured, create.schemes) == (True, False, ("key",))
    assert (upload.body_kind, upload.body[0].format, upload.body[1].required) == ("multipart", "binary", False)
    assert (login.body_kind, [(one.name, one.required) for one in login.body]) == (
        "form",
        [("user", True), ("pass", False)],
    )
    assert found.operations[2].params[0].format == "uuid"
    assert {one.name for one in found.operations[2].answer} >= {"item", "note"}
    assert found.schemes == (
        Scheme("key", "key", "header", "X-Api-Key"),
        Scheme("basic", "basic", "header", "Authorization"),
        Scheme("oauth", "bearer", "header", "Authorization", "/v1/token"),
    )


def test_a_mistake_in_swagger_2_is_told_and_the_rest_is_read() -> None:
    found = facts('{"swagger": "2.0", "paths": {"/a": {"get": {"responses": {"200": {"description": "a"}}}}}}')

    assert [one.name for one in found.operations] == ["GET /a"]
    assert "info" in found.mistake


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        ({"type": "http", "scheme": "Bearer"}, ("Authorization: Bearer {token}",)),
        ({"type": "openIdConnect", "openIdConnectUrl": "https://id.example"}, ("Authorization: Bearer {token}",)),
        ({"type": "apiKey", "in": "query", "name": "key"}, ("?key={token}",)),
        ({"type": "apiKey", "in": "cookie", "name": "sid"}, ("Cookie: sid={token}",)),
        ({"type": "http", "scheme": "basic"}, ()),
        (
            {"type": "apiKey", "in": "header", "name": "Authorization", "description": "Token-based, `Token abc`"},
            (
                "Authorization: Token {token}",
                "Authorization: Bearer {token}",
                "Authorization: JWT {token}",
                "Authorization: {token}",
            ),
        ),
    ],
)
def test_how_a_token_is_sent_is_read_from_the_schemes(scheme: dict[str, object], expected: tuple[str, ...]) -> None:
    document = {
        "openapi": "3.1.0",
        "info": {"title": "", "version": "1"},
        "components": {"securitySchemes": {"it": scheme}},
        "paths": {"/a": {"get": {"responses": {}}}},
    }

    assert sends_of(facts(json.dumps(document))) == expected


@pytest.mark.parametrize(
    ("servers", "path"),
    [
        ([{"url": "https://other.example/x"}, {"url": "https://api.example/own/"}], "/own/a"),
        ([{"url": "https://other.example/x"}], "/x/a"),
        (
            [
                {
                    "url": "{scheme}://api.example/{version}",
                    "variables": {"version": {"default": "v2"}, "scheme": {"default": "https"}},
                }
            ],
            "/v2/a",
        ),
        ([{"url": "./rel"}], "/rel/a"),
        ([{"url": "/"}], "/a"),
        ([], "/a"),
    ],
)
def test_the_server_at_the_documents_own_host_gives_the_base_path(servers: list[object], path: str) -> None:
    document = {
        "openapi": "3.0.0",
        "info": {"title": "", "version": "1"},
        "servers": servers,
        "paths": {"/a": {"get": {"responses": {}}}},
    }

    assert facts(json.dumps(document)).operations[0].path == path


FILES: dict[str, object] = {
    "/docs/openapi.json": {
        "openapi": "3.0.3",
        "info": {"title": "In parts", "version": "1"},
        "paths": {
            "/notes": {"$ref": "./paths/notes.yaml"},
            "/lost": {"post": {"requestBody": {"content": {"application/json": {"schema": {"$ref": "gone.json"}}}}}},
            "/far": {
                "post": {
                    "requestBody": {"content": {"application/json": {"schema": {"$ref": "http://127.0.0.2/x.json"}}}}
                }
            },
        },
        "components": {
            "schemas": {"Tag": {"type": "object", "required": ["word"], "properties": {"word": {"type": "string"}}}}
        },
    },
    "/docs/paths/notes.yaml": {
        "post": {
            "requestBody": {"content": {"application/json": {"schema": {"$ref": "../schemas.json#/Note"}}}},
            "responses": {"201": {"description": "made"}},
        }
    },
    "/docs/schemas.json": {
        "Note": {
            "type": "object",
            "required": ["title", "tag"],
            "properties": {
                "title": {"$ref": "#/Title"},
                "tag": {"$ref": "openapi.json#/components/schemas/Tag"},
                "parent": {"$ref": "#/Note"},
            },
        },
        "Title": {"type": "string", "maxLength": 80},
    },
}


def test_the_files_of_the_same_host_are_laid_into_the_document(tmp_path: Path) -> None:
    asked: list[str] = []

    async def given(request: web.Request) -> web.Response:
        asked.append(request.path)
        if request.path not in FILES:
            raise web.HTTPNotFound
        return web.json_response(FILES[request.path])

    async def run() -> ApiFacts:
        app = web.Application()
        app.router.add_get("/{path:.*}", given)
        async with site(app) as port:
            url = f"http://127.0.0.1:{port}"
            surface = ApiSurface("api", None, "production", url, 1, openapi="/docs/openapi.json")
            async with visited(declared(tmp_path, surface, domain="127.0.0.1")) as world:
                return await world.ask(Document("api"))

    found = asyncio.run(run())
    note = found.operation("POST", "/notes")
    assert note

    assert [(one.path, one.required) for one in note.body[:2]] == [(("title",), True), (("tag", "word"), True)]
    assert "gone.json -> 404" in found.mistake.replace(", 14 characters", "")
    assert sorted(asked) == ["/docs/gone.json", "/docs/openapi.json", "/docs/paths/notes.yaml", "/docs/schemas.json"]


def test_a_front_end_that_answers_every_path_is_no_document(tmp_path: Path) -> None:
    async def page(request: web.Request) -> web.Response:
        if request.path == "/api/v1/openapi.json":
            return web.json_response(json.loads(json.dumps(FILES["/docs/openapi.json"])))
        return web.Response(text="<!doctype html><title>App</title>", content_type="text/html")

    async def run() -> ApiFacts:
        app = web.Application()
        app.router.add_get("/{path:.*}", page)
        async with site(app) as port:
            surface = ApiSurface("api", None, "production", f"http://127.0.0.1:{port}", 1)
            async with visited(declared(tmp_path, surface, domain="127.0.0.1")) as world:
                return await world.ask(Document("api"))

    assert asyncio.run(run()).source.endswith("/api/v1/openapi.json")
