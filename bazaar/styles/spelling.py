"""Names and ids of JSON bodies, from the product's spelling to a style's and back."""

from typing import cast

from bazaar.styles.ids import Json
from bazaar.styles.style import Style, is_id, kind_of


def outward(value: Json, style: Style) -> Json:
    """An answer in the style's spelling."""
    if isinstance(value, dict):
        return {style.key(key): outward(one, style) for key, one in value.items()}
    if isinstance(value, list):
        return [outward(one, style) for one in value]
    return style.ids.outward(value) if isinstance(value, str) else value


def inward(value: dict[str, Json], style: Style, names: frozenset[str]) -> dict[str, Json]:
    """A body in the product's spelling; `names` are the inner names of the fields that it may have."""
    known = {style.key(name): name for name in sorted(names)}
    found: dict[str, Json] = {}
    for key, one in value.items():
        name = known.get(key, key)
        found[name] = inward(one, style, names) if isinstance(one, dict) else _ids(one, style, name)
    return found


def _ids(value: Json, style: Style, name: str) -> Json:
    kind = kind_of(name)
    if kind is None:
        return value
    if isinstance(value, list):
        return [style.ids.inward(one, kind) for one in value]
    return style.ids.inward(value, kind)


def schema(value: Json, style: Style, inner: str = "", defs: Json = None) -> Json:
    """A schema in the style's spelling."""
    if not isinstance(value, dict):
        return value
    ref = value.get("$ref")
    if isinstance(ref, str) and ref.startswith("#/$defs/") and isinstance(defs, dict):
        return schema(defs[ref.removeprefix("#/$defs/")], style, inner, defs)
    defs = value.get("$defs", defs)
    found: dict[str, Json] = {}
    for key, one in value.items():
        if key == "properties" and isinstance(one, dict):
            found[key] = {
                style.key(name): _id_schema(part, style) if is_id(inner, name) else schema(part, style, inner, defs)
                for name, part in one.items()
            }
        elif key == "required" and isinstance(one, list):
            found[key] = [style.key(str(name)) for name in one]
        elif key in {"items", "additionalProperties"}:
            found[key] = schema(one, style, inner, defs)
        elif key in {"anyOf", "oneOf", "allOf"} and isinstance(one, list):
            found[key] = [schema(part, style, inner, defs) for part in one]
        elif key not in {"title", "$defs"}:
            found[key] = one
    return found


def _id_schema(value: Json, style: Style) -> Json:
    own: Json = dict(style.id_schema)
    if not isinstance(value, dict):
        return own
    if value.get("type") == "array":
        return {"type": "array", "items": own, **{key: value[key] for key in ("maxItems", "default") if key in value}}
    choices = value.get("anyOf")
    if isinstance(choices, list) and {"type": "null"} in choices:
        return {"anyOf": [own, {"type": "null"}]}
    return own


def body_schema(document: dict[str, Json], operation: dict[str, Json]) -> dict[str, Json]:
    """The schema of an operation's body, its reference followed; empty where there is none."""
    content = cast(
        "dict[str, dict[str, Json]]", cast("dict[str, Json]", operation.get("requestBody", {})).get("content", {})
    )
    found = next((one.get("schema") for one in content.values()), None)
    if not isinstance(found, dict):
        return {}
    return component(document, str(found["$ref"])) if "$ref" in found else found


def component(document: dict[str, Json], ref: str) -> dict[str, Json]:
    """A schema of the document's components, by its name or its reference."""
    parts = cast("dict[str, dict[str, dict[str, Json]]]", document["components"])
    return parts["schemas"][ref.rpartition("/")[2]]


def names_in(value: Json) -> frozenset[str]:
    """Every name of a field in a schema, at any depth."""
    if isinstance(value, list):
        return frozenset(name for one in value for name in names_in(one))
    if not isinstance(value, dict):
        return frozenset()
    own = value.get("properties")
    names = frozenset(own) if isinstance(own, dict) else frozenset()
    return names.union(*(names_in(one) for one in value.values()))
