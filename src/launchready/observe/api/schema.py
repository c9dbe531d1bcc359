"""Flattens a JSON Schema out of an OpenAPI document into plain fields; recursion and size are bounded."""

import json
from dataclasses import dataclass
from urllib.parse import unquote

from launchready.declare.model import Json
from launchready.observe.api.naming import refers_to

DEEPEST = 5
MOST_FIELDS = 200
LONGEST_REF_CHAIN = 20


@dataclass(frozen=True, slots=True)
class Field:
    """One leaf of a body: where it sits and what may stand there."""

    path: tuple[str, ...]
    """The names from the body's top down; `[]` is an item of a list."""
    type: str
    """`string`, `integer`, `number`, `boolean`, `object`, `array`, or `any`."""
    required: bool
    """Whether the body is invalid without it: it and everything above it is required."""
    enum: tuple[str, ...] = ()
    """The allowed values, each as JSON."""
    example: str | None = None
    """An example or a default, as JSON."""
    format: str | None = None
    pattern: str | None = None
    shortest: int = 0
    longest: int | None = None
    least: float | None = None
    most: float | None = None

    @property
    def name(self) -> str:
        """The field's own name."""
        return next((part for part in reversed(self.path) if part != "[]"), "")

    @property
    def refers_to(self) -> str | None:
        """The kind that it may refer to: by its name, or by all of its name where it is of a type that ids have; else None."""
        return refers_to(self.name) or (self.name if self.format == "uuid" or self.type == "integer" else None)


@dataclass(slots=True)
class Reader:
    """Reads schemas of one document."""

    document: Json

    def resolve(self, value: Json) -> dict[str, Json]:
        """The object behind a value, its references inside the document followed; empty where there is none."""
        for _ in range(LONGEST_REF_CHAIN):
            if not isinstance(value, dict):
                return {}
            ref = value.get("$ref")
            if not isinstance(ref, str):
                return value
            value = self._pointer(ref)
        return {}

    def fields(self, schema: Json) -> tuple[Field, ...]:
        """The leaves of a schema, the required ones first."""
        found: list[Field] = []
        self._walk(schema, (), required=True, depth=0, found=found)
        return tuple(sorted(found[:MOST_FIELDS], key=lambda field: not field.required))

    def merged(self, schema: Json, depth: int = 0) -> dict[str, Json]:
        """A schema with `allOf` laid together and, of `oneOf` and `anyOf`, one choice: the first that is
        not null, or where that is a list the first object (`oneOf: [orders, order]`).
        """
        own = self.resolve(schema)
        if depth > DEEPEST:
            return own
        result = dict(own)
        parts = own.get("allOf")
        for part in parts if isinstance(parts, list) else []:
            result = _laid_together(result, self.merged(part, depth + 1))
        for word in ("oneOf", "anyOf"):
            choices = own.get(word)
            open_ones = [one for one in choices if not _is_null(self.resolve(one))] if isinstance(choices, list) else []
            if open_ones and _type(self.resolve(open_ones[0])) == "array":
                open_ones.sort(key=lambda one: not self.resolve(one).get("properties"))
            if open_ones:
                result = _laid_together(result, self.merged(open_ones[0], depth + 1))
        return result

    def _pointer(self, ref: str) -> Json:
        value: Json = self.document
        if ref == "#":
            return value
        if not ref.startswith("#/"):
            return None
        for part in ref[2:].split("/"):
            name = unquote(part).replace("~1", "/").replace("~0", "~")
            if isinstance(value, list) and name.isdigit() and int(name) < len(value):
                value = value[int(name)]
            else:
                value = value.get(name) if isinstance(value, dict) else None
        return value

    def _walk(self, schema: Json, path: tuple[str, ...], *, required: bool, depth: int, found: list[Field]) -> None:
        if depth > DEEPEST or len(found) >= MOST_FIELDS:
            return
        own = self.merged(schema)
        kind = _type(own)
        properties = own.get("properties")
        if isinstance(properties, dict) and properties:
            names = own.get("required")
            needed = set(map(str, names)) if isinstance(names, list) else set()
            before = len(found)
            for name, value in properties.items():
                if self.resolve(value).get("readOnly") is not True:
                    self._walk(value, (*path, name), required=required and name in needed, depth=depth + 1, found=found)
            if path and required and not any(one.required for one in found[before:]):
                found.append(_leaf(own, path, "object", required=True))  # nothing in it is needed, and it itself is
            return
        if kind == "array" and path:
            before = len(found)
            is_needed = required and (_whole(own.get("minItems")) or 0) > 0
            self._walk(own.get("items"), (*path, "[]"), required=is_needed, depth=depth + 1, found=found)
            if len(found) > before:
                return
        if path:
            found.append(_leaf(own, path, kind, required=required))


def _leaf(schema: dict[str, Json], path: tuple[str, ...], kind: str, *, required: bool) -> Field:
    enum = schema.get("enum")
    values = enum if isinstance(enum, list) else [schema["const"]] if "const" in schema else []
    return Field(
        path=path,
        type=kind,
        required=required,
        enum=tuple(json.dumps(value) for value in values),
        example=_example(schema),
        format=_text(schema.get("format")) or ("binary" if "contentMediaType" in schema else None),
        pattern=_text(schema.get("pattern")),
        shortest=_whole(schema.get("minLength")) or 0,
        longest=_whole(schema.get("maxLength")),
        least=_bound(schema, "minimum", "exclusiveMinimum", 1),
        most=_bound(schema, "maximum", "exclusiveMaximum", -1),
    )


def _example(schema: dict[str, Json]) -> str | None:
    examples = schema.get("examples")
    choices = [schema.get("example"), examples[0] if isinstance(examples, list) and examples else None]
    return next((json.dumps(one) for one in (*choices, schema.get("default")) if one is not None), None)


def _laid_together(one: dict[str, Json], other: dict[str, Json]) -> dict[str, Json]:
    both = {**other, **{key: value for key, value in one.items() if value is not None}}
    mine, theirs = one.get("properties"), other.get("properties")
    if isinstance(mine, dict) and isinstance(theirs, dict):
        both["properties"] = {**theirs, **mine}
    needed, more = one.get("required"), other.get("required")
    if isinstance(needed, list) and isinstance(more, list):
        both["required"] = [*needed, *more]
    return both


def _type(schema: dict[str, Json]) -> str:
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((one for one in kind if one != "null"), None)
    if isinstance(kind, str):
        return kind
    return "object" if "properties" in schema else "array" if "items" in schema else "any"


def _is_null(schema: dict[str, Json]) -> bool:
    return schema.get("type") == "null"


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) else None


def _bound(schema: dict[str, Json], plain: str, exclusive: str, step: int) -> float | None:
    """A bound that may be reached; one that may not, in numbers (3.1) or as a flag (3.0), is a step further in."""
    bound, other = _figure(schema.get(plain)), _figure(schema.get(exclusive))
    if bound is None:
        return None if other is None else other + step
    return bound + step if schema.get(exclusive) is True else bound


def _figure(value: Json) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _whole(value: Json) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
