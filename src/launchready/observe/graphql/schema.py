"""Reads what GraphQL's introspection tells into plain types."""

from dataclasses import dataclass, field

from launchready.declare.model import Json

REF = "kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } }"
INTROSPECTION = (
    "query Introspection { __schema { queryType { name } mutationType { name } types { kind name description "
    f"fields {{ name description isDeprecated args {{ name description defaultValue type {{ {REF} }} }} type {{ {REF} }} }} "
    f"inputFields {{ name description defaultValue type {{ {REF} }} }} enumValues {{ name }} "
    "interfaces { name } possibleTypes { name } } } }"
)
OBJECT, INPUT, ENUM, SCALAR = "OBJECT", "INPUT_OBJECT", "ENUM", "SCALAR"
ABSTRACT = ("INTERFACE", "UNION")
MOST_TYPES = 2000


@dataclass(frozen=True, slots=True)
class Ref:
    """A type as a field or an argument has it."""

    name: str
    needed: bool = False
    """Whether it is never null."""
    many: bool = False
    """Whether it is a list."""
    written: str = ""
    """As the language writes it: `[ID!]!`."""


@dataclass(frozen=True, slots=True)
class Arg:
    """An argument, or a field of an input."""

    name: str
    type: Ref
    default: bool = False
    text: str = ""

    @property
    def required(self) -> bool:
        """Whether it must be given."""
        return self.type.needed and not self.default


@dataclass(frozen=True, slots=True)
class GraphqlField:
    """A field of an object."""

    name: str
    type: Ref
    args: tuple[Arg, ...] = ()
    text: str = ""

    def arg(self, *names: str) -> Arg | None:
        """The first argument of one of these names, or None."""
        return next((one for one in self.args if one.name in names), None)


@dataclass(frozen=True, slots=True)
class Type:
    """One named type."""

    name: str
    kind: str
    fields: tuple[GraphqlField, ...] = ()
    inputs: tuple[Arg, ...] = ()
    values: tuple[str, ...] = ()
    """Of an enumeration."""
    interfaces: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()
    """The objects that an interface or a union may be."""

    def field(self, *names: str) -> GraphqlField | None:
        """The first field of one of these names, or None."""
        return next((one for name in names for one in self.fields if one.name == name), None)


@dataclass(frozen=True, slots=True)
class Schema:
    """All types."""

    types: dict[str, Type] = field(default_factory=dict)
    query: str = "Query"
    mutation: str = ""

    def type(self, ref: Ref | str) -> Type | None:
        """A type by its name, or None."""
        return self.types.get(ref if isinstance(ref, str) else ref.name)

    def is_object(self, ref: Ref) -> bool:
        """Whether it is an object, an interface or a union."""
        found = self.type(ref)
        return found is not None and found.kind in {OBJECT, *ABSTRACT}

    def is_leaf(self, ref: Ref) -> bool:
        """Whether it is a scalar or an enumeration."""
        found = self.type(ref)
        return found is None or found.kind in {SCALAR, ENUM}


def schema_in(answer: Json) -> Schema | None:
    """The schema that an answer to INTROSPECTION holds, or None."""
    whole = _dict(_dict(_dict(answer).get("data")).get("__schema"))
    raw = whole.get("types")
    query = _str(_dict(whole.get("queryType")).get("name"))
    if not isinstance(raw, list) or not query:
        return None
    types = [_type(one) for one in map(_dict, raw[:MOST_TYPES]) if not _str(one.get("name")).startswith("__")]
    return Schema({one.name: one for one in types}, query, _str(_dict(whole.get("mutationType")).get("name")))


def _type(raw: dict[str, Json]) -> Type:
    return Type(
        _str(raw.get("name")),
        _str(raw.get("kind")),
        tuple(_field(one) for one in _list(raw.get("fields"))),
        tuple(_arg(one) for one in _list(raw.get("inputFields"))),
        tuple(_str(one.get("name")) for one in _list(raw.get("enumValues"))),
        tuple(_str(one.get("name")) for one in _list(raw.get("interfaces"))),
        tuple(_str(one.get("name")) for one in _list(raw.get("possibleTypes"))),
    )


def _field(raw: dict[str, Json]) -> GraphqlField:
    args = tuple(_arg(one) for one in _list(raw.get("args")))
    return GraphqlField(_str(raw.get("name")), _ref(raw.get("type")), args, _str(raw.get("description")))


def _arg(raw: dict[str, Json]) -> Arg:
    has_default = raw.get("defaultValue") is not None
    return Arg(_str(raw.get("name")), _ref(raw.get("type")), has_default, _str(raw.get("description")))


def _ref(raw: Json) -> Ref:
    value = _dict(raw)
    kind, inner = _str(value.get("kind")), value.get("ofType")
    if kind == "NON_NULL":
        found = _ref(inner)
        return Ref(found.name, needed=True, many=found.many, written=f"{found.written}!")
    if kind == "LIST":
        found = _ref(inner)
        return Ref(found.name, needed=False, many=True, written=f"[{found.written}]")
    name = _str(value.get("name"))
    return Ref(name, written=name)


def _dict(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}


def _list(value: Json) -> list[dict[str, Json]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _str(value: Json) -> str:
    return value if isinstance(value, str) else ""
