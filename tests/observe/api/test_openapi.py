"""Reading OpenAPI documents: what is in them, and what is said of those that are none."""

import asyncio
import json
from pathlib import Path

import pytest
from aiohttp import web

from launchready.observe.api.kinds import is_admin, kinds
from launchready.observe.api.openapi import Api, ApiFacts, read
from launchready.observe.api.schema import Reader
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from tests.observe.strange_api import DOCUMENT, visited

YAML = """
openapi: 3.1.0
info: {title: In YAML, version: "1"}
paths:
  /things/{id}:
    get:
      security: [{key: [things:read]}]
      x-required-role: clerk
      parameters: [{name: id, in: path, required: true, schema: {type: [string, "null"], format: uuid}}]
      responses: {"200": {description: a thing, content: {application/json: {schema: {type: object, properties: {id: {type: string}}}}}}}
  /upload:
    post:
      requestBody:
        content:
          multipart/form-data:
            schema: {type: object, required: [file], properties: {file: {type: string, format: binary}}}
      responses: {"201": {description: made}}
components: {securitySchemes: {key: {type: http, scheme: bearer}}}
"""


def facts(text: str) -> ApiFacts:
    return asyncio.run(read("api", Answer(Request("https://api.example/openapi"), 200, (), text, 1.0)))


def test_the_base_of_the_servers_is_part_of_each_path() -> None:
    found = facts(json.dumps(DOCUMENT))

    assert found.operation("GET", "/api/v3/notes/{noteId}") is not None
    assert found.mistake == ""
    assert all(one.secured for one in found.operations)


def test_bodies_are_flat_and_recursion_ends() -> None:
    create = facts(json.dumps(DOCUMENT)).operation("POST", "/api/v3/notes")

    assert create is not None
    assert [field.name for field in create.body[:2]] == ["noteTitle", "folderId"]
    assert [field.required for field in create.body[:3]] == [True, True, False]
    assert ("parent", "parent", "noteTitle") in {field.path for field in create.body}
    assert len(create.body) <= 200
    assert next(field for field in create.body if field.path == ("priority",)).enum == ('"low"', '"high"')


def test_all_of_is_laid_together() -> None:
    create = facts(json.dumps(DOCUMENT)).operation("POST", "/api/v3/folders")

    assert create is not None
    assert {(field.name, field.required) for field in create.body} == {("label", True), ("colour", False)}


def test_a_reference_to_itself_ends() -> None:
    reader = Reader({"a": {"$ref": "#/b"}, "b": {"$ref": "#/a"}})

    assert reader.resolve({"$ref": "#/a"}) == {}
    assert reader.fields({"$ref": "#/a"}) == ()


def test_yaml_of_3_1_with_roles_and_uploads() -> None:
    found = facts(YAML)
    thing, upload = found.operations

    assert thing.secured
    assert thing.scopes == ("things:read",)
    assert thing.roles == ("clerk",)
    assert (thing.params[0].type, thing.params[0].format) == ("string", "uuid")
    assert (upload.body_kind, upload.body[0].format, upload.secured) == ("multipart", "binary", False)


def test_a_mistake_is_told_and_the_rest_is_read() -> None:
    found = facts(
        json.dumps({"openapi": "3.1.0", "paths": {"/a": {"get": {"responses": {"200": {"description": "a"}}}}}})
    )

    assert [one.name for one in found.operations] == ["GET /a"]
    assert "info" in found.mistake


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<!doctype html><title>Shop</title>", "version 2.0, 3.0 or 3.1|neither JSON nor YAML"),
        ("{'a': [", "neither JSON nor YAML"),
        ('{"swagger": "1.2", "apis": []}', "has version 1.2; expected an OpenAPI document of version 2.0, 3.0 or 3.1"),
        ('{"swagger": "2.0", "info": {"title": "", "version": "1"}, "paths": {}}', "names no operation"),
        ('{"openapi": "3.1.0", "info": {"title": "", "version": "1"}, "paths": {}}', "names no operation"),
    ],
)
def test_what_is_no_document_is_said_in_one_message(text: str, words: str) -> None:
    with pytest.raises(CannotLook, match=words) as told:
        facts(text)

    assert "https://api.example/openapi" in str(told.value)


def test_a_missing_document_says_what_was_fetched_and_what_to_do(tmp_path: Path) -> None:
    async def run() -> None:
        async with visited(web.Application(), tmp_path, openapi="/nowhere.json") as world:
            await world.ask(Api("api"))

    with pytest.raises(
        CannotLook,
        match=r"say where .* \(`openapi`\), or give a file with it \(`openapi_file`\), in launch\.toml line 1: .*/nowhere\.json -> 404",
    ):
        asyncio.run(run())


def test_kinds_are_inferred_by_paths_and_actions_are_none() -> None:
    paths = {
        "/v1/chat-rooms": ("get", "post"),
        "/v1/chat-rooms/{roomId}": ("get", "patch", "delete"),
        "/v1/chat-rooms/{roomId}/messages": ("get", "post"),
        "/v1/chat-rooms/{roomId}/export": ("get",),
        "/v1/invoices/create": ("post",),
        "/v1/invoices/{number}": ("get",),
        "/v1/auth/login": ("post",),
        "/v1/admin/rooms": ("get", "post"),
        "/v1/payments/{id}/refund": ("post",),
    }
    answers = {"responses": {"200": {"description": "ok"}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {path: dict.fromkeys(methods, answers) for path, methods in paths.items()},
    }
    found = facts(json.dumps(document))
    by_collection = {one.collection: one for one in kinds(found)}

    assert list(by_collection) == ["/v1/chat-rooms", "/v1/invoices", "/v1/chat-rooms/{roomId}/messages"]
    assert by_collection["/v1/chat-rooms/{roomId}/messages"].parent == "/v1/chat-rooms"
    assert [one.path for one in by_collection["/v1/chat-rooms"].subs] == ["/v1/chat-rooms/{roomId}/export"]
    assert by_collection["/v1/invoices"].name == "invoice"
    assert [one.path for one in found.operations if is_admin(one)] == ["/v1/admin/rooms", "/v1/admin/rooms"]


def in_file(folder: Path, name: str, files: dict[str, str]) -> ApiFacts:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")

    async def run() -> ApiFacts:
        async with visited(web.Application(), folder / "product", openapi_file=folder / name) as world:
            return await world.ask(Api("api"))

    return asyncio.run(run())


PLACE = "{type: object, required: [file], properties: {file: {type: string, format: binary}}}"


def test_a_document_in_a_file_is_read_with_the_files_beside_it(tmp_path: Path) -> None:
    parts = "Sent: {type: object, properties: {note: {type: string}, file: {type: string, format: binary}}}"
    split = YAML.replace(PLACE, "{$ref: 'parts/sent.yaml#/Sent'}")
    files = {"product/docs/api.yaml": split, "product/docs/parts/sent.yaml": parts}

    found = in_file(tmp_path, "product/docs/api.yaml", files)

    assert (found.source, found.title) == ("docs/api.yaml", "In YAML")
    upload = found.operation("POST", "/upload")
    assert upload is not None
    assert [one.name for one in upload.body] == ["note", "file"]


def test_a_document_in_a_file_reads_nothing_outside_the_folder(tmp_path: Path) -> None:
    split = YAML.replace(PLACE, "{$ref: '../../sent.yaml#/Sent'}")
    files = {"product/docs/api.yaml": split, "sent.yaml": "Sent: {type: object, properties: {secret: {type: string}}}"}

    found = in_file(tmp_path, "product/docs/api.yaml", files)

    upload = found.operation("POST", "/upload")
    assert upload is not None
    assert upload.body == ()
    assert found.mistake == "it refers to sent.yaml: it is not below the folder of launch.toml"


def test_a_file_that_is_not_there_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(
        CannotLook, match=r"surface\.api\.openapi_file cannot be read: .*No such file.*launch\.toml line 1"
    ):
        in_file(tmp_path, "product/api.yaml", {"product/other.yaml": YAML})
