"""Follows what the zone hands to others, mail, parts of itself, services, the say over SPF, and sees whether they exist."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.declare.model import MailSurface
from launchready.observe.net.authority import Server, ZoneServers
from launchready.observe.net.discovery import Names, all_names
from launchready.observe.net.dns import Records, State
from launchready.observe.net.message import Message, MessageError
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

SERVICES = ("_autodiscover._tcp", "_imaps._tcp", "_submission._tcp", "_caldavs._tcp", "_sip._tls", "_xmpp-server._tcp")
HANDS_ON = re.compile(r"(?:^|\s)[+?~-]?(?:include:|redirect=)([^\s%/]+)(?=\s|$)", re.IGNORECASE)
MOST_INCLUDES = 10
"""RFC 7208, 4.6.4: a receiver follows no more either."""
NULL = {"", "."}


@dataclass(frozen=True, slots=True)
class Hand:
    """A record that leaves something to another name."""

    name: str
    kind: str
    """`MX`, `NS`, `SRV`, or `SPF`."""
    target: str
    state: State
    """What DNS says of the target."""
    detail: str
    free: str = ""
    """The topmost name on the way to the target that does not exist: whoever may have that one may have the target."""


@dataclass(frozen=True, slots=True)
class HandedOn:
    """All that is left to other names."""

    hands: tuple[Hand, ...]
    silent: tuple[str, ...]
    """What DNS did not tell."""
    asked: int
    """How many questions were answered."""


@dataclass(frozen=True, slots=True)
class Hands(Question[HandedOn]):
    """What does the zone leave to other names, and do they exist?"""

    async def ask(self, world: "World") -> HandedOn:
        """DNS questions alone: nothing is sent to the targets."""
        silent: list[str] = []
        found: list[tuple[str, str, str]] = []
        asked = 0
        domain = world.declaration.product.domain
        for name in await world.ask(Names()):
            asked += await _records(world, name.name, "MX", found, silent)
        for service in SERVICES:
            asked += await _records(world, f"{service}.{domain}", "SRV", found, silent)
        delegated, why = await _delegations(world)
        asked += len(delegated)
        silent += [why] if why else []
        found += [(name, "NS", target) for name, targets in delegated for target in targets]
        asked += await _included(world, found, silent)
        hands = [await _hand(world, *one) for one in dict.fromkeys(found) if one[2] not in NULL]
        return HandedOn(tuple(hands), tuple(silent), asked)


async def _records(world: "World", name: str, kind: str, found: list[tuple[str, str, str]], silent: list[str]) -> bool:
    answer = await world.ask(Records(name, kind))
    if not answer.known:
        silent.append(f"{kind} of {name}: {answer.state} {answer.detail}".strip())
    found += [(name, kind, one.split(" ")[-1].lower().rstrip(".")) for one in answer.records]
    return answer.known


async def _included(world: "World", found: list[tuple[str, str, str]], silent: list[str]) -> int:
    """Whom SPF lets say who may send, and whom those do, to the depth that a receiver follows."""
    surfaces = [one.domain for one in world.declaration.surfaces if isinstance(one, MailSurface)]
    waiting = list(dict.fromkeys((world.declaration.product.domain, *surfaces)))
    seen: set[str] = set()
    asked = 0
    while waiting and len(seen) <= MOST_INCLUDES:
        name = waiting.pop(0)
        if name in seen:
            continue
        seen.add(name)
        answer = await world.ask(Records(name, "TXT"))
        asked += answer.known
        if not answer.known:
            silent.append(f"TXT of {name}: {answer.state} {answer.detail}".strip())
        for text in answer.records:
            if text.lower().split(" ")[0] == "v=spf1":
                targets = [one.lower().rstrip(".") for one in HANDS_ON.findall(text)]
                found += [(name, "SPF", one) for one in targets]
                waiting += targets
    return asked


async def _delegations(world: "World") -> tuple[list[tuple[str, tuple[str, ...]]], str]:
    """The name servers of each known name below the zone, as the zone's own server tells them.

    A resolver cannot tell: it asks the servers that it is sent to, and where they are gone, it fails.
    """
    authorities = await world.ask(ZoneServers())
    names = [one.name for one in await all_names(world) if one.name != authorities.zone]
    why = "; ".join(authorities.lost)
    for server in authorities.servers:
        try:
            return await _asked(world, server, names, authorities.zone), ""
        except (OSError, MessageError) as wrong:
            why = f"{server.name}, asked over TCP: {str(wrong) or 'timed out'}"
    return [], why or f"nobody was found who answers for {world.declaration.product.domain}"


async def _asked(world: "World", server: Server, names: list[str], zone: str) -> list[tuple[str, tuple[str, ...]]]:
    """Goes on in a new conversation where the server ends one after some answers, as many do after the first."""
    found: list[tuple[str, tuple[str, ...]]] = []
    while len(found) < len(names):
        had = len(found)
        try:
            async with world.dns.talking(server.address, server.port) as talk:
                for name in names[had:]:
                    found.append(_told(await talk.ask(name, "NS"), name, zone))  # noqa: PERF401 - kept if it breaks off
        except ConnectionError:
            if len(found) == had:
                raise
    return found


def _told(message: Message, name: str, zone: str) -> tuple[str, tuple[str, ...]]:
    """The part of the zone that a name lies in and its servers; of a deep name, the part is told and not the name."""
    left = [one for one in (*message.answers, *message.authority) if one.type == "NS" and one.name != zone]
    mine = [one for one in left if name == one.name or name.endswith(f".{one.name}")]
    return (mine[0].name, tuple(one.target for one in mine if one.name == mine[0].name)) if mine else (name, ())


async def _hand(world: "World", name: str, kind: str, target: str) -> Hand:
    if kind == "SPF":
        answer = await world.ask(Records(target, "TXT"))
        state, detail = answer.state, answer.detail
    else:
        four, six = await world.ask(Records(target, "A")), await world.ask(Records(target, "AAAA"))
        state, detail = (State.FOUND, "") if six.records else (four.state, four.detail)
    return Hand(name, kind, target, state, detail, await _free(world, target) if state is State.NXDOMAIN else "")


async def _free(world: "World", target: str) -> str:
    """The topmost name on the way that does not exist (RFC 8020: below it nothing does)."""
    free = target
    while "." in (above := free.partition(".")[2]):
        if (await world.ask(Records(above, "SOA"))).state is not State.NXDOMAIN:
            break
        free = above
    return free
