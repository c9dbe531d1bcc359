"""Asks each server that answers for a name what it says of it: time-outs, refusals and answers without authority kept apart."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from launchready.observe.net.asking import CODES
from launchready.observe.net.authority import Authorities, Server, ZoneServers, found_servers
from launchready.observe.net.dns import State
from launchready.observe.net.message import Message, MessageError
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST_PARTS = 3
"""How many delegations below the zone are followed."""
NO_ERROR, FAILED, NO_SUCH_NAME, REFUSED = 0, 2, 3, 5


@dataclass(frozen=True, slots=True)
class Told:
    """What one server says of one name and type."""

    server: Server
    name: str
    type: str
    state: State
    records: tuple[str, ...] = ()
    alias: str = ""
    """Where the name is another one's alias: which one's."""
    own: bool = True
    """Whether it answers with authority: from its copy of the zone, and not from what it was told elsewhere."""
    part: tuple[str, tuple[str, ...]] | None = None
    """The part of the zone that the name lies in and that is left to other servers, and those."""
    detail: str = ""

    @property
    def answered(self) -> bool:
        """Whether it says with authority what there is, be it nothing."""
        return self.own and self.state in {State.FOUND, State.NO_DATA, State.NXDOMAIN}

    @property
    def said(self) -> str:
        """What it says, in a line."""
        if self.alias:
            return f"an alias of {self.alias}"
        return "; ".join(self.records) or f"{self.state} {self.detail}".strip()


@dataclass(frozen=True, slots=True)
class ToldBy(Question[Told]):
    """What does a server say of a name? `again` asks once more."""

    kept: ClassVar[bool] = False

    server: Server
    name: str
    type: str
    again: int = 0

    async def ask(self, world: "World") -> Told:
        """One question, without the wish that the server look elsewhere."""
        try:
            message = await world.dns.at(self.server.address, self.server.port, self.name, self.type)
        except TimeoutError:
            return Told(self.server, self.name, self.type, State.TIMED_OUT, own=False)
        except (OSError, MessageError) as wrong:
            detail = (wrong.strerror if isinstance(wrong, OSError) else None) or str(wrong) or type(wrong).__name__
            return Told(self.server, self.name, self.type, State.UNREACHABLE, own=False, detail=f"({detail})")
        return read(message, self)


@dataclass(frozen=True, slots=True)
class ToldByEach(Question[tuple[Told, ...]]):
    """What does each server say that answers for a name? Empty where none is known. `again` asks once more."""

    kept: ClassVar[bool] = False

    name: str
    type: str
    again: int = 0

    async def ask(self, world: "World") -> tuple[Told, ...]:
        """Asks the zone's servers, and those to which they leave the name."""
        at: Authorities = await world.ask(ZoneServers())
        if not at.zone or not is_in(self.name, at.zone):
            return ()
        for _ in range(MOST_PARTS):
            found = [await world.ask(ToldBy(server, self.name, self.type, self.again)) for server in at.servers]
            zone = at.zone
            part = next(
                (one.part for one in found if one.part and is_in(one.part[0], zone) and one.part[0] != zone), None
            )
            if part is None:
                return tuple(found)
            at = await found_servers(world, *part)
        return ()


def read(message: Message, asked: ToldBy) -> Told:
    """A server's answer as what it says of the name."""
    name, kind = asked.name.lower().rstrip("."), asked.type
    mine = [one for one in message.answers if one.name == name]
    alias = next((one.data for one in mine if one.type == "CNAME" and kind != "CNAME"), "")
    found = tuple(sorted(one.data for one in mine if one.type == kind))
    left = [one for one in message.authority if one.type == "NS" and is_in(name, one.name)]
    own, part = message.authoritative, None
    if message.code == NO_ERROR and not own and not message.answers and left:
        part = (left[0].name, tuple(one.target for one in left if one.name == left[0].name))
    return Told(
        asked.server, name, kind, _state(message, found, alias), found, alias, own, part, _why(message, own=own)
    )


def _state(message: Message, found: tuple[str, ...], alias: str) -> State:
    if found or alias:  # of an alias the code speaks of its target (RFC 6604)
        return State.FOUND
    states = {NO_ERROR: State.NO_DATA, NO_SUCH_NAME: State.NXDOMAIN, REFUSED: State.REFUSED}
    return states.get(message.code, State.FAILED)


def _why(message: Message, *, own: bool) -> str:
    if message.code in {NO_ERROR, NO_SUCH_NAME}:
        return "" if own else "(it answers without authority)"
    return "" if message.code in {FAILED, REFUSED} else CODES.get(message.code, f"code {message.code}")


def is_in(name: str, zone: str) -> bool:
    """Whether a name is a zone's, or lies below it."""
    return name == zone or name.endswith(f".{zone}")
