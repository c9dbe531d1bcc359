"""Reads the operations out of a parsed OpenAPI document of version 3."""

import json
import re
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from launchready.declare.model import Json
from launchready.observe.api.linking import Names, links_of
from launchready.observe.api.operation import Operation, Param, Scheme
from launchready.observe.api.schema import Field, Reader

METHODS = ("get", "post", "put", "patch", "delete")
BODY_KINDS = (("json", "json"), ("multipart/form-data", "multipart"), ("application/x-www-form-urlencoded", "form"))
ROLE_KEY = re.compile(r"x-(?:[a-z]+-)?(?:role|permission|scope)s?", re.IGNORECASE)
LONGEST_TEXT = 600
VARIABLE = re.compile(r"\{([^{}]+)\}")


def operations(document: dict[str, Json], host: str = "") -> tuple[Operation, ...]:
    """Every operation; of several servers the one at this host is taken, else the first."""
    reader = Reader(document)
    found: list[Operation] = []
    raws: list[dict[str, Json]] = []
    by_place: dict[tuple[str, str], str] = {}
    paths = document.get("paths")
    default = _security(document.get("security"))
    for path, item in paths.items() if isinstance(paths, dict) else []:
        shared = reader.resolve(item)
        for method in METHODS:
            raw = shared.get(method)
            if isinstance(raw, dict):
                servers = raw.get("servers") or shared.get("servers") or document.get("servers")
                whole = _base(servers, host) + (path if path.startswith("/") else f"/{path}")
                found.append(_operation(reader, method.upper(), whole, raw=raw, shared=shared, default=default))
                raws.append(raw)
                by_place[method.upper(), path] = found[-1].name
    names = Names({one.id: one.name for one in found if one.id}, by_place)
    return tuple(replace(one, links=links_of(reader, raw, names)) for one, raw in zip(found, raws, strict=True))


def schemes(document: dict[str, Json], host: str = "") -> tuple[Scheme, ...]:
    """The ways in which callers show who they are, those that the whole API asks for first."""
    reader = Reader(document)
    raw = _dict(_dict(document.get("components")).get("securitySchemes"))
    base = _base(document.get("servers"), host)
    found = [_scheme(name, reader.resolve(one), base) for name, one in raw.items()]
    first = _security(document.get("security")).names
    return tuple(sorted(found, key=lambda one: one.name not in first))


def _scheme(name: str, raw: dict[str, Json], base: str) -> Scheme:
    text = f"{_str(raw.get('description'))} {_str(raw.get('bearerFormat'))}".strip()[:LONGEST_TEXT]
    kind, way = _str(raw.get("type")).lower(), _str(raw.get("scheme")).lower()
    if kind == "http":
        return Scheme(name, way if way in {"bearer", "basic"} else "other", "header", "Authorization", "", text)
    if kind == "apikey":
        return Scheme(name, "key", _str(raw.get("in")), _str(raw.get("name")), "", text)
    if kind in {"oauth2", "openidconnect"}:
        url = _str(_dict(_dict(raw.get("flows")).get("password")).get("tokenUrl"))
        path = urlsplit(url).path if url else ""
        path = f"{base}/{path}" if path and not path.startswith("/") else path
        return Scheme(name, "bearer", "header", "Authorization", path, text)
    return Scheme(name, "other", text=text)


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
        schemes=security.names,
    )


@dataclass(frozen=True, slots=True)
class _Security:
    needed: bool
    scopes: tuple[str, ...]
    names: tuple[str, ...]


def _security(raw: Json) -> _Security:
    choices = raw if isinstance(raw, list) else []
    needed = bool(choices) and all(isinstance(one, dict) and one for one in choices)
    named = [value for one in choices if isinstance(one, dict) for value in one.values()]
    scopes = [str(scope) for value in named if isinstance(value, list) for scope in value]
    names = [name for one in choices if isinstance(one, dict) for name in one]
    return _Security(needed, tuple(dict.fromkeys(scopes)), tuple(dict.fromkeys(names)))


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


def _base(servers: Json, host: str) -> str:
    urls = [_server(one) for one in _list(servers) if isinstance(one, dict)]
    ready = [urlsplit(url) for url in urls if "{" not in url]
    own = next((one for one in ready if host and one.hostname == host), next(iter(ready), None))
    path = own.path.rstrip("/") if own else ""
    return path if path.startswith("/") or not path else f"/{path.removeprefix('./')}"


def _server(raw: dict[str, Json]) -> str:
    variables = _dict(raw.get("variables"))
    return VARIABLE.sub(lambda one: _str(_dict(variables.get(one[1])).get("default")) or one[0], _str(raw.get("url")))


def _dict(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _str(value: Json) -> str:
    return value if isinstance(value, str) else ""
