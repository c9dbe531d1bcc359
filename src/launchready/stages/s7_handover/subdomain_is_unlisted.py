"""Compares the handover's list of names with the names at which the product answers."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Declaration
from launchready.observe.commands import dig
from launchready.observe.net.discovery import LiveHosts
from launchready.observe.net.dns import Records, RecordSet, State
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Name:
    """A name of the product's that somebody or something mentions."""

    name: str
    known_from: str
    records: RecordSet
    dig: str

    @property
    def live(self) -> bool:
        """Whether it has an address."""
        return self.records.state is State.FOUND


@dataclass(frozen=True, slots=True)
class Seen:
    """What is listed and what there is."""

    listed: tuple[str, ...]
    names: tuple[Name, ...]


class SubdomainIsUnlisted(Check[Declaration, Seen]):
    """A part of the product runs that whoever takes over has never heard of, so nobody renews, patches or watches it.

    What it does
        Takes every name of the product's domain that launch.toml declares for production or that was discovered, asks DNS
        whether it has an address, and compares the live ones with the handover's lists of names. No list is a finding.

    Why it is bad
        What is on no list is not in the runbook either: its certificate runs out and its bill goes unpaid.

    See it yourself
        Read [handover.subdomains] in launch.toml, and ask: dig A each.name
    """

    title = "A live name is missing from the handover's list"
    impact = Impact.SHOULD_FIX
    rows = ("HND-2", "HND-5")
    refs = ("CWE-1059", "API9:2023")
    touch = Touch.READ
    of_names = True
    faults = ("hnd-unlisted-subdomain", "exp-undeclared-subdomain", "exp-old-environment")

    async def look(self, at: Declaration, world: World) -> Seen:
        """Asks DNS for each name that is declared or discovered."""
        listed = dict.fromkeys(name for note in at.notes for name, _ in note.names)
        known = {
            one.name: "launch.toml"
            for one in at.hosts()
            if one.environment == "production" and _is_within(one.name, at.product.domain)
        }
        lived = await world.ask(LiveHosts())
        known |= {one.name: one.source for one in lived.live if one.answered and one.name not in known}
        apart = {one.name for one in at.hosts() if one.environment != "production"}
        found: list[Name] = []
        for name, source in known.items():
            if name not in apart:
                records = await world.ask(Records(name, "A"))
                kind = "A"
                if records.state is State.NO_DATA:
                    records, kind = await world.ask(Records(name, "AAAA")), "AAAA"
                found.append(Name(name, source, records, dig(at.network, name, kind)))
        return Seen(tuple(listed), tuple(found))

    def judge(self, seen: Seen) -> Verdict:
        """Fails for each live name that is on no list."""
        live = [one for one in seen.names if one.live]
        listed = set(seen.listed)
        missing = [one for one in live if one.name not in listed]
        if not seen.listed:
            shown = ", ".join(one.name for one in live) or "no name"
            return Fail(
                "no note of the handover lists the product's names",
                (Evidence("names that answer", shown),),
                tuple(one.dig for one in live[:5]) or ("grep -n names launch.toml",),
                ("note",),
            )
        if missing:
            return Fail(
                f"live and on no list: {', '.join(one.name for one in missing)}",
                tuple(
                    Evidence(f"DNS of {one.name}, known from {one.known_from}", ", ".join(one.records.records))
                    for one in missing[:5]
                ),
                tuple(one.dig for one in missing[:5]),
                tuple(one.name for one in missing),
            )
        if silent := [one for one in seen.names if not one.records.known]:
            return Unknown(f"DNS says of {silent[0].name}: {silent[0].records.state}")
        if not live:
            return Unknown("not one name of the product has an address")
        return Pass(
            f"all {len(live)} live names are listed",
            f"DNS answered for each: {live[0].name} is at {', '.join(live[0].records.records)}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """The names, with what each does."""
        missing = [one.name for one in seen.names if one.live and one.name not in seen.listed]
        names = ", ".join(f'"{name}" = "what it does"' for name in missing)
        return Remedy(
            "Find out what each of these names does and who pays for it; list it, or take it out of DNS.",
            Effort.MINUTES,
            f"[handover.subdomains]\nnames = {{ {names} }}",
        )


def _is_within(name: str, domain: str) -> bool:
    return name == domain or name.endswith(f".{domain}")
