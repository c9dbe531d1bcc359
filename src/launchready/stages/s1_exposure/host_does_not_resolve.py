"""Asks DNS for the address of each name at which the product says it answers."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Host
from launchready.observe.commands import dig
from launchready.observe.net.dns import Records, RecordSet
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """What DNS said of a name."""

    host: str
    four: RecordSet
    six: RecordSet
    dig: str


class HostDoesNotResolve(Check[Host, Seen]):
    """A name that your product uses leads nowhere: whoever follows it sees an error page of the browser.

    What it does
        Asks DNS for the IPv4 and IPv6 addresses of every name that launch.toml declares. That the name does not exist,
        that it has no address, and that DNS did not answer are three different results; only the first two are findings.

    Why it is bad
        A customer, a payment service or your own front end that calls this name gets nothing at all.

    See it yourself
        dig the.name A; dig the.name AAAA
    """

    title = "A name that the product uses has no address"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("MIN-1", "EXP-5")
    refs = ("RFC 1034", "RFC 8020")
    touch = Touch.READ
    faults = ("exp-host-gone",)

    async def look(self, at: Host, world: World) -> Seen:
        """Asks for both kinds of address."""
        four = await world.ask(Records(at.name, "A"))
        six = await world.ask(Records(at.name, "AAAA"))
        return Seen(at.name, four, six, dig(world.declaration.network, at.name, "A"))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where DNS says that there is no address of either kind."""
        addresses = (*seen.four.records, *seen.six.records)
        if addresses:
            return Pass(f"{seen.host} resolves", f"DNS answered with {', '.join(addresses)}")
        silent = next((one for one in (seen.four, seen.six) if not one.known), None)
        if silent is not None:
            return Unknown(f"DNS, asked for {silent.type} of {seen.host}: {silent.state} {silent.detail}".strip())
        return Fail(
            f"{seen.host} has no address: {seen.four.state}",
            (Evidence(f"DNS of {seen.host}", f"A: {seen.four.state}; AAAA: {seen.six.state}"),),
            (seen.dig,),
            (seen.host,),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """The record, or the name's end."""
        return Remedy(
            f"Add the address record of {seen.host} to the zone at your DNS provider (a proxied one, where an edge stands in "
            "front). If the name is no longer meant to exist, take it out of launch.toml and of whatever still points to it.",
            Effort.MINUTES,
            f"{seen.host}. 300 IN A <address of your edge>",
        )
