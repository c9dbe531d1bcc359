"""What a Terraform state says of its resources: of some, a value is a secret by what it is, whatever its name."""

import json
from collections.abc import Iterator

from launchready.observe.secrets.forms.code import DRAWN
from launchready.observe.secrets.places.piece import Piece

VERSIONED = b'"terraform_version"'
SECRETS = {"random_password": "result", "random_bytes": "base64"}
"""Resources that exist to draw a secret, and the attribute that holds it; `random_string` and `random_id` draw names."""
HOLDERS = ("attributes", "attributes_flat", "values")
GO_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})
"""As Terraform writes them."""


def state_piece(name: str, text: bytes) -> Piece | None:
    """The values that a state's resources drew, a line each; None where it is no state or holds none."""
    if VERSIONED not in text or not any(f'"{one}"'.encode() in text for one in SECRETS):
        return None
    try:
        state = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(state, dict) or not isinstance(state.get("terraform_version"), str):
        return None
    drawn = [value for value in _drawn(state) if value and value.isprintable()]
    if not drawn:
        return None
    told = "\n".join(f"{DRAWN}{value}" for value in drawn)
    return Piece(name, told.encode("utf-8", "replace"), lines=tuple(_line(text, value) for value in drawn))


def _drawn(part: object) -> Iterator[str]:
    """Of every resource, wherever in the tree: versions of the format put them in different places."""
    waiting = [part]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            kind = one.get("type")
            if isinstance(kind, str) and kind in SECRETS and one.get("mode") != "data":
                yield from _values(one, SECRETS[kind])
            else:
                waiting += one.values()


def _values(resource: dict[str, object], attribute: str) -> Iterator[str]:
    instances = resource.get("instances")
    for one in (resource, resource.get("primary"), *(instances if isinstance(instances, list) else ())):
        for holder in HOLDERS if isinstance(one, dict) else ():
            held = one.get(holder)
            if isinstance(held, dict) and isinstance(value := held.get(attribute), str):
                yield value


def _line(text: bytes, value: str) -> int:
    written = json.dumps(value, ensure_ascii=False)
    places = (text.find(one.encode()) for one in (written, written.translate(GO_ESCAPES)))
    return 1 + text.count(b"\n", 0, max(0, *places))
