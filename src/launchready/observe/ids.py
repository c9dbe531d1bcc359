"""Finds the ids of objects in answers, their envelopes opened."""

from launchready.declare.model import Json

ENVELOPES = ("data", "result", "item", "payload", "object", "response", "attributes")


def own_id(value: Json, name: str, param: str, depth: int = 0) -> str | None:
    """The id of the object that an answer holds, its envelope opened."""
    if not isinstance(value, dict) or depth > 2:  # noqa: PLR2004 - envelopes are no deeper
        return None
    wanted = ("id", param.lower().replace("_", ""), f"{name}id", "uuid", "_id", "slug", "key")
    fields = {key.lower().replace("_", "") or key: one for key, one in value.items()}
    fields.update({key: one for key, one in value.items() if key == "_id"})
    for key in wanted:
        found = fields.get(key)
        if isinstance(found, str | int) and not isinstance(found, bool) and str(found):
            return str(found)
    for key, one in value.items():
        if (key.lower() in ENVELOPES or key.lower() == name) and (found := own_id(one, name, param, depth + 1)):
            return str(found)
    return None


def items_in(value: Json, depth: int = 0) -> tuple[dict[str, Json], ...]:
    """The objects of a list, its envelope opened."""
    if isinstance(value, list):
        return tuple(one for one in value if isinstance(one, dict))
    if isinstance(value, dict) and depth < 3:  # noqa: PLR2004 - envelopes are no deeper
        for one in value.values():
            if isinstance(one, list | dict) and (found := items_in(one, depth + 1)):
                return found
    return ()


def ids_in(value: Json, name: str) -> tuple[str, ...]:
    """The ids of the objects of a list."""
    return tuple(found for item in items_in(value) if (found := own_id(item, name, "id")))
