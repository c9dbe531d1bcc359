"""Compares the DNS provider that the handover names with the name servers that answer for the zone."""

import re
from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Declaration
from launchready.observe.commands import dig
from launchready.observe.net.dns import Records, RecordSet, State
from launchready.observe.world import World
from launchready.verdict import Evidence

SIGNS = {
    "cloudflare": ("cloudflare",),
    "route53": ("awsdns",),
    "amazon": ("awsdns",),
    "aws": ("awsdns",),
    "google": ("googledomains", "google"),
    "azure": ("azure-dns",),
    "godaddy": ("domaincontrol",),
    "namecheap": ("registrar-servers",),
    "digitalocean": ("digitalocean",),
    "gandi": ("gandi",),
    "ovh": ("ovh", "anycast.me"),
    "hetzner": ("hetzner", "first-ns", "your-server"),
    "dnsimple": ("dnsimple",),
    "ns1": ("nsone",),
    "vercel": ("vercel-dns",),
    "netlify": ("nsone",),
    "ionos": ("ui-dns",),
}
"""What stands in the names of the servers of well-known providers."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the notes say and what the zone says."""

    noted: tuple[str, ...]
    """The providers that the notes on DNS name."""
    zone: str
    servers: RecordSet
    dig: str


class DnsProviderDiffers(Check[Declaration, Seen]):
    """In an outage the founder signs in at the wrong provider, and the records there change nothing.

    What it does
        Asks for the NS records of the product's zone and compares them with the provider that the handover's note on DNS
        names: a name server, or the name of a well-known provider. No note is a finding as well.

    Why it is bad
        DNS is what everything else hangs on. Who does not know where it lives cannot move the product, renew a
        certificate by DNS or stop mail from bouncing.

    See it yourself
        dig NS the.domain
    """

    title = "DNS is not where the handover says it is"
    impact = Impact.SHOULD_FIX
    rows = ("HND-5", "HND-1")
    refs = ("RFC 1034", "CWE-1053")
    touch = Touch.READ
    of_names = True
    faults = ("hnd-wrong-dns-provider",)

    async def look(self, at: Declaration, world: World) -> Seen:
        """Asks the zone, and its parents where the domain is no zone of its own."""
        noted = tuple(one.provider for one in at.notes if one.provider and "dns" in one.name.lower())
        labels = at.product.domain.split(".")
        zone, servers = at.product.domain, await world.ask(Records(at.product.domain, "NS"))
        for cut in range(1, len(labels) - 1):
            if servers.state is not State.NO_DATA:
                break
            zone = ".".join(labels[cut:])
            servers = await world.ask(Records(zone, "NS"))
        return Seen(noted, zone, servers, dig(at.network, zone, "NS"))

    def judge(self, seen: Seen) -> Verdict:
        """Passes where each note's provider answers for the zone."""
        answered = ", ".join(seen.servers.records)
        if not seen.noted:
            because = "the handover does not say who serves DNS"
            shown = answered or str(seen.servers.state)
            return Fail(because, (Evidence(f"NS of {seen.zone}", shown),), (seen.dig,), ("note",))
        if seen.servers.state is not State.FOUND:
            return Unknown(f"DNS says of {seen.zone} NS: {seen.servers.state} {seen.servers.detail}".strip())
        matches = {name: _serves(name, seen.servers.records) for name in seen.noted}
        if wrong := [name for name, serves in matches.items() if serves is False]:
            return Fail(
                f"the handover names {wrong[0]}; {answered} answer for {seen.zone}",
                (Evidence("the note", f"provider = {wrong[0]}"), Evidence(f"NS of {seen.zone}", answered)),
                (seen.dig,),
                ("provider",),
            )
        if untold := [name for name, serves in matches.items() if serves is None]:
            return Unknown(
                f"whether {untold[0]} runs {answered} cannot be told by name: write one of the name servers as the provider"
            )
        return Pass(f"{', '.join(seen.noted)} answers for {seen.zone}", f"NS of {seen.zone}: {answered}")

    def remedy(self, seen: Seen) -> Remedy:
        """The truth, in the note."""
        server = seen.servers.records[0] if seen.servers.records else "ns1.your-provider.example"
        return Remedy(
            f"Find out which account the name servers of {seen.zone} belong to, sign in there once, and write it down; or "
            "move the zone to where the note says it is.",
            Effort.MINUTES,
            f'[handover.dns]\nsays = "DNS is served by {server}"\nprovider = "{server}"\nowner = "backend"',
        )


def _serves(provider: str, servers: tuple[str, ...]) -> bool | None:
    """Whether a provider answers; None where names alone cannot tell."""
    named = provider.lower().strip().rstrip(".")
    if "." in named and " " not in named:
        return any(one == named or one.endswith(f".{named}") for one in servers)
    word = re.sub(r"[^a-z0-9]", "", named)
    known = next((signs for name, signs in SIGNS.items() if name in word), None)
    own = known or ((word,) if word else ())
    if any(sign in one for sign in own for one in servers):
        return True
    strangers = any(sign in one for signs in SIGNS.values() for sign in signs for one in servers)
    return False if known or strangers else None
