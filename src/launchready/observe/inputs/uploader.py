"""Who uploads a file, and by which operations what became of it is listed, read and removed."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from launchready.declare.model import Json
from launchready.observe.api.ids import own_id
from launchready.observe.api.kinds import singular, words
from launchready.observe.api.objects import Objects, Planted, address
from launchready.observe.api.openapi import ApiFacts, Operation
from launchready.observe.api.quarantine import path_changes
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.inputs.doors import Carrier
from launchready.observe.pick import pick
from launchready.observe.who.people import Disposable, customers

if TYPE_CHECKING:
    from launchready.observe.who.session import Session
    from launchready.observe.world import World

SHELVES = frozenset(
    (
        "files",
        "documents",
        "docs",
        "attachments",
        "uploads",
        "media",
        "assets",
        "images",
        "photos",
        "pictures",
        "sources",
    )
)
"""Collections in which files of an archive may lie that was sent elsewhere."""


@dataclass(slots=True)
class Uploader:
    """Uploads by one operation."""

    world: "World"
    surface: str
    facts: ApiFacts
    operation: Operation
    carrier: Carrier | None = None
    """How launch.toml declares it, where no document does."""
    by: str | None = None
    session: "Session | None" = None
    parents: tuple[str, ...] = ()

    async def become(self, label: str) -> None:
        """Chooses who uploads: the owner of the object that the file belongs to, or somebody new.

        Raises:
            CannotLook: the file belongs to an object, and the run has none.
        """
        if self.carrier is not None:
            if self.operation.places:
                raise CannotLook("its path has a place to fill, and launch.toml does not tell with what")
            self.by = await self.carrier.sender(self.world)
            return
        if self.operation.places:
            planted = (await self.world.ask(Objects(self.surface))).planted
            owner = next((one for one in planted if _belongs(self.operation, one)), None)
            if owner is None:
                raise CannotLook("there is no object of this run's to put a file to")
            self.parents = await owner.ids_for(self.world, self.surface, self.operation)
            self.by = owner.owner
            return
        try:
            self.session = (await self.world.ask(Disposable(self.surface, label))).session
        except CannotLook:
            self.by = customers(self.world).a

    async def send(self, request: Request) -> Reply:
        """Sends as that one."""
        return await self.world.send(
            Request(request.url, request.method, request.headers, request.body, self.by), session=self.session
        )

    @property
    def url(self) -> str:
        """Where the file goes."""
        return address(self.world, self.surface, self.operation, self.parents)

    def curl(self, name: str, kind: str) -> str:
        """The upload of a file as a command."""
        part = next(leaf.path[0] for leaf in self.operation.body if leaf.format == "binary")
        shown = self.world.curl(Request(self.url, self.operation.method, by=self._named()))
        return f"{shown} -F '{part}=@file;filename=\"{name}\";type={kind}'"

    def _named(self) -> str | None:
        return self.by if self.by or self.carrier else customers(self.world).a

    def id_in(self, reply: Answer) -> str | None:
        """The file's id in the answer to its upload."""
        if self.carrier is not None:
            found = pick(reply.json(), self.carrier.id_at)
            return str(found) if isinstance(found, str | int) else None
        name = singular((words(self.operation.path) or ("",))[-1])
        return own_id(reply.json(), name, "id")

    def addresses(self, made: Answer, answer: Answer, named: tuple[str, ...]) -> list[str]:
        """Where an answer says that the file is: what a chat says to its upload is of that file alone, whatever the address is called."""
        if self.carrier is None or answer is not made:
            return addresses_in(answer, named)
        location = made.header("Location")
        told = [*addresses_in(made, ("",)), *([urljoin(made.request.url, location)] if location else [])]
        return [one for one in told if not path_changes(urlsplit(one).path)]

    def told_left(self, several: int) -> None:
        """Has files told that a chat took, where nothing tells how they are removed."""
        if self.carrier is not None and several:
            self.world.leave(
                f"{several} files sent to {self.operation.name}: launch.toml does not tell what removes them"
            )

    def shelves(self) -> tuple[str, ...]:
        """The collections in which the file may lie: where it was sent, one above, and those that are called so."""
        base = self.operation.path.rstrip("/")
        above = base.rpartition("/")[0]
        named = [one.path.rstrip("/") for one in self.facts.operations if one.method == "GET" and not one.places]
        found = (base, above, *(path for path in named if path.rpartition("/")[2].lower() in SHELVES))
        return tuple(dict.fromkeys(path for path in found if path and not path.endswith("}")))

    def lists(self) -> tuple[tuple[str, str], ...]:
        """What lists them, by name and address."""
        return tuple(
            (one.name, address(self.world, self.surface, one, self.parents[: len(one.places)]))
            for path in self.shelves()
            for one in self.facts.operations
            if one.method == "GET" and one.path.rstrip("/") == path and len(one.places) <= len(self.parents)
        )

    def on(self, method: str, found: str, shelves: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        """The operations on one of them, by name and address."""
        return tuple(
            (one.name, address(self.world, self.surface, one, (*self.parents[: path.count("{")], found)))
            for path in shelves
            for one in self.facts.operations
            if one.method == method
            and one.path.startswith(f"{path}/{{")
            and len(one.places) == path.count("{") + 1
            and path.count("{") <= len(self.parents)
            and (method == "GET" or one.path.rstrip("/").endswith("}"))
        )


def strings(value: Json) -> list[str]:
    """Every text in an answer."""
    if isinstance(value, dict | list):
        return [text for one in (value.values() if isinstance(value, dict) else value) for text in strings(one)]
    return [value] if isinstance(value, str) else []


def addresses_in(answer: Answer, named: tuple[str, ...]) -> list[str]:
    """The addresses in an answer that hold one of these names."""
    found = [one for one in strings(answer.json()) if one.startswith(("http://", "https://", "/"))]
    return [urljoin(answer.request.url, one) for one in found if any(name in one for name in named) and ".." not in one]


def leading(told: Json, tag: str) -> str:
    """Words where an answer gives a name that still leads out of its folder."""
    for text in strings(told):
        if f"../{tag}" in text or f"..\\{tag}" in text or text.startswith(f"/tmp/{tag}"):  # noqa: S108 - a name
            return f"the product names it {text}"
    return ""


def _belongs(operation: Operation, planted: Planted) -> bool:
    return operation.path.startswith(f"{planted.collection}/{{")
