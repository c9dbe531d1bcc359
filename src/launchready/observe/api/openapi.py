"""Finds an API's OpenAPI document (2.0, 3.0, 3.1) and reads it into plain operations."""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import anyio.to_thread

from launchready.declare.model import ApiSurface, Json
from launchready.declare.parsed import parse
from launchready.observe.api.document_files import Folder
from launchready.observe.api.operation import PLACE, ApiFacts, Operation, Param, Scheme
from launchready.observe.api.operations import operations, schemes
from launchready.observe.api.quarantine import apart
from launchready.observe.api.references import Fetch, gathered
from launchready.observe.api.schema import Field
from launchready.observe.api.swagger import converted
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

__all__ = ["PLACE", "Api", "ApiFacts", "Document", "Field", "Operation", "Param", "Scheme", "read"]

USUAL_PLACES = (
    *("/openapi.json", "/openapi.yaml", "/api/openapi.json", "/swagger.json", "/v3/api-docs", "/v2/api-docs"),
    *("/api/v1/openapi.json", "/v1/openapi.json", "/api-docs", "/api/swagger.json", "/swagger/v1/swagger.json"),
    *("/api/schema/", "/docs-json", "/api-json", "/api/docs.json", "/docs/openapi.json", "/swagger.yaml", "/q/openapi"),
)
OK = 200
KEY = re.compile(r"""["']?(?:openapi|swagger)["']?\s*:""")
"""What a document has, and no page of a front end that answers every path."""


@dataclass(frozen=True, slots=True)
class Document(Question[ApiFacts]):
    """What operations does an API document?"""

    surface: str

    async def ask(self, world: "World") -> ApiFacts:
        """Reads the declared file, else fetches the document as nobody."""
        surface = world.declaration.surface(self.surface)
        if not isinstance(surface, ApiSurface):
            raise CannotLook(f"launch.toml declares no API surface {self.surface}")
        if surface.openapi_file is not None:
            return await _from_file(world, surface, surface.openapi_file)
        if surface.graphql and not surface.openapi:
            raise CannotLook(f"launch.toml declares the GraphQL endpoint {surface.graphql} and no OpenAPI document")
        replies: list[Reply] = []
        for place in (surface.openapi,) if surface.openapi else usual_places(surface):
            reply = await world.send(Request(surface.at(place)))
            replies.append(reply)
            if isinstance(reply, Answer) and reply.status == OK and (surface.openapi or KEY.search(reply.body)):
                return await read(self.surface, reply, world)
        what = "surface.{0}.openapi" if surface.openapi else "the usual places (surface.{0} names no openapi)"
        told = "; ".join(reply.line() for reply in replies[:5]) + ("; …" if len(replies) > 5 else "")  # noqa: PLR2004
        raise CannotLook(
            f"say where the API's OpenAPI document is (`openapi`), or give a file with it (`openapi_file`), in launch.toml "
            f"line {surface.line}: there is none at {what.format(self.surface)}: {told}; expected 200 with an OpenAPI document"
        )


@dataclass(frozen=True, slots=True)
class Api(Question[ApiFacts]):
    """What operations does an API have?"""

    surface: str

    async def ask(self, world: "World") -> ApiFacts:
        """As it documents them, in OpenAPI or by a GraphQL schema; else as front end, source and links name them."""
        from launchready.observe.api.alike import completed  # noqa: PLC0415 - kinds are made of operations, which are read here

        return completed(apart(await self._found(world)))

    async def _found(self, world: "World") -> ApiFacts:
        surface = world.declaration.surface(self.surface)
        if not isinstance(surface, ApiSurface):
            raise CannotLook(f"launch.toml declares no API surface {self.surface}")
        if surface.graphql and not surface.documents_itself:
            return await _graphql(world, self.surface)
        try:
            found = await world.ask(Document(self.surface))
        except CannotLook as unknown:
            if surface.documents_itself:
                raise  # a document that is declared must be there
            return await _undocumented(world, self.surface, unknown)
        if surface.graphql:
            more = await _graphql(world, self.surface)
            found = replace(found, operations=(*found.operations, *more.operations))
        return found


async def _undocumented(world: "World", surface: str, unknown: CannotLook) -> ApiFacts:
    from launchready.observe.api.routes import Routes  # noqa: PLC0415 - which asks for documents

    try:
        return await _graphql(world, surface)
    except CannotLook:
        facts = (await world.ask(Routes(surface))).facts()
    if not facts.operations:
        raise CannotLook(f"{unknown}. Neither front end, source nor links name an operation either") from None
    return facts


async def _graphql(world: "World", surface: str) -> ApiFacts:
    """The operations of a GraphQL endpoint, named like paths."""
    from launchready.observe.graphql.endpoint import Graphql  # noqa: PLC0415 - it is made of operations, which are read here

    return (await world.ask(Graphql(surface))).facts()


def usual_places(surface: ApiSurface) -> tuple[str, ...]:
    """Where documents are found, below the url's own path first."""
    base = urlsplit(surface.url or "").path.rstrip("/")
    own = [f"{base}{place}" for place in ("/openapi.json", "/swagger.json", "/openapi.yaml")] if base else []
    return tuple(dict.fromkeys((*own, *USUAL_PLACES)))


async def _from_file(world: "World", surface: ApiSurface, path: Path) -> ApiFacts:
    """The facts in a file, and in the files below the folder of launch.toml that it refers to."""
    folder = Folder.of(world.declaration.root)
    try:
        where, base, text = await anyio.to_thread.run_sync(folder.first, path)
    except (OSError, UnicodeDecodeError) as error:
        raise CannotLook(
            f"surface.{surface.name}.openapi_file cannot be read: {error}. Name a file with an OpenAPI document in "
            f"launch.toml line {surface.line}, as seen from its folder"
        ) from None
    told = Told(where, base, text, urlsplit(surface.url or "").hostname or "")
    return await _facts(surface.name, told, folder.fetch)


@dataclass(frozen=True, slots=True)
class Told:
    """The text of a document."""

    where: str
    """As people are told it."""
    base: str
    """What its references start from."""
    text: str
    host: str
    """The API's."""


async def read(surface: str, answer: Answer, world: "World | None" = None) -> ApiFacts:
    """The facts in a fetched document; with a world, the files that it refers to are fetched too.

    Raises:
        CannotLook: it is no OpenAPI document.
    """

    async def fetch(target: str) -> tuple[str | None, str]:
        assert world is not None
        reply = await world.send(replace(answer.request, url=target))
        found = isinstance(reply, Answer) and reply.status == OK
        return (reply.body if found else None), reply.line()  # type: ignore[union-attr]

    where = answer.request.url
    told = Told(where, where, answer.body, urlsplit(where).hostname or "")
    return await _facts(surface, told, fetch if world is not None else None)


async def _facts(surface: str, told: Told, fetch: Fetch | None) -> ApiFacts:
    where = told.where
    document = parse(told.text)
    if not isinstance(document, dict):
        raise CannotLook(
            f"{where} is neither JSON nor YAML ({len(told.text)} characters, they start with {told.text[:60]!r}); "
            "expected an OpenAPI document: mend it, or set `openapi` to where the document is"
        )
    version = str(document.get("openapi", document.get("swagger", "")))
    if not version.startswith(("3.", "2.")):
        found = f"version {version}" if version else "no key `openapi`"
        raise CannotLook(f"{where} has {found}; expected an OpenAPI document of version 2.0, 3.0 or 3.1: convert it")
    mistake = await anyio.to_thread.run_sync(_first_mistake, document)
    missed: tuple[str, ...] = ()
    if fetch is not None:
        document, missed = await gathered(fetch, told.base, document)
    whole = converted(document) if version.startswith("2.") else document
    known = operations(whole, told.host)
    mistake = next(iter(missed), "") or mistake
    if not known:
        raise CannotLook(f"{where} names no operation {mistake}; expected `paths` with at least one".replace("  ", " "))
    info = document.get("info")
    title = str(info.get("title", "")) if isinstance(info, dict) else ""
    return ApiFacts(surface, where, title, known, mistake, schemes(whole, told.host))


def _first_mistake(document: dict[str, Json]) -> str:
    from openapi_spec_validator import (  # noqa: PLC0415 - takes almost a second to import
        OpenAPIV2SpecValidator,
        OpenAPIV30SpecValidator,
        OpenAPIV31SpecValidator,
    )

    version = str(document.get("openapi", document.get("swagger", "")))
    kinds = {"2.": OpenAPIV2SpecValidator, "3.0": OpenAPIV30SpecValidator}
    kind = next((one for start, one in kinds.items() if version.startswith(start)), OpenAPIV31SpecValidator)
    try:
        for error in kind(document).iter_errors():
            return f"{'/'.join(map(str, error.path))}: {error.message}"[:300]
    except Exception as broken:  # noqa: BLE001 - the validator itself trips over some documents, which tells as much
        return f"{type(broken).__name__}: {broken}"[:300]
    return ""
