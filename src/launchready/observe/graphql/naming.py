"""Words of GraphQL: what a field's name says it does, what an argument names, and how a kind's collection is called."""

import re

from launchready.observe.api.kinds import words
from launchready.observe.api.schema import Field
from launchready.observe.graphql.schema import ENUM, Arg, Schema

CREATE = frozenset(
    {
        *("create", "add", "new", "make", "start", "open", "upload", "send", "post", "place", "put", "insert", "write"),
        *("publish", "book", "register", "submit", "import", "save"),
    }
)
UPDATE = frozenset(["update", "edit", "change", "rename", "set", "modify", "patch", "replace"])
DELETE = frozenset(["delete", "remove", "destroy", "erase", "discard"])
READING = frozenset(["get", "list", "all", "fetch", "find", "load", "my", "read", "view", "viewer"])
ID_TYPES = frozenset({"ID", "String", "Int", "UUID", "Uuid", "BigInt", "Long", "ObjectId", "ObjectID"})
FORMATS = {
    "datetime": "date-time",
    "date": "date",
    "time": "time",
    "uuid": "uuid",
    "email": "email",
    "emailaddress": "email",
    "url": "uri",
    "uri": "uri",
}
PLAIN = {
    "Int": "integer",
    "BigInt": "integer",
    "Long": "integer",
    "Float": "number",
    "Decimal": "number",
    "Boolean": "boolean",
}
PLACE_OF = re.compile(r"\{([^{}/]+)\}")


def plural(kind: str) -> str:
    """What a type's collection is called: `Conversation`, `conversations`."""
    name = kind[:1].lower() + kind[1:]
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return f"{name[:-1]}ies"
    return f"{name}es" if name.endswith(("s", "x", "ch", "sh")) else f"{name}s"


def fits(field: str, kind: str) -> bool:
    """Whether a list is called like its kind: `conversations`, `allConversations`, `myConversations`."""
    spoken = [word for word in words(field) if word not in READING]
    return "".join(spoken) in {"".join(words(plural(kind))), "".join(words(kind)) + "list", "".join(words(kind))}


def is_id(arg: Arg, kind: str) -> bool:
    """Whether an argument names one object of a kind."""
    name = arg.name.lower().replace("_", "")
    return (
        arg.type.name in ID_TYPES
        and not arg.type.many
        and name in {"id", "uuid", "slug", f"{kind.lower()}id", f"{kind.lower()}uuid"}
    )


def body_field(schema: Schema, path: tuple[str, ...], arg: Arg, *, required: bool) -> Field:
    """An argument as a field of a body."""
    found = schema.type(arg.type)
    name = arg.type.name.lower()
    kind = "array" if arg.type.many else PLAIN.get(arg.type.name, "object" if found and found.inputs else "string")
    values = tuple(f'"{one}"' for one in found.values) if found and found.kind == ENUM else ()
    return Field(path=path, type=kind, required=required, enum=values, format=FORMATS.get(name))
