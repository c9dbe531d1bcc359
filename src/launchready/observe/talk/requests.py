"""Writes what is said as the request that launch.toml describes."""

import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from launchready.declare.model import Call, Json
from launchready.observe.http import Request
from launchready.observe.pick import fill
from launchready.observe.talk.documents import PLAIN, Document, document
from launchready.observe.who.session import request_of

if TYPE_CHECKING:
    from launchready.observe.world import World

MESSAGES = "{messages}"
PLACE = re.compile(r"\{([a-z_]+)\}")


def request_for(
    call: Call, world: "World", words: dict[str, str], *, on: str, messages: Json = None, file: str = PLAIN
) -> Request:
    """A call with its places filled.

    Args:
        call: as launch.toml describes it.
        world: resolves the references to secrets that the call itself holds; a word of ours is never taken for one.
        words: what fills the places; a part of a body whose place nothing fills is left out.
        on: the surface it goes to, where the call names none.
        messages: the whole conversation, in the place of `{messages}`.
        file: the kind of file that an upload is.
    """
    bare = replace(call, json=None, upload=None)
    if call.upload is not None:
        typed, body = _uploaded(call.upload, document(file, words["text"]))
        return replace(request_of(replace(bare, form=()), world, words, on=on), headers=(typed,), body=body)
    request = request_of(bare, world, words, on=on)
    if call.json is None:
        return request
    own = world.secrets.fill(_prune(call.json, {"title", "messages", *words}))
    return request.with_json(_with_messages(fill(own, words), messages))


def _uploaded(field: str, file: Document) -> tuple[tuple[str, str], str]:
    """The header and the body of a form with one file; a byte that is no text stands as its surrogate."""
    boundary = hashlib.sha256(file.body).hexdigest()[:32]
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"; filename="{file.name}"\r\n'
        f"Content-Type: {file.media}\r\n\r\n"
    )
    body = head.encode() + file.body + f"\r\n--{boundary}--\r\n".encode()
    return ("Content-Type", f"multipart/form-data; boundary={boundary}"), body.decode("utf-8", "surrogateescape")


def _with_messages(value: Json, messages: Json) -> Json:
    """A body with the whole conversation in the place of `{messages}`."""
    if isinstance(value, dict):
        return {key: _with_messages(item, messages) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_messages(item, messages) for item in value]
    return messages if value == MESSAGES else value


def _prune(value: Json, known: set[str]) -> Json:
    """Leaves out the parts of a body whose carrier is not in play."""
    if isinstance(value, dict):
        return {key: _prune(item, known) for key, item in value.items() if not _is_open(item, known)}
    if isinstance(value, list):
        return [_prune(item, known) for item in value if not _is_open(item, known)]
    return value


def _is_open(value: Json, known: set[str]) -> bool:
    return isinstance(value, str) and (place := PLACE.fullmatch(value)) is not None and place[1] not in known
