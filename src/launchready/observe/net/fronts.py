"""Whose edge a name leads to, by its addresses, its answers' headers and its certificate, each told as what it is: `fronts.toml`."""

import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import TYPE_CHECKING

from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer
from launchready.observe.net.dns import Records
from launchready.observe.net.tls import Certificates
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

FILE = Path(__file__).with_suffix(".toml")
RANGE, HEADER, CERTIFICATE, ORIGIN = "address", "header", "certificate", "origin's certificate"


@dataclass(frozen=True, slots=True)
class Maker:
    """A provider of edges."""

    name: str
    whole: bool
    ranges: tuple[IPv4Network | IPv6Network, ...]
    headers: tuple[str, ...]
    server: str
    names: tuple[str, ...]
    origin_only: str


@dataclass(frozen=True, slots=True)
class Sign:
    """One piece of evidence for an edge."""

    kind: str
    """RANGE, HEADER, CERTIFICATE, or ORIGIN for one that only an origin shows."""
    whose: str
    what: str


@dataclass(frozen=True, slots=True)
class Front:
    """What tells of an edge in front of a name."""

    host: str
    signs: tuple[Sign, ...]
    listed: str
    """The date of the list of ranges."""
    days: int
    """Its age."""

    def of(self, *kinds: str) -> tuple[Sign, ...]:
        """The signs of these kinds."""
        return tuple(one for one in self.signs if one.kind in kinds)

    def words(self) -> str:
        """All of them, each as what it is; says so where there is none."""
        found = "; ".join(f"{one.kind}: {one.what} ({one.whose})" for one in self.signs)
        return found or f"no address in the list of {self.listed}, no header and no certificate of a known edge"


@dataclass(frozen=True, slots=True)
class FrontOf(Question[Front]):
    """Whose edge, if anybody's, answers for a name?"""

    host: str

    async def ask(self, world: "World") -> Front:
        """By DNS, one answer and the certificates; what does not answer tells nothing."""
        signs: list[Sign] = []
        for kind in ("A", "AAAA"):
            found = (await world.ask(Records(self.host, kind))).records
            signs += [Sign(RANGE, maker, address) for address in found if (maker := whose(address))]
        try:
            reply = await world.get(f"https://{self.host}/")
            signs += in_headers(reply) if isinstance(reply, Answer) else ()
            shown = await world.ask(Certificates(self.host))
        except CannotLook:
            shown = ()
        for one in shown:
            signs += in_certificate(one.leaf.names, one.leaf.issuer) if one.leaf else ()
        day = listed()
        return Front(self.host, tuple(dict.fromkeys(signs)), day.isoformat(), (datetime.now(UTC).date() - day).days)


@cache
def makers() -> tuple[Maker, ...]:
    """Every provider on the list."""
    return tuple(
        Maker(
            name,
            one.get("whole", False),
            tuple(ip_network(text) for text in one.get("ranges", ())),
            tuple(one.get("headers", ())),
            one.get("server", ""),
            tuple(one.get("names", ())),
            one.get("origin_only", ""),
        )
        for name, one in tomllib.loads(FILE.read_text(encoding="utf-8"))["front"].items()
    )


@cache
def listed() -> date:
    """The date of the list."""
    day: date = tomllib.loads(FILE.read_text(encoding="utf-8"))["listed"]
    return day


def whose(address: str) -> str:
    """Whose edge an address is; empty where it is in no range of the list."""
    ip = ip_address(address)
    return next((one.name for one in makers() if any(ip in network for network in one.ranges)), "")


def in_headers(answer: Answer) -> tuple[Sign, ...]:
    """What an answer's headers tell of an edge."""
    found: list[Sign] = []
    for one in makers():
        found += [Sign(HEADER, one.name, name) for name in one.headers if answer.header(name) is not None]
        if one.server and (answer.header("server") or "").lower() == one.server.lower():
            found.append(Sign(HEADER, one.name, f"Server: {one.server}"))
    return tuple(found)


def in_certificate(names: tuple[str, ...], issuer: str) -> tuple[Sign, ...]:
    """What a certificate tells of an edge, or of an origin that stands bare."""
    found: list[Sign] = []
    for one in makers():
        shared = [name for name in names if any(name == end or name.endswith(f".{end}") for end in one.names)]
        found += [Sign(CERTIFICATE, one.name, f"it is for {shared[0]} as well")] if shared else []
        if one.origin_only and one.origin_only.lower() in issuer.lower():
            found.append(Sign(ORIGIN, one.name, f"its issuer makes certificates for origins alone: {issuer}"))
    return tuple(found)
