"""Reads an API's OpenAPI document (3.0, 3.1) into plain operations."""

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import anyio.to_thread

from launchready.declare.model import ApiSurface, Json
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.question import Question
from launchready.observe.schema import Field, Reader

if TYPE_CHECKING:
    from launchready.observe.world import World

METHODS = ("get", "post", "put", "patch", "delete")
USUAL_PLACES = ("/openapi.json", "/openapi.yaml", "/api/openapi.json", "/swagger.json", "/v3/api-docs")
BODY_KINDS = (("json", "json"), ("multipart/form-data", "multipart"), ("application/x-www-form-urlencoded", "form"))
ROLE_KEY = re.compile(r"x-(?:[a-z]+-)?(?:role|permission|scope)s?", re.IGNORECASE)
PLACE = re.compile(r"\{([^{}/]+)\}")
LONGEST_TEXT = 600


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter of a path, a query, a header or a cookie."""

    name: str
    where: str
    required: bool
    type: str
    format: str | None = None
    enum: tuple[str, ...] = ()
    example: str | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """One method at one path."""

    method: str
    path: str
    """The whole path from the host on, with `{name}` where parameters stand."""
    params: tuple[Param, ...] = ()
    body: tuple[Field, ...] = ()
    """The leaves of the body, the required ones first."""
    body_kind: str = ""
    """`json`, `multipart`, `form`, or nothing."""
    secured: bool = False
    """Whether the document asks for credentials."""
    scopes: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    """The roles that an extension such as `x-role` names."""
    tags: tuple[str, ...] = ()
    id: str = ""
    text: str = ""
    """Summary, description and what the document says of 401 and 403."""
    answer: tuple[Field, ...] = ()
    """The leaves of the answer of success."""

    @property
    def name(self) -> str:
        """`GET /orders/{id}`."""
        return f"{self.method} {self.path}"

    @property
    def places(self) -> tuple[str, ...]:
        """The names of the path's parameters, in order."""
        return tuple(PLACE.findall(self.path))

    def at(self, *values: str) -> str:
        """The path with its parameters filled in, in order."""
        rest = list(values)
        return PLACE.sub(lambda match: rest.pop(0) if rest else match[0], self.path)


@dataclass(frozen=True, slots=True)
class ApiFacts:
    """What an API says it can do."""

    surface: str
    source: str
    """Where the document was found."""
    title: str
    operations: tuple[Operation, ...]
    mistake: str = ""
    """The first thing in the document that OpenAPI does not allow; what could be read was read nevertheless."""

    def operation(self, method: str, path: str) -> Operation | None:
        """The operation of that method and path template, or None; a slash at the end makes no difference."""
        wanted = path.rstrip("/")
        return next((one for one in self.operations if one.method == method and one.path.rstrip("/") == wanted), None)


@dataclass(frozen=True, slots=True)
class Api(Question[ApiFacts]):
    """What operations does an API document?"""

    surface: str

    async def ask(self, world: "World") -> ApiFacts:
        """Fetches the document as nobody, and reads it."""
        surface = world.declaration.surface(self.surface)
        if not isinstance(surface, ApiSurface):
            raise CannotLook(f"launch.toml declares no API surface {self.surface}")
        places = (surface.openapi,) if surface.openapi else USUAL_PLACES
        replies = []
        for place in places:
            reply = await world.send(Request(surface.at(place)))
            if isinstance(reply, Answer) and reply.status == 200:  # noqa: PLR2004 - HTTP's OK
                return await read(self.surface, reply)
            replies.append(reply.line())
        what = "surface.{0}.openapi" if surface.openapi else "the usual places (surface.{0} names no openapi)"
        raise CannotLook(
            f"no OpenAPI document at {what.format(self.surface)}: {'; '.join(replies)}. Expected 200 with an OpenAPI 3 "
            f"document: publish it, or set `openapi` in launch.toml line {surface.line}"
        )


async def read(surface: str, answer: Answer) -> ApiFacts:
    """The facts in a fetched document.

    Raises:
        CannotLook: it is not an OpenAPI 3 document.
    """
    where = answer.request.url
    document = _parse(answer.body)
    if not isinstance(document, dict):
        raise CannotLook(
            f"{where} is neither JSON nor YAML ({len(answer.body)} characters, they start with {answer.body[:60]!r}); "
            "expected an OpenAPI 3 document: mend it, or set `openapi` to where the document is"
        )
    version = str(document.get("openapi", document.get("swagger", "")))
    if not version.startswith("3."):
        found = f"version {version}" if version else "no key `openapi`"
        raise CannotLook(f"{where} has {found}; expected an OpenAPI document of version 3.0 or 3.1: convert it")
    operations = tuple(_operations(document))
    mistake = await anyio.to_thread.run_sync(_first_mistake, document)
    if not operations:
        raise CannotLook(f"{where} names no operation {mistake}; expected `paths` with at least one".replace("  ", " "))
    info = document.get("info")
    return ApiFacts(surface, where, str(info.get("title", "")) if isinstance(info, dict) else "", operations, mistake)


def _parse(text: str) -> Json:
    try:
        value: Json = json.loads(text)
    except ValueError:
        import yaml  # type: ignore[import-untyped]  # noqa: PLC0415 - slow to import and seldom needed; no types

        try:
            value = yaml.safe_load(text)
            value = json.loads(json.dumps(value, default=str))
        except (yaml.YAMLError, ValueError, TypeError, RecursionError):
            return None
    return value


def _first_mistake(document: dict[str, Json]) -> str:
    from openapi_spec_validator import (  # noqa: PLC0415 - takes almost a second to import
        OpenAPIV30SpecValidator,
        OpenAPIV31SpecValidator,
    )

    kind = OpenAPIV30SpecValidator if str(document["openapi"]).startswith("3.0") else OpenAPIV31SpecValidator
    try:
        for error in kind(document).iter_errors():
            return f"{'/'.join(map(str, error.path))}: {error.message}"[:300]
    except Exception as broken:  # noqa: BLE001 - the validator itself trips over some documents, which tells as much
        return f"{type(broken).__name__}: {broken}"[:300]
    return ""


def _operations(document: dict[str, Json]) -> list[Operation]:
    reader = Reader(document)
    found: list[Operation] = []
    paths = document.get("paths")
    default = _security(document.get("security"))
    for path, item in paths.items() if isinstance(paths, dict) else []:
        shared = reader.resolve(item)
        base = _base(shared.get("servers") or document.get("servers"))
        for method in METHODS:
            raw = shared.get(method)
            if isinstance(raw, dict):
                found.append(_operation(reader, method.upper(), base + path, raw=raw, shared=shared, default=default))
    return found


def _operation(
    reader: Reader, method: str, path: str, *, raw: dict[str, Json], shared: dict[str, Json], default: "_Security"
) -> Operation:
    security = _security(raw["security"]) if "security" in raw else default
    kind, body = _body(reader, raw.get("requestBody"))
    answers = _dict(raw.get("responses"))
    refusals = [str(reader.resolve(answers.get(code)).get("description", "")) for code in ("401", "403")]
    text = " ".join(filter(None, (_str(raw.get("summary")), _str(raw.get("description")), *refusals)))
    tags = raw.get("tags")
    return Operation(
        method=method,
        path=path,
        params=_params(reader, [*_list(shared.get("parameters")), *_list(raw.get("parameters"))]),
        body=body,
        body_kind=kind,
        secured=security.needed,
        scopes=security.scopes,
        roles=_roles(raw),
        tags=tuple(map(str, tags)) if isinstance(tags, list) else (),
        id=_str(raw.get("operationId")),
        text=text[:LONGEST_TEXT],
        answer=_answer(reader, answers),
    )


@dataclass(frozen=True, slots=True)
class _Security:
    needed: bool
    scopes: tuple[str, ...]


def _security(raw: Json) -> _Security:
    choices = raw if isinstance(raw, list) else []
    needed = bool(choices) and all(isinstance(one, dict) and one for one in choices)
    named = [value for one in choices if isinstance(one, dict) for value in one.values()]
    scopes = [str(scope) for value in named if isinstance(value, list) for scope in value]
    return _Security(needed, tuple(dict.fromkeys(scopes)))


def _roles(raw: dict[str, Json]) -> tuple[str, ...]:
    named = [value for key, value in raw.items() if ROLE_KEY.fullmatch(key)]
    return tuple(str(one) for value in named for one in (value if isinstance(value, list) else [value]))


def _params(reader: Reader, raw: list[Json]) -> tuple[Param, ...]:
    found: dict[tuple[str, str], Param] = {}
    for one in map(reader.resolve, raw):
        name, where = _str(one.get("name")), _str(one.get("in"))
        leaf = next(iter(reader.fields({"properties": {"it": one.get("schema") or {}}})), None)
        example = json.dumps(one["example"]) if one.get("example") is not None else leaf.example if leaf else None
        needed = one.get("required") is True or where == "path"
        if name and where:
            kind = (leaf.type, leaf.format, leaf.enum) if leaf else ("any", None, ())
            found[name, where] = Param(name, where, needed, *kind, example)
    return tuple(found.values())


def _body(reader: Reader, raw: Json) -> tuple[str, tuple[Field, ...]]:
    content = _dict(reader.resolve(raw).get("content"))
    for sign, kind in BODY_KINDS:
        for media, value in content.items():
            if sign in media.lower():
                return kind, reader.fields(_dict(value).get("schema"))
    return "", ()


def _answer(reader: Reader, answers: dict[str, Json]) -> tuple[Field, ...]:
    for code, raw in sorted(answers.items()):
        if code.startswith("2"):
            for media, value in _dict(reader.resolve(raw).get("content")).items():
                if "json" in media.lower():
                    return reader.fields({"properties": {"": _dict(value).get("schema") or {}}})
    return ()


def _base(servers: Json) -> str:
    first = servers[0] if isinstance(servers, list) and servers else None
    url = first.get("url") if isinstance(first, dict) else None
    return urlsplit(url).path.rstrip("/") if isinstance(url, str) and "{" not in url else ""


def _dict(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _str(value: Json) -> str:
    return value if isinstance(value, str) else ""
