"""Reads one value out of a JSON answer by a simple path: `$.a.b`, `$.items[0].id`."""

import json
import re

from launchready.declare.model import Json

STEP = re.compile(r"\.([A-Za-z_][\w-]*)|\[(\d+)\]")


def json_of(text: str) -> Json:
    """A text as JSON, or None where it is not JSON."""
    try:
        value: Json = json.loads(text)
    except ValueError:
        return None
    return value


def pick(value: Json, path: str) -> Json:
    """The value under the path, or None where it is not there.

    Raises:
        ValueError: the path does not start with `$` or has a step other than `.name` and `[number]`.
    """
    if not path.startswith("$") or "".join(match.group(0) for match in STEP.finditer(path)) != path[1:]:
        raise ValueError(f"{path} is not a path such as $.id or $.items[0].id")
    for name, index in STEP.findall(path):
        if name and isinstance(value, dict):
            value = value.get(name)
        elif index and isinstance(value, list) and int(index) < len(value):
            value = value[int(index)]
        else:
            return None
    return value


def fill(value: Json, words: dict[str, str]) -> Json:
    """A JSON value with `{name}` in its strings replaced; a name without a word stays as it is."""
    if isinstance(value, str):
        for name, word in words.items():
            value = value.replace(f"{{{name}}}", word)
        return value
    if isinstance(value, dict):
        return {key: fill(item, words) for key, item in value.items()}
    if isinstance(value, list):
        return [fill(item, words) for item in value]
    return value
