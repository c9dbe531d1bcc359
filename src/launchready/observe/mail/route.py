"""Reads from where a received message was handed over, and judges that by SPF."""

import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING

from launchready.observe.mail.dmarc import aligned
from launchready.observe.mail.spf import check_host
from launchready.observe.mail.spf_trial import WorldsDns
from launchready.observe.net.dns import Records

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST_NAMES = 4
FROM = re.compile(r"\bfrom\s+([^\s(;]+)(.*?)\bby\s+([^\s(;]+)", re.IGNORECASE | re.DOTALL)
ADDRESS = re.compile(r"\[(?:IPv6:)?([0-9a-f:.]+)\]|\((?:[^()\s]*\s)?([0-9a-f:.]{7,})\)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hop:
    """One handing over: who greeted whom, from which address."""

    helo: str
    ip: str
    by: str


@dataclass(frozen=True, slots=True)
class Handover:
    """How the message came, and what SPF says of it."""

    ip: str
    """The address that handed it over; empty where the message does not tell."""
    helo: str
    envelope: str
    """The domain of the envelope's sender; empty where the mailbox does not tell."""
    spf: str
    """The result; empty where it could not be asked for."""
    words: str
    aligned: bool | None
    """Whether the envelope speaks for the domain of From; None where DNS, or the mailbox, does not tell."""
    names: tuple[str, ...] = ()
    """The names of the address in DNS."""
    confirmed: bool | None = None
    """Whether one of them leads back to the address, as large receivers want it; None where it was not asked or not told."""

    @property
    def vouches(self) -> bool:
        """Whether SPF passes in the name of From."""
        return self.spf == "pass" and self.aligned is True

    @property
    def might_vouch(self) -> bool:
        """Whether SPF could pass in that name, had the address or DNS been known."""
        if self.aligned is False or not self.envelope:
            return False
        return self.spf in {"", "temperror"} or self.aligned is None or (self.spf != "pass" and is_inside(self.ip))


async def handover_of(world: "World", head: EmailMessage, author: str, *, strict: bool, receiver: str = "") -> Handover:
    """The handing over of a message to whoever receives the product's mail."""
    sender = parseaddr(str(head["Return-Path"] or head["X-MailFrom"] or ""))[1]
    envelope = sender.rpartition("@")[2].lower()
    hop = hop_of(head, receiver)
    identity = envelope or (hop.helo.lower() if hop and head["Return-Path"] else "")
    speaks = await aligned(world, identity, author, strict=strict) if identity else None
    if hop is None or not identity:
        words = (
            "the message does not tell its envelope" if hop else "the message does not tell from which address it came"
        )
        return Handover(hop.ip if hop else "", hop.helo if hop else "", envelope, "", words, speaks)
    outcome = await check_host(hop.ip, sender, hop.helo, WorldsDns(world))
    names, confirmed = await _names_of(world, hop.ip)
    return Handover(hop.ip, hop.helo, envelope, outcome.result, outcome.reason, speaks, names, confirmed)


async def _names_of(world: "World", ip: str) -> tuple[tuple[str, ...], bool | None]:
    """The names of an address, and whether one of them leads back to it; of an address of the inside, nothing."""
    if is_inside(ip):
        return (), None
    back = await world.ask(Records(ip_address(ip).reverse_pointer, "PTR"))
    if not back.records:
        return (), False if back.known else None
    ahead = [await world.ask(Records(name, "AAAA" if ":" in ip else "A")) for name in back.records[:MOST_NAMES]]
    if any(_address(one) == ip_address(ip) for answer in ahead for one in answer.records):
        return back.records, True
    return back.records, False if all(answer.known for answer in ahead) else None


def hop_of(head: EmailMessage, receiver: str) -> Hop | None:
    """The last handing over by another: at the declared receiver, else the first from a public address, else the first."""
    hops = [hop for value in head.get_all("Received") or [] if (hop := _hop(str(value))) is not None]
    if receiver:
        return next((hop for hop in hops if hop.by.lower().rstrip(".") == receiver.lower()), None)
    return next((hop for hop in hops if not is_inside(hop.ip)), hops[0] if hops else None)


def is_inside(ip: str) -> bool:
    """Whether an address is of no public network: of SPF it says nothing."""
    address = _address(ip)
    return address is None or not address.is_global


def _hop(value: str) -> Hop | None:
    match = FROM.search(value)
    if match is None:
        return None
    found = [address for pair in ADDRESS.findall(match[1] + match[2]) if (address := _address(pair[0] or pair[1]))]
    return Hop(match[1].strip("[]"), str(found[-1]), match[3].rstrip(";")) if found else None


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
