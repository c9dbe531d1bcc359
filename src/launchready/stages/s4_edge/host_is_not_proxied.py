"""Compares the address of each public name with the edge's and the origin's."""

from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Host
from launchready.observe.commands import dig
from launchready.observe.net.dns import Records, RecordSet, State
from launchready.observe.net.fronts import CERTIFICATE, HEADER, ORIGIN, RANGE, Front, FrontOf
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
    front: Front | None = None
    """What else tells of an edge; None where it was not looked for."""

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address of the name."""
        return (*self.four.records, *self.six.records)


class HostIsNotProxied(Check[Host, Seen]):
    """A public name leads straight to your server: floods, bots and prices of the model's misuse meet it unprotected.

    What it does
        Asks DNS for the addresses of each production name and compares them with the declared addresses of the edge and of
        the origin. Every address must be the edge's. Where no edge is declared, the published ranges of large ones count, by a
        list with a date; what headers and certificates tell is said beside it and decides nothing, but for a certificate that
        a provider makes for origins alone.

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
        ours = world.declaration.consent.covers(at.name)
        front = await world.ask(FrontOf(at.name)) if ours and at.environment == "production" else None
        return Seen(
            at.name,
            ours,
            at.environment,
            edge.addresses,
            edge.origin,
            await world.ask(Records(at.name, "A")),
            await world.ask(Records(at.name, "AAAA")),
            dig(world.declaration.network, at.name, "A"),
            front,
        )

    def judge(self, seen: Seen) -> Verdict:
        """Fails for each address that is not the edge's."""
        if seen.environment != "production":
            return NotApplicable(f"{seen.host} is {seen.environment}: the bar is for production")
        if not seen.ours:
            return NotApplicable(f"{seen.host} is outside consent.scope: another's host, behind another's edge")
        if not seen.edge:
            return _recognised(seen)
        past = [one for one in seen.addresses if not _is_in(one, seen.edge)]
        if past:
            whose = "the origin's address" if any(_is_in(one, seen.origin) for one in past) else "not the edge's"
            return Fail(
                f"{seen.host} leads to {past[0]}, {whose}",
                (
                    Evidence(f"DNS of {seen.host}", ", ".join(seen.addresses)),
                    Evidence("the edge", ", ".join(seen.edge)),
                    *_else(seen),
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
        return Pass(f"{seen.host} leads to the edge alone", f"DNS answered: {', '.join(seen.addresses)}{_too(seen)}")

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


def _recognised(seen: Seen) -> Verdict:
    """What can be told where no edge is declared."""
    front, addresses = seen.front, seen.addresses
    if origin := [one for one in addresses if _is_in(one, seen.origin)]:
        return _bare(seen, f"{seen.host} leads to {origin[0]}, the origin's address")
    if front is None or not addresses or not (seen.four.known and seen.six.known):
        return Unknown(
            f"launch.toml names no edge ([edge].addresses), and DNS gives too little of {seen.host} to recognise one"
        )
    if shown := front.of(ORIGIN):
        return _bare(seen, f"{seen.host} shows a certificate of an origin: {shown[0].what}")
    by = {one.what: one.whose for one in front.of(RANGE)}
    if set(addresses) <= set(by) and len(set(by.values())) == 1:
        return Pass(
            f"{seen.host} leads to {by[addresses[0]]} alone, by its published ranges (a list of {front.listed}, {front.days} days old)",
            f"DNS answered: {', '.join(addresses)}{_too(seen)}",
        )
    return Unknown(
        f"launch.toml names no edge ([edge].addresses): whether one stands in front of {seen.host} cannot be told by {front.words()}"
    )


def _bare(seen: Seen, because: str) -> Fail:
    addresses = Evidence(f"DNS of {seen.host}", ", ".join(seen.addresses))
    return Fail(because, (addresses, *_else(seen)), (seen.dig,), (seen.host,))


def _else(seen: Seen) -> tuple[Evidence, ...]:
    return (Evidence("what else tells of an edge", seen.front.words()),) if seen.front else ()


def _too(seen: Seen) -> str:
    signs = seen.front.of(HEADER, CERTIFICATE) if seen.front else ()
    return "".join(f"; {one.kind}: {one.what} ({one.whose})" for one in signs)
