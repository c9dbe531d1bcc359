"""Fills the macros of an SPF record: who sends, from where, to what name (RFC 7208, 7)."""

import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import quote

MACRO = re.compile(r"%(?:\{([a-z])([0-9]*)(r?)([-.+,/_=]*)\}|([%_-]))", re.IGNORECASE)
LONGEST_NAME = 253
LONGEST_LABEL = 63


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a receiver knows of a message before it reads it."""

    ip: IPv4Address | IPv6Address
    local: str
    origin: str
    """The domain of the sender."""
    helo: str
    receiver: str

    @property
    def sender(self) -> str:
        """The whole address."""
        return f"{self.local}@{self.origin}"

    @property
    def dotted(self) -> str:
        """The address with a dot between its parts: of IPv6, each hexadecimal digit."""
        if isinstance(self.ip, IPv4Address):
            return str(self.ip)
        return ".".join(self.ip.exploded.replace(":", "").upper())


async def filled(text: str, domain: str, envelope: Envelope, validated: Callable[[], Awaitable[str]]) -> str:
    """A text with its macros filled in.

    Args:
        text: what the record says; its syntax was checked.
        domain: the domain whose record it is.
        envelope: the message.
        validated: the name of the address that DNS confirms, asked for only where it is wanted.
    """
    done: list[str] = []
    last = 0
    for match in MACRO.finditer(text):
        done += [text[last : match.start()], await _one(match, domain, envelope, validated)]
        last = match.end()
    return "".join([*done, text[last:]])


async def _one(match: "re.Match[str]", domain: str, envelope: Envelope, validated: Callable[[], Awaitable[str]]) -> str:
    if match[5]:
        return {"%": "%", "_": " ", "-": "%20"}[match[5]]
    letter = match[1].lower()
    value = await validated() if letter == "p" else _value(letter, domain, envelope)
    if match[2] or match[3] or match[4]:
        parts = re.split(f"[{re.escape(match[4] or '.')}]", value)
        if match[3]:
            parts.reverse()
        value = ".".join(parts[-int(match[2]) :] if match[2] else parts)
    return quote(value, safe="") if match[1].isupper() else value


def _value(letter: str, domain: str, envelope: Envelope) -> str:
    four = isinstance(envelope.ip, IPv4Address)
    match letter:
        case "s":
            return envelope.sender
        case "l":
            return envelope.local
        case "o":
            return envelope.origin
        case "d":
            return domain
        case "i":
            return envelope.dotted
        case "v":
            return "in-addr" if four else "ip6"
        case "h":
            return envelope.helo
        case "c":
            return str(envelope.ip)
        case "r":
            return envelope.receiver
        case _:  # the grammar leaves `t`
            return str(int(time.time()))


def shortened(name: str) -> str:
    """A name without the labels on its left that make it too long (RFC 7208, 7.3)."""
    name = name.removesuffix(".")
    while len(name) > LONGEST_NAME and "." in name:
        name = name.partition(".")[2]
    return name


def is_name(name: str) -> bool:
    """Whether DNS can be asked for a name at all."""
    labels = name.removesuffix(".").split(".")
    return name.isascii() and len(name) <= LONGEST_NAME + 1 and all(0 < len(one) <= LONGEST_LABEL for one in labels)
