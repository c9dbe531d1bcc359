"""Where files are taken: the uploads of an API's document, and those that launch.toml declares for a chat and no document names."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from launchready.declare.model import ApiSurface, Call, ChatSurface
from launchready.declare.who import ATTACKER
from launchready.observe.api.kinds import is_admin
from launchready.observe.api.openapi import Api, ApiFacts, Operation
from launchready.observe.api.schema import Field
from launchready.observe.chat import Welcome, askers
from launchready.observe.errors import CannotLook

if TYPE_CHECKING:
    from launchready.observe.world import World

DOCUMENTS_NONE = "the API documents no upload of files"
OWN = "launch.toml"
"""Where an upload is told of that no document names."""


@dataclass(frozen=True, slots=True)
class Carrier:
    """An upload that launch.toml declares for a chat."""

    chat: str
    call: Call

    @property
    def id_at(self) -> str:
        """Where its answer tells the file's id."""
        return self.call.picks("id") or "$.id"

    async def sender(self, world: "World") -> str | None:
        """Who uploads: where launch.toml names a customer, one of the run's own if the model talks to such a one."""
        by = self.call.by
        try:
            is_customer = by in askers(world)
        except CannotLook:
            return by
        return ATTACKER if is_customer and await world.ask(Welcome(self.chat, ATTACKER)) else by


@dataclass(frozen=True, slots=True)
class Door:
    """One upload."""

    surface: str
    """Below whose url its path stands."""
    facts: ApiFacts
    """Operations by which files are listed, read and removed."""
    operation: Operation
    carrier: Carrier | None = None
    """None where an API's document names it."""


@dataclass(frozen=True, slots=True)
class Doors:
    """All uploads of a surface."""

    doors: tuple[Door, ...]
    none: str
    """What there is none of, where there is none."""


def uploading(facts: ApiFacts) -> tuple[Operation, ...]:
    """The operations that take a file."""
    return tuple(
        one
        for one in facts.operations
        if one.method in {"POST", "PUT"}
        and one.body_kind == "multipart"
        and not is_admin(one)
        and any(leaf.format == "binary" for leaf in one.body)
    )


async def doors_of(world: "World", surface: str) -> Doors:
    """The uploads of an API or a chat.

    Raises:
        CannotLook: the API's document cannot be read.
    """
    chat = world.declaration.surface(surface)
    if isinstance(chat, ChatSurface):
        return await _declared(world, chat)
    facts = await world.ask(Api(surface))
    return Doors(tuple(Door(surface, facts, one) for one in uploading(facts)), DOCUMENTS_NONE)


async def _declared(world: "World", chat: ChatSurface) -> Doors:
    """Those carriers of a chat that are uploads; one that an API's document names is tried at the API."""
    calls = {(call.on or chat.name, call.method, call.path): call for _, call in chat.carriers if call.upload}
    found: list[Door] = []
    known: list[str] = []
    for (on, method, path), call in calls.items():
        facts = await _documented(world, on)
        own = facts.operation(method, path)
        if own is not None and own in uploading(facts):
            known.append(f"{own.name} (surface.{facts.surface})")
            continue
        field = Field((call.upload or "",), "string", required=True, format="binary")
        operation = Operation(method, path, body=(field,), body_kind="multipart")
        read = Operation("GET", f"{path.rstrip('/')}/{{id}}")
        is_known = facts.operation("GET", read.path) is not None or "?" in path
        more = facts.operations if is_known else (*facts.operations, read)
        found.append(Door(on, replace(facts, operations=more), operation, Carrier(chat.name, call)))
    if known:
        return Doors(
            tuple(found),
            f"an API's document names what takes the chat's files, and it is tried there: {', '.join(known)}",
        )
    return Doors(tuple(found), "no carrier of the chat is an upload of files")


async def _documented(world: "World", on: str) -> ApiFacts:
    """What the APIs at the same address say that they can do; nothing where none says it."""
    place = world.declaration.surface(on)
    for one in world.declaration.surfaces:
        if isinstance(one, ApiSurface) and one.url and place and place.url and one.at("/") == place.at("/"):
            try:
                return await world.ask(Api(one.name))
            except CannotLook:
                continue
    return ApiFacts(on, OWN, "", ())
