"""Finds an API's GraphQL endpoint and its schema: by introspection, or by the operations that the front end ships."""

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.declare.model import ApiSurface, WebSurface
from launchready.observe.api.openapi import ApiFacts
from launchready.observe.errors import CannotLook
from launchready.observe.graphql.bundle import schema_of
from launchready.observe.graphql.operations import GraphqlOperation, operations
from launchready.observe.graphql.schema import INTROSPECTION, Schema, schema_in
from launchready.observe.http import Answer, Request
from launchready.observe.question import Question
from launchready.observe.secrets.bundle import ShippedBy

if TYPE_CHECKING:
    from launchready.observe.world import World

USUAL_PLACES = ("/graphql", "/api/graphql", "/graphql/", "/v1/graphql", "/query", "/gql")
TYPENAME = "query { __typename }"
NOBODY = "nobody"
SHUT = frozenset({401, 403})
BUNDLE = "the front end"


@dataclass(frozen=True, slots=True)
class GraphqlFacts:
    """What a GraphQL API says it can do."""

    surface: str
    endpoint: str
    """Its path."""
    told_by: str
    """Who was given the schema: `nobody`, a principal's name, or BUNDLE where only its operations are known."""
    operations: tuple[GraphqlOperation, ...]

    def facts(self) -> ApiFacts:
        """The same as the operations of an API."""
        source = f"{self.endpoint} (the schema as {self.told_by} reads it)"
        return ApiFacts(self.surface, source, "", tuple(one.operation for one in self.operations))


@dataclass(frozen=True, slots=True)
class Graphql(Question[GraphqlFacts]):
    """What operations does a GraphQL API have?"""

    surface: str

    async def ask(self, world: "World") -> GraphqlFacts:
        """Asks for the schema as nobody, then as each principal; where it is closed, reads what the front end sends."""
        at = world.declaration.surface(self.surface)
        if not isinstance(at, ApiSurface) or at.url is None:
            raise CannotLook(f"launch.toml declares no API surface {self.surface} with a url")
        places = (at.graphql,) if at.graphql else USUAL_PLACES
        replies: list[str] = []
        for place in places:
            reply = await world.send(asking(at.at(place), TYPENAME))
            replies.append(reply.line())
            shut = isinstance(reply, Answer) and reply.status in SHUT and await self._opens(world, at, place)
            if isinstance(reply, Answer) and (is_graphql(reply) or shut):
                return await self._read(world, at, place)
        raise CannotLook(f"no GraphQL endpoint answers at {', '.join(places)}: {'; '.join(replies)}")

    async def _opens(self, world: "World", at: ApiSurface, place: str) -> bool:
        """Whether an address that is shut to nobody answers as GraphQL to one of the principals."""
        for name in _own(world):
            try:
                reply = await world.send(asking(at.at(place), TYPENAME, by=name))
            except CannotLook:
                continue  # who cannot sign in is told of elsewhere
            return isinstance(reply, Answer) and is_graphql(reply)
        return False

    async def _read(self, world: "World", at: ApiSurface, place: str) -> GraphqlFacts:
        for name in (None, *_own(world)):
            try:
                reply = await world.send(asking(at.at(place), INTROSPECTION, by=name))
            except CannotLook:
                continue  # who cannot sign in is told of elsewhere
            schema = schema_in(reply.json()) if isinstance(reply, Answer) else None
            if schema is not None:
                return self._facts(schema, place, name or NOBODY)
        schema = schema_of(await shipped(world))
        if schema.types:
            return self._facts(schema, place, BUNDLE)
        raise CannotLook(
            f"{at.at(place)} tells its schema to none of the declared principals, and no page of the product ships an "
            "operation of it, so its operations are not known: give an OpenAPI document, or let a test account read the schema"
        )

    def _facts(self, schema: Schema, place: str, told_by: str) -> GraphqlFacts:
        return GraphqlFacts(self.surface, place, told_by, operations(schema, place))


def _own(world: "World") -> tuple[str, ...]:
    """Who may be asked to ask: whoever signs in by what the schema tells, or is made by it, cannot."""
    own = [
        one for one in world.declaration.principals if one.sign_in is not None or one.token is not None or one.headers
    ]
    return tuple(one.name for one in own if not one.is_disposable)


def asking(url: str, query: str, *, by: str | None = None) -> Request:
    """A request with one operation."""
    return Request(url, "POST", by=by).with_json({"query": query})


def is_graphql(answer: Answer) -> bool:
    """Whether an answer is GraphQL's: it has data, or errors with messages."""
    value = answer.json()
    if not isinstance(value, dict) or answer.status in {404, 405}:
        return False
    errors = value.get("errors")
    told = (
        isinstance(errors, list) and bool(errors) and all(isinstance(one, dict) and "message" in one for one in errors)
    )
    return "__typename" in json.dumps(value.get("data")) or told


async def shipped(world: "World") -> tuple[str, ...]:
    """The scripts that the product's pages ship."""
    found: list[str] = []
    for web in world.declaration.surfaces:
        if not isinstance(web, WebSurface) or web.environment != "production":
            continue
        try:
            files = (await world.ask(ShippedBy(web.name))).files
        except CannotLook:
            continue  # pages that cannot be read ship nothing that could be read; their own checks say so
        for file in files:
            reply = await world.get(file.url) if re.search(r"\.m?js$", file.url.split("?")[0]) else None
            if isinstance(reply, Answer):
                found.append(reply.body)
    return tuple(found)
