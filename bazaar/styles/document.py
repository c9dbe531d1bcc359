"""The product's OpenAPI document in a style's spelling."""

from typing import cast

from bazaar.styles import spelling
from bazaar.styles.ids import Json
from bazaar.styles.style import Asked, Style, kind_of

Table = dict[str, Json]
KEPT = ("tags", "summary", "operationId")
ROLES = {"seller": "Only sellers may do this.", "admin": "Only admins may do this."}


def translated(document: Table, style: Style) -> Table:
    """The whole document."""
    parts = cast("dict[str, dict[str, Table]]", document["components"])
    schemas: Table = {
        name: spelling.schema(one, style)
        for name, one in parts["schemas"].items()
        if name not in {"ErrorOut", "ErrorBody", "HTTPValidationError", "ValidationError"}
    }
    schemas["Error"] = style.failed()
    paths: Table = {}
    for inner, operations in cast("dict[str, dict[str, Table]]", document["paths"]).items():
        found = {}
        for method, operation in operations.items():
            shown = style.methods.get(method.upper(), method.upper())
            found[shown.lower()] = _operation(document, style, Asked(shown, inner, ""), operation)
        paths[style.path(inner)] = cast("Json", found)
    security: Json = {**style.security}
    return {
        "openapi": document["openapi"],
        "info": document["info"],
        "servers": document["servers"],
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": security},
    }


def _operation(document: Table, style: Style, asked: Asked, raw: Table) -> Json:
    found: Table = {key: raw[key] for key in KEPT if key in raw}
    role = raw.get("x-role")
    about = [str(raw.get("description", "")), ROLES.get(str(role), "")]
    found["description"] = " ".join(filter(None, about))
    if "security" in raw:
        found["security"] = [{name: []} for name in style.security]
    parameters = [_parameter(style, one) for one in cast("list[Table]", raw.get("parameters", []))]
    answer = _success(raw)
    if style.paged and isinstance(answer[1], dict) and answer[1].get("type") == "array":
        parameters.append(
            {"name": "page", "in": "query", "required": False, "schema": {"type": "integer", "minimum": 1}}
        )
    if parameters:
        found["parameters"] = cast("Json", parameters)
    if "requestBody" in raw:
        found["requestBody"] = _body(document, style, asked, cast("Table", raw["requestBody"]))
    found["responses"] = _responses(style, asked, raw, answer)
    return found


def _parameter(style: Style, raw: Table) -> Table:
    name, where = str(raw["name"]), raw["in"]
    if where == "path":
        own: Json = dict(style.id_schema) if kind_of(name) else raw["schema"]
        return {"name": style.place(name), "in": "path", "required": True, "schema": own}
    return {
        **raw,
        "name": style.key(name) if where == "query" else name,
        "schema": spelling.schema(raw["schema"], style),
    }


def _body(document: Table, style: Style, asked: Asked, raw: Table) -> Json:
    content = cast("dict[str, Table]", raw["content"])
    found: Table = {}
    for media, value in content.items():
        own = spelling.schema(value["schema"], style, asked.inner)
        if asked.method == "PUT" and asked.inner in style.whole:
            own = {"$ref": f"#/components/schemas/{style.whole[asked.inner]}"}
            if asked.inner == "/me":
                own = {**cast("Table", spelling.schema(spelling.component(document, "MeChange"), style))}
                own["required"] = cast("Json", sorted(cast("Table", own["properties"])))
        found[media] = {"schema": own}
    return {"required": True, "content": found}


def _success(raw: Table) -> tuple[str, Json]:
    """The status of success, and the schema of its JSON; None where it has none."""
    for code, one in cast("dict[str, Table]", raw["responses"]).items():
        if code < "4":
            content = cast("dict[str, Table]", one.get("content", {}))
            return code, content["application/json"]["schema"] if "application/json" in content else None
    return "200", None


def _responses(style: Style, asked: Asked, raw: Table, answer: tuple[str, Json]) -> Json:
    found: Table = {}
    for code, value in cast("dict[str, Table]", raw["responses"]).items():
        if code >= "4":
            shown = str(style.statuses.get(int(code), int(code)))
            error: Json = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
            found[shown] = {"description": "Refused", "content": error}
        elif code == answer[0] and (answer[1] is not None or code == "204"):
            status, _ = style.success(asked, int(code), None)
            own = style.enveloped(
                asked, spelling.schema(answer[1], style) if answer[1] is not None else {"type": "null"}
            )
            content: Json = {"application/json": {"schema": own}}
            found[str(status)] = {"description": "Done", **({} if status == 204 else {"content": content})}  # noqa: PLR2004
        else:
            found[code] = cast("Json", value)
    return found
