"""Compares the address of each public name with the edge's and the origin's."""

from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Host
from launchready.observe.commands import dig
from launchready.observe.net.dns import Records, RecordSet, State
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """Where a name leads."""

    host: str
    ours: bool
    """Whether the name is within consent's scope: a supplier's host has an edge of its own."""
    environment: str
    edge: tuple[str, ...]
    """Addresses or ranges."""
    origin: tuple[str, ...]
    four: RecordSet
    six: RecordSet
    dig: str

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address of the name."""
        return (*self.four.records, *self.six.records)


class HostIsNotProxied(Check[Host, Seen]):
    """A public name leads straight to your server: floods, bots and prices of the model's misuse meet it unprotected.

    What it does
        Asks DNS for the addresses of each production name and compares them with the declared addresses of the edge and of
        the origin. Every address must be the edge's.

    Why it is bad
        One name past the edge is enough: it shows the server's address to everybody, and whoever knows it attacks all the
        other names there as well.

    See it yourself
        dig A the.name, and compare with the edge's addresses
    """

    title = "A public name points past the edge"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("EDG-1", "MIN-5", "EXP-5")
    refs = ("CWE-693", "A02:2025")
    touch = Touch.READ
    faults = ("edg-not-proxied",)

    async def look(self, at: Host, world: World) -> Seen:
        """Asks for IPv4 and IPv6."""
        edge = world.declaration.edge
        return Seen(
            at.name,
            world.declaration.consent.covers(at.name),
            at.environment,
            edge.addresses,
            edge.origin,
            await world.ask(Records(at.name, "A")),
            await world.ask(Records(at.name, "AAAA")),
            dig(world.declaration.network, at.name, "A"),
        )

    def judge(self, seen: Seen) -> Verdict:
        """Fails for each address that is not the edge's."""
        if seen.environment != "production":
            return NotApplicable(f"{seen.host} is {seen.environment}: the bar is for production")
        if not seen.ours:
            return NotApplicable(f"{seen.host} is outside consent.scope: another's host, behind another's edge")
        if not seen.edge:
            return Unknown("launch.toml names no edge ([edge].addresses): whether one stands in front cannot be told")
        past = [one for one in seen.addresses if not _is_in(one, seen.edge)]
        if past:
            whose = "the origin's address" if any(_is_in(one, seen.origin) for one in past) else "not the edge's"
            return Fail(
                f"{seen.host} leads to {past[0]}, {whose}",
                (
                    Evidence(f"DNS of {seen.host}", ", ".join(seen.addresses)),
                    Evidence("the edge", ", ".join(seen.edge)),
                ),
                (seen.dig,),
                (seen.host,),
            )
        if State.FOUND not in {seen.four.state, seen.six.state}:
            return Unknown(f"DNS gives {seen.host} no address: {seen.four.state} {seen.four.detail}".strip())
        if not (seen.four.known and seen.six.known):
            return Unknown(f"DNS answered only half of the question for {seen.host}")
        if both := [one for one in seen.addresses if _is_in(one, seen.origin)]:
            return Unknown(f"{both[0]} is declared as the edge's and as the origin's: which is it?")
        return Pass(f"{seen.host} leads to the edge alone", f"DNS answered: {', '.join(seen.addresses)}")

    def remedy(self, seen: Seen) -> Remedy:
        """Through the edge, and a new address for the origin."""
        return Remedy(
            f"Point {seen.host} at the edge (at Cloudflare: turn the record's cloud orange). The origin's address is known by now: "
            "let the origin refuse everybody but the edge, and change its address if you can.",
            Effort.MINUTES,
            f"{seen.host}. A {seen.edge[0] if seen.edge else 'EDGE-ADDRESS'}",
        )


def _is_in(address: str, ranges: tuple[str, ...]) -> bool:
    return any(ip_address(address) in ip_network(one, strict=False) for one in ranges)
