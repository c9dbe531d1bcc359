"""Makes the request of one use of an operation: each id where the operation wants it, in the path, the query, a header or the body."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote
from uuid import uuid4

import anyio

from launchready.declare.model import Json
from launchready.observe.api.bodies import Body
from launchready.observe.api.deeds import BODY, HEADER, PATH, PERSON, QUERY, Slot, Use
from launchready.observe.api.naming import ID_NAMES, last_word, plain, refers_to, singular
from launchready.observe.api.openapi import PLACE, Operation
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.who.whoami import WhoAmI

if TYPE_CHECKING:
    from launchready.observe.world import World

LONGEST_WAIT = 65
EMPTY = "audit"


@dataclass(frozen=True, slots=True)
class Named:
    """One object as requests name it."""

    owner: str
    own: str
    """Its id."""
    known: tuple[tuple[str, str], ...]
    """The ids of what it belongs to or refers to, by the nouns that name them."""


def chosen_id(use: Use) -> str:
    """The id that we choose, for a PUT that makes what it names; empty where the product chooses."""
    if use.own is None:
        return ""
    last = next((one for one in use.operation.params if one.name == use.own.name), None)
    return "100001" if last and last.type == "integer" else str(uuid4())


async def values(world: "World", surface: str, use: Use, named: Named) -> dict[Slot, str]:
    """What stands in each place of a use, for an object.

    Raises:
        CannotLook: for one of them nothing is known.
    """
    found: dict[Slot, str] = {}
    for slot in use.slots:
        value = named.own if slot == use.own else await parent_id(world, surface, slot, named)
        if value is None:
            raise CannotLook(f"{use.operation.name}: no {slot.stem} is known to stand for {slot.name}")
        found[slot] = value
    return found


async def parent_id(world: "World", surface: str, slot: Slot, named: Named) -> str | None:
    """The id of what an object belongs to or refers to, as a place of a request names it; None where it is not known."""
    if slot.stem == PERSON:
        return (await world.ask(WhoAmI(surface, named.owner))).value(slot.last)
    wanted = {plain(slot.stem), plain(refers_to(slot.last) or slot.stem)}
    return next((value for key, value in named.known if plain(singular(key)) in wanted or plain(key) in wanted), None)


def request(
    world: "World", surface: str, use: Use, ids: Mapping[Slot, str], by: str | None, *, body: Body | None = None
) -> Request:
    """The request of a use.

    Args:
        world: the product.
        surface: the API's name.
        use: what is asked.
        ids: what stands in each place.
        by: who asks.
        body: the body, for what carries one.
    """
    at = world.declaration.surface(surface)
    if at is None:
        raise CannotLook(f"launch.toml declares no surface {surface}")
    operation = use.operation
    in_path = {slot.name: value for slot, value in ids.items() if slot.where == PATH}
    path = PLACE.sub(lambda match: quote(in_path.get(match[1], match[0]), safe=""), operation.path)
    query = "&".join(
        f"{quote(slot.name)}={quote(value, safe='')}" for slot, value in ids.items() if slot.where == QUERY
    )
    url = at.at(path) + (f"?{query}" if query else "")
    carried = {slot.name: _typed(operation, slot, value) for slot, value in ids.items() if slot.where == BODY}
    if body is None and (carried or any(one.required for one in operation.params if one.where == QUERY)):
        body = Body(operation, lambda _: EMPTY, {}, optional=False)
    headers = tuple((slot.name, value) for slot, value in ids.items() if slot.where == HEADER)
    if body is None:
        return Request(url, operation.method, headers, by=by)
    body.known.update(carried)
    return body.request(url, by).with_headers(*headers)


def _typed(operation: Operation, slot: Slot, value: str) -> Json:
    whole = next((one for one in operation.body if ".".join(p for p in one.path if p != "[]") == slot.name), None)
    return int(value) if whole is not None and whole.type == "integer" and value.isdigit() else value


def address(world: "World", surface: str, operation: Operation, ids: tuple[str, ...]) -> str:
    """The address of an operation with ids in its path, or the last of them in its query where it is named there.

    Raises:
        CannotLook: the surface is not declared.
    """
    at = world.declaration.surface(surface)
    if at is None:
        raise CannotLook(f"launch.toml declares no surface {surface}")
    places = len(operation.places)
    fitting = ids[-places:] if operation.path.rstrip("/").endswith("}") and places else ids[:places]
    url = at.at(operation.at(*(quote(one, safe="") for one in fitting)))
    if places or not ids:
        return url
    word = singular(last_word(operation.path))
    named = [
        one.name
        for one in operation.params
        if one.where == QUERY and (one.name.lower() in ID_NAMES or plain(refers_to(one.name) or one.name) == word)
    ]
    return f"{url}?{quote(named[0])}={quote(ids[-1], safe='')}" if named else url


async def patient(world: "World", request: Request) -> Reply:
    """Sends a request; where a limit asks to wait for less than a minute, waits and sends it once more."""
    reply = await world.send(request)
    if isinstance(reply, Answer) and reply.status == 429:  # noqa: PLR2004 - too many requests
        after = reply.header("Retry-After") or ""
        if after.isdigit() and int(after) <= LONGEST_WAIT:
            await anyio.sleep(int(after) + 0.2)
            return await world.send(request)
    return reply
