"""Turns a Swagger 2.0 document into the form of OpenAPI 3, as far as operations are read from it."""

from launchready.declare.model import Json
from launchready.observe.api.schema import Reader

METHODS = ("get", "post", "put", "patch", "delete", "head", "options")
SCHEMA_KEYS = frozenset(
    {
        *("type", "format", "enum", "items", "default", "pattern", "example"),
        *("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems"),
    }
)
FLOWS = {"password": "password", "application": "clientCredentials", "implicit": "implicit"}


def converted(document: dict[str, Json]) -> dict[str, Json]:
    """The same API as a document of version 3; references stay what they are."""
    reader = Reader(document)
    kinds = _texts(document.get("consumes"))
    paths = document.get("paths")
    made: dict[str, Json] = {
        key: value for key, value in document.items() if key not in {"swagger", "basePath", "host", "schemes", "paths"}
    }
    made["openapi"] = "3.0.3"
    made["servers"] = [{"url": _server(document)}]
    made["paths"] = {
        path: _item(reader, reader.resolve(item), kinds)
        for path, item in (paths if isinstance(paths, dict) else {}).items()
    }
    definitions = document.get("securityDefinitions")
    named = definitions if isinstance(definitions, dict) else {}
    made["components"] = {"securitySchemes": {name: _scheme(reader.resolve(one)) for name, one in named.items()}}
    return made


def _server(document: dict[str, Json]) -> str:
    base, host = document.get("basePath"), document.get("host")
    path = base if isinstance(base, str) else ""
    path = path if path.startswith("/") or not path else f"/{path}"
    return f"//{host}{path}" if isinstance(host, str) else path


def _item(reader: Reader, item: dict[str, Json], kinds: list[str]) -> dict[str, Json]:
    shared = _parameters(reader, item.get("parameters"))
    made: dict[str, Json] = {"parameters": [_parameter(one) for one in shared if _is_parameter(one)]}
    for method in METHODS:
        raw = item.get(method)
        if isinstance(raw, dict):
            made[method] = _operation(reader, raw, shared, _texts(raw.get("consumes")) or kinds)
    return made


def _operation(
    reader: Reader, raw: dict[str, Json], shared: list[dict[str, Json]], kinds: list[str]
) -> dict[str, Json]:
    own = _parameters(reader, raw.get("parameters"))
    everything = [*shared, *own]
    made = {key: value for key, value in raw.items() if key not in {"parameters", "responses", "consumes", "produces"}}
    made["parameters"] = [_parameter(one) for one in own if _is_parameter(one)]
    body = next((one for one in reversed(everything) if one.get("in") == "body"), None)
    fields = [one for one in everything if one.get("in") == "formData"]
    if body is not None:
        media = next((one for one in kinds if "json" in one), "application/json")
        made["requestBody"] = {"required": body.get("required"), "content": {media: {"schema": body.get("schema")}}}
    elif fields:
        is_upload = any(one.get("type") == "file" for one in fields) or any("multipart" in one for one in kinds)
        media = "multipart/form-data" if is_upload else "application/x-www-form-urlencoded"
        schema: dict[str, Json] = {
            "type": "object",
            "properties": {str(one.get("name")): _schema(one) for one in fields},
            "required": [str(one.get("name")) for one in fields if one.get("required") is True],
        }
        made["requestBody"] = {"content": {media: {"schema": schema}}}
    answers = raw.get("responses")
    made["responses"] = {
        code: _response(reader.resolve(one)) for code, one in (answers if isinstance(answers, dict) else {}).items()
    }
    return made


def _response(raw: dict[str, Json]) -> dict[str, Json]:
    made: dict[str, Json] = {"description": raw.get("description") or ""}
    if raw.get("schema") is not None:
        made["content"] = {"application/json": {"schema": raw["schema"]}}
    return made


def _parameters(reader: Reader, raw: Json) -> list[dict[str, Json]]:
    return [reader.resolve(one) for one in (raw if isinstance(raw, list) else [])]


def _is_parameter(one: dict[str, Json]) -> bool:
    return one.get("in") in {"path", "query", "header"}


def _parameter(one: dict[str, Json]) -> dict[str, Json]:
    kept = {key: value for key, value in one.items() if key in {"name", "in", "required", "description"}}
    return {**kept, "schema": _schema(one)}


def _schema(one: dict[str, Json]) -> dict[str, Json]:
    schema = {key: value for key, value in one.items() if key in SCHEMA_KEYS}
    return {"type": "string", "format": "binary"} if schema.get("type") == "file" else schema


def _scheme(raw: dict[str, Json]) -> dict[str, Json]:
    match raw.get("type"):
        case "basic":
            return {"type": "http", "scheme": "basic", "description": raw.get("description")}
        case "oauth2":
            flow = {"tokenUrl": raw.get("tokenUrl"), "authorizationUrl": raw.get("authorizationUrl")}
            name = FLOWS.get(str(raw.get("flow")), "authorizationCode")
            return {"type": "oauth2", "flows": {name: flow}, "description": raw.get("description")}
        case _:
            return raw


def _texts(value: Json) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
