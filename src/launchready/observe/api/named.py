"""Makes operations of routes that are only named, and tells which documented operation such a route is."""

import re
from functools import lru_cache

from launchready.observe.api.kinds import refers_to
from launchready.observe.api.operation import Operation, Param
from launchready.observe.api.schema import Field
from launchready.observe.api.source.found import Found

NUMBERS = re.compile(
    r"^(?:price|amount|quantity|qty|count|total|age|number|rating|stars|weight|cents)$|_(?:count|cents|amount)$"
)
YES_NO = re.compile(r"^(?:is|has|can|should)[_A-Z]|^(?:active|enabled|public|published|done|completed)$")
TEXTS = re.compile(
    r"title|name|text|body|content|descr|note|comment|message|label|subject|summary|bio|caption|question|answer|word",
    re.IGNORECASE,
)
GUARDS = re.compile(r"csrf|xsrf|authenticity_?token|^__requestverification", re.IGNORECASE)
KINDS = frozenset({"string", "integer", "number", "boolean", "array", "object"})
CHANGES = frozenset({"POST", "PUT", "PATCH"})


def operation_of(found: Found) -> Operation:
    """A route as an operation: all that is known of it are names."""
    params = tuple(
        Param(name, "path", required=True, type="string") for name in re.findall(r"\{([^{}/]+)\}", found.path)
    )
    changes = found.method in CHANGES
    return Operation(
        found.method,
        found.path,
        params,
        fields_of(found.fields) if changes else (),
        ("form" if found.form else "json") if changes else "",
    )


def fields_of(names: tuple[str, ...]) -> tuple[Field, ...]:
    """Fields of a body by their names; `name=integer` tells the type, else the name does, or an answer that complains."""
    own = [one for one in names if not GUARDS.search(one)]  # a page's own token is none of the caller's fields
    kinds = {name: told if told in KINDS else _kind(name) for name, _, told in (one.partition("=") for one in own)}
    if "string" not in kinds.values():
        free = next((name for name, kind in kinds.items() if kind == "any" and not refers_to(name)), None)
        kinds |= {free: "string"} if free else {}
    return tuple(Field((name,), kind, required=True) for name, kind in kinds.items())


def _kind(name: str) -> str:
    if YES_NO.search(name):
        return "boolean"
    if NUMBERS.search(name) and not refers_to(name):
        return "number"
    return "string" if TEXTS.search(name) or "mail" in name.lower() or "pass" in name.lower() else "any"


def documented_as(found: Found, documented: tuple[Operation, ...]) -> Operation | None:
    """The documented operation that a route is; a prefix that its text does not tell may stand before it."""
    for one in documented:
        if one.method == found.method and _fits(one.path, found.path):
            return one
    if not found.certain:  # the method is a guess
        return next((one for one in documented if _fits(one.path, found.path)), None)
    return None


def known_as(found: Found, operations: dict[str, Operation]) -> str | None:
    """The name of a known operation of the same shape."""
    shape = _shape(found.path)
    return next(
        (name for name, one in operations.items() if one.method == found.method and _shape(one.path) == shape), None
    )


def _fits(documented: str, path: str) -> bool:
    own, other = _parts(documented), _parts(path)
    if len(other) > len(own) or not other:
        return own == other
    tail = own[len(own) - len(other) :]
    if (
        len(own) > len(other) and tail[0] != other[0]
    ):  # behind a prefix, the word that the path begins with must be there
        return False
    return all(one == more or "{" in one or "{" in more for one, more in zip(tail, other, strict=True))


@lru_cache(maxsize=4096)
def _parts(path: str) -> tuple[str, ...]:
    return tuple(part.lower() for part in path.split("/") if part)


def _shape(path: str) -> tuple[str, ...]:
    return tuple("{}" if "{" in part else part for part in _parts(path))
