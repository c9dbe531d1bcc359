"""A GraphQL API unlike the reference marketplace's: numbers as ids, getters by `by`, payloads with `userErrors`, plain lists."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web
from graphql import (
    GraphQLError,
    NoSchemaIntrospectionCustomRule,
    build_schema,
    execute,
    parse,
    specified_rules,
    validate,
)

from launchready.declare.model import ApiSurface, Call, Consent, Declaration, Principal, Product, Secret, WebSurface
from launchready.observe.opening import opened
from launchready.observe.secret import Secrets
from launchready.observe.world import Sent, World
from launchready.verdict import Touch
from launchready_hunt.canary import Mint
from launchready_hunt.ledger import Ledger
from tests.observe.strange_api import PEOPLE, served

SDL = """
scalar DateTime
enum Colour { RED GREEN }
type Viewer { login: String! }
type Note { pk: Int id: Int! headline: String! text: String colour: Colour due: DateTime remarks: [Remark!]! }
type Remark { id: Int! words: String! }
type NoteError { field: String! message: String! }
type NotePayload { note: Note userErrors: [NoteError!]! }
type RemarkPayload { remark: Remark userErrors: [NoteError!]! }
type GonePayload { goneId: Int }
type NoteList { items: [Note!]! total: Int! }
input NoteDraft { headline: String! text: String colour: Colour! due: DateTime }
input NotePatch { headline: String text: String }
type Query {
  viewer: Viewer
  allNotes(limit: Int): NoteList!
  note(id: Int!): Note
  remarks(noteId: Int!): [Remark!]
  staffReport: [String!]
}
type Mutation {
  login(name: String!, password: String!): Viewer
  addNote(draft: NoteDraft!): NotePayload!
  editNote(id: Int!, patch: NotePatch!): NotePayload!
  removeNote(id: Int!): GonePayload
  postRemark(noteId: Int!, words: String!): RemarkPayload!
  archiveNote(id: Int!): NotePayload!
}
"""
BUNDLE = (
    'const a="query Board($n:Int){allNotes(limit:$n){items{id headline text}}}",'
    "b=`mutation Add($draft: NoteDraft!) { addNote(draft: $draft) { note { id } } }`,"
    'c="query One($id: Int!) { note(id: $id) { id headline } }";'
)


def refused(code: str) -> GraphQLError:
    return GraphQLError(code.lower(), extensions={"code": code})


@dataclass
class StrangeGraphql:
    """The running API; `wrong` names what it does wrong, or `closed` that nobody is told the schema."""

    wrong: set[str] = field(default_factory=set)
    notes: dict[int, dict[str, Any]] = field(default_factory=dict)

    def mine(self, info: Any, key: int, *, fault: str) -> dict[str, Any]:
        owner = info.context
        if not owner:
            raise refused("UNAUTHENTICATED")
        row = self.notes.get(key)
        if row is None or (row["owner"] != owner and fault not in self.wrong):
            raise refused("NOT_FOUND")
        return row

    def add(self, _: object, info: Any, draft: dict[str, Any]) -> dict[str, Any]:
        if not info.context:
            raise refused("UNAUTHENTICATED")
        if len(draft["headline"]) < 3:
            return {"note": None, "userErrors": [{"field": "headline", "message": "is too short"}]}
        row = {**draft, "id": 7000 + len(self.notes), "owner": info.context, "remarks": []}
        self.notes[row["id"]] = row
        return {"note": row, "userErrors": []}

    def edit(self, _: object, info: Any, id: int, patch: dict[str, Any]) -> dict[str, Any]:  # noqa: A002
        row = self.mine(info, id, fault="write")
        row.update(patch)
        return {"note": row, "userErrors": []}

    def remove(self, _: object, info: Any, id: int) -> dict[str, Any]:  # noqa: A002
        self.mine(info, id, fault="delete")
        del self.notes[id]
        return {"goneId": id}

    def remark(self, _: object, info: Any, noteId: int, words: str) -> dict[str, Any]:  # noqa: N803
        row = self.mine(info, noteId, fault="remark")
        row["remarks"].append({"id": 1 + len(row["remarks"]), "words": words})
        return {"remark": row["remarks"][-1], "userErrors": []}

    def listed(self, _: object, info: Any, limit: int | None = None) -> dict[str, Any]:
        if not info.context:
            raise refused("UNAUTHENTICATED")
        items = [row for row in self.notes.values() if row["owner"] == info.context or "list" in self.wrong]
        return {"items": items[: limit or 5], "total": len(items)}

    def one(self, _: object, info: Any, id: int) -> dict[str, Any]:  # noqa: A002
        return self.mine(info, id, fault="read")

    def remarks(self, _: object, info: Any, noteId: int) -> list[dict[str, Any]]:  # noqa: N803
        remarks: list[dict[str, Any]] = self.mine(info, noteId, fault="read")["remarks"]
        return remarks

    async def answer(self, request: web.Request) -> web.Response:
        given = json.loads(await request.text())
        who = PEOPLE.get(request.headers.get("Authorization", "").removeprefix("Bearer "), "")
        if "gate" in self.wrong and not who:
            raise web.HTTPUnauthorized
        document = parse(given["query"])
        closed = [NoSchemaIntrospectionCustomRule] if "closed" in self.wrong else []
        if mistakes := validate(self.schema, document, [*specified_rules, *closed]):
            return web.json_response({"errors": [{"message": str(one)} for one in mistakes]}, status=400)
        result = execute(self.schema, document, context_value=who, variable_values=given.get("variables"))
        return web.json_response(result.formatted)  # type: ignore[union-attr]  # the resolvers are plain functions

    def app(self) -> web.Application:
        self.schema = build_schema(SDL)
        query, mutation = self.schema.type_map["Query"].fields, self.schema.type_map["Mutation"].fields  # type: ignore[attr-defined]
        query["viewer"].resolve = lambda _, info: {"login": info.context} if info.context else None
        query["allNotes"].resolve, query["note"].resolve, query["remarks"].resolve = self.listed, self.one, self.remarks
        mutation["addNote"].resolve, mutation["editNote"].resolve = self.add, self.edit
        mutation["removeNote"].resolve, mutation["postRemark"].resolve = self.remove, self.remark
        app = web.Application()
        app.router.add_post("/api/graphql", self.answer)
        app.router.add_get("/", self.page)
        app.router.add_get("/app.js", self.script)
        return app

    async def page(self, _: web.Request) -> web.Response:
        return web.Response(text="<!doctype html><script src='/app.js'></script>", content_type="text/html")

    async def script(self, _: web.Request) -> web.Response:
        return web.Response(text=BUNDLE, content_type="text/javascript")


@asynccontextmanager
async def visited(app: web.Application, folder: Path) -> AsyncIterator[World]:
    """A world that may write to the app, with two customers; the endpoint is found at its usual place."""
    async with served(app) as url:
        principals = []
        for name in ("ann", "bob"):
            (folder / name).write_text(f"tok-{name}")
            principals.append(Principal(name, "member", 1, token=Secret(f"file:{name}")))
        web_surface = WebSurface("web", None, "production", url, 1)
        declaration = Declaration(
            folder / "launch.toml",
            Product("Strange", "127.0.0.1"),
            Consent(("127.0.0.1",), Touch.WRITE, 5000.0),
            surfaces=(ApiSurface("api", None, "production", url, 1), web_surface),
            principals=tuple(principals),
        )
        sent: list[Sent] = []
        async with opened(
            declaration,
            mint=Mint(b"a key of tests"),
            ledger=Ledger(),
            secrets=Secrets(folder, commands=False),
            record=sent.append,
        ) as commons:
            yield World(commons, "test", Touch.WRITE)


__all__ = ["BUNDLE", "Call", "StrangeGraphql", "visited"]
