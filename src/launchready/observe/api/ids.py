"""Finds the ids of objects in answers, their envelopes opened."""

from urllib.parse import parse_qsl, unquote, urlsplit

from launchready.declare.model import Json
from launchready.observe.api.naming import plain, refers_to
from launchready.observe.http import Answer, Reply

ENVELOPES = ("data", "result", "item", "payload", "object", "response", "attributes")
DEEPEST = 3
MOST_CANDIDATES = 5
LONGEST_ID = 80
SMALL = 3


def own_id(value: Json, name: str, param: str, depth: int = 0) -> str | None:
    """The id of the object that an answer holds, its envelope opened."""
    del depth
    return next(iter(candidates(value, name, param)), None)


def candidates(value: Json, name: str, param: str) -> tuple[str, ...]:
    """What may be the id of the object in an answer, the likeliest first: what the parameter is called, then the usual names."""
    found: dict[str, None] = {}
    _gather(value, plain(name), _wanted(plain(name), plain(param)), found, 0)
    return tuple(found)[:MOST_CANDIDATES]


def _wanted(name: str, param: str) -> tuple[str, ...]:
    usual = ("id", "uuid", "guid", "pk", "key")
    special = () if param in usual or not param else (param,)
    own = (f"{name}id", f"{name}uuid", f"{name}key")
    more = (f"{name}number", f"{name}no", f"{name}code", "number", "slug", "code", "ref", "reference", "identifier")
    named = ("id", param) if special and param.endswith("id") else (param, "id") if param else ("id",)
    return tuple(dict.fromkeys((*named, *own, *usual, *more, name)))


def _gather(value: Json, name: str, wanted: tuple[str, ...], found: dict[str, None], depth: int) -> None:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, dict) or depth > DEEPEST:
        if depth == 0 and _is_bare_id(value):
            found.setdefault(str(value))
        return
    plain_ones = {plain(key): one for key, one in value.items() if isinstance(one, str | int) and one != ""}
    fields = {key: one for key, one in plain_ones.items() if not isinstance(one, bool)}
    found.update(dict.fromkeys(str(fields[key]) for key in wanted if key in fields))
    is_envelope = len(value) <= SMALL  # `{"success": true, "note": {…}}`: an envelope by any name
    for key, one in value.items():
        if key.lower() in ENVELOPES or plain(key) == name or (is_envelope and isinstance(one, dict)):
            _gather(one, name, wanted, found, depth + 1)


def _is_bare_id(value: Json) -> bool:
    """Whether a whole answer is an id: a number, or a short word with a figure in it."""
    if isinstance(value, int):
        return not isinstance(value, bool)
    return (
        isinstance(value, str)
        and len(value) <= LONGEST_ID
        and value.isascii()
        and any(map(str.isdigit, value))
        and " " not in value
    )


def id_in_location(location: str, collection_word: str) -> str | None:
    """The id in the address of a new object: the last part of its path, or the value in its query."""
    parts = urlsplit(location)
    for key, value in parse_qsl(parts.query):
        if plain(key).endswith("id") or key in {"key", "slug"}:
            return value
    path = parts.path.rstrip("/")
    if collection_word and collection_word.lower() not in path.lower():
        return None
    return unquote(path.rpartition("/")[2]) or None


def items_in(value: Json, depth: int = 0) -> tuple[dict[str, Json], ...]:
    """The objects of a list, its envelope opened."""
    if isinstance(value, list):
        return tuple(one for one in value if isinstance(one, dict))
    if isinstance(value, dict) and depth < DEEPEST:
        for one in value.values():
            if isinstance(one, list | dict) and (found := items_in(one, depth + 1)):
                return found
    return ()


def ids_in(value: Json, name: str) -> tuple[str, ...]:
    """The ids of the objects of a list."""
    return tuple(found for item in items_in(value) if (found := own_id(item, name, "id")))


def scalars(value: Json, depth: int = 0) -> dict[str, str]:
    """The plain values of an answer by their names, envelopes opened, the outer ones first."""
    found: dict[str, str] = {}
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, dict) or depth > DEEPEST:
        return found
    for key, one in value.items():
        if isinstance(one, str | int) and not isinstance(one, bool) and len(str(one)) < 200:  # noqa: PLR2004 - no text
            found.setdefault(key, str(one))
    for one in value.values():
        if isinstance(one, dict):
            for key, text in scalars(one, depth + 1).items():
                found.setdefault(key, text)
    return found


def referred(reply: Reply) -> tuple[tuple[str, str], ...]:
    """The ids of other objects that an object's own answer names."""
    value = reply.json() if isinstance(reply, Answer) else None
    if isinstance(value, list) or len(items_in(value)) > 1:
        return ()
    return tuple((stem, text) for key, text in scalars(value).items() if (stem := refers_to(key)) is not None)


def is_only_told(value: Json) -> bool:
    """Whether an answer is nothing but an empty list, alone or in an envelope: a POST that asks, and makes nothing."""
    if isinstance(value, dict):
        lists = [one for one in value.values() if isinstance(one, list)]
        figures = [one for one in value.values() if not isinstance(one, list)]
        return bool(lists) and not any(lists) and all(one is None or isinstance(one, int) for one in figures)
    return value == []
