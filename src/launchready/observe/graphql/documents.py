"""Writes GraphQL operations: one field with its arguments as variables, and a bounded choice of what it answers."""

from dataclasses import dataclass

from launchready.observe.graphql.schema import ABSTRACT, Arg, GraphqlField, Ref, Schema, Type

PAGE_WORDS = ("first", "limit", "take", "pageSize", "perPage", "count", "size")
PAGE = 50
MOST_FIELDS = 40
MOST_KINDS = 12
LIST_FIELDS = ("nodes", "items", "results", "data", "list", "records", "entries", "objects")
COMPLAINTS = ("errors", "userErrors", "fieldErrors", "validationErrors")


@dataclass(frozen=True, slots=True)
class Shape:
    """What a field answers, its connections and payloads opened."""

    name: str
    """The object's type; empty where it answers none."""
    many: bool
    opens: tuple[str, ...] = ()
    """The names from the field down to the object; `[]` is each item of a list."""


def shape_of(schema: Schema, ref: Ref) -> Shape:
    """The object behind a field's type."""
    found = schema.type(ref)
    if found is None or not schema.is_object(ref):
        return Shape("", ref.many)
    if ref.many:
        return Shape(found.name, many=True)
    edges = found.field("edges")
    node = None
    if edges is not None and edges.type.many and (edge := schema.type(edges.type)) is not None:
        node = edge.field("node")
    if node is not None:
        return Shape(node.type.name, many=True, opens=("edges", "[]", "node"))
    if found.field("id", "uuid", "_id") is None:
        inner = found.field(*LIST_FIELDS)
        if inner is not None and inner.type.many and schema.is_object(inner.type):
            return Shape(inner.type.name, many=True, opens=(inner.name,))
        objects = [one for one in found.fields if schema.is_object(one.type) and one.name not in COMPLAINTS]
        own = [one for one in objects if not one.type.many and (kind := schema.type(one.type)) and kind.field("id")]
        if len(own) == 1 and not any(one.type.many for one in objects):
            return Shape(own[0].type.name, many=False, opens=(own[0].name,))
    return Shape(found.name, many=False)


def document(schema: Schema, field: GraphqlField, *, change: bool, path: tuple[str, ...] = (), kind: str = "") -> str:
    """The operation that asks one field.

    Args:
        schema: the types.
        field: the field of the query or the mutation.
        change: whether it is a mutation.
        path: a field below it, for what only shows there: its list of messages.
        kind: the one type of an interface or a union that is asked for.
    """
    asked = [one for one in field.args if one.required or one.name not in PAGE_WORDS]
    paged = next((one for one in field.args if one.name in PAGE_WORDS and not one.required), None)
    named = ", ".join(f"${one.name}: {one.type.written}" for one in asked)
    given = [f"{one.name}: ${one.name}" for one in asked]
    if paged is not None and paged.type.name == "Int":
        given.append(f"{paged.name}: {PAGE}")
    head = f"{'mutation' if change else 'query'} {field.name}{_bracketed(named)}"
    return f"{head} {{ {field.name}{_bracketed(', '.join(given))}{selection(schema, field.type, path, kind)} }}"


def _bracketed(inside: str) -> str:
    return f"({inside})" if inside else ""


def selection(schema: Schema, ref: Ref, path: tuple[str, ...] = (), kind: str = "", depth: int = 2) -> str:
    """What is chosen of a type: its plain fields, and those of the objects next to it."""
    found = schema.type(ref)
    if found is None or not schema.is_object(ref):
        return ""
    if found.kind in ABSTRACT:
        names = [kind] if kind else list(found.possible[:MOST_KINDS])
        parts = [f"... on {name}{selection(schema, Ref(name), path, depth=depth - 1)}" for name in names]
        return f" {{ __typename {' '.join(parts)} }}"
    if path:
        inner = found.field(path[0])
        own = " id" if found.field("id") else ""
        return (
            f" {{{own} {path[0]}{selection(schema, inner.type, path[1:], depth=1)} }}" if inner else " { __typename }"
        )
    chosen = _chosen(schema, found, depth)
    return f" {{ {' '.join(chosen) or '__typename'} }}"


def _chosen(schema: Schema, found: Type, depth: int) -> list[str]:
    chosen: list[str] = []
    shape = shape_of(schema, Ref(found.name))
    for one in found.fields:
        if any(arg.required for arg in one.args) or len(chosen) >= MOST_FIELDS:
            continue
        if schema.is_leaf(one.type):
            chosen.append(one.name)
        elif shape.opens and one.name == shape.opens[0]:
            chosen.append(_opened(schema, one, shape, depth))
        elif one.name in COMPLAINTS or (depth > 1 and not one.type.many and not _is_list(schema, one.type)):
            inner = selection(schema, one.type, depth=1)
            chosen.append(f"{one.name}{inner}")
    return chosen


def _opened(schema: Schema, one: GraphqlField, shape: Shape, depth: int) -> str:
    inner = selection(schema, Ref(shape.name), depth=max(depth, 1))
    if shape.opens[1:] == ("[]", "node"):
        return f"{one.name} {{ node{inner} }}"
    return f"{one.name}{inner}"


def _is_list(schema: Schema, ref: Ref) -> bool:
    return shape_of(schema, ref).many


def leaves(schema: Schema, args: tuple[Arg, ...], depth: int = 0) -> tuple[tuple[tuple[str, ...], Arg, bool], ...]:
    """The plain arguments, those inside inputs too: the names down to each, and whether all above it is required."""
    found: list[tuple[tuple[str, ...], Arg, bool]] = []
    for one in args:
        inner = schema.type(one.type)
        if inner is not None and inner.inputs and depth < 3 and not one.type.many:  # noqa: PLR2004 - deeper is guesswork
            below = leaves(schema, inner.inputs, depth + 1)
            found += [((one.name, *path), arg, needed and one.required) for path, arg, needed in below]
        else:
            found.append(((one.name,), one, one.required))
    return tuple(found)
