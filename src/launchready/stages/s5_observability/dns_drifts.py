"""Compares the zone with the declared records, one by one."""

import re
from dataclasses import dataclass
from ipaddress import ip_address

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Declaration
from launchready.observe.commands import dig
from launchready.observe.net.dns import Records, RecordSet
from launchready.observe.world import World
from launchready.verdict import Evidence

STRINGS = re.compile(r'"((?:[^"\\]|\\.)*)"')
HOSTS = frozenset({"CNAME", "NS", "PTR", "MX", "SRV"})


@dataclass(frozen=True, slots=True)
class Compared:
    """What is declared and what is served for one name and type."""

    declared: tuple[str, ...]
    served: RecordSet
    dig: str

    @property
    def missing(self) -> tuple[str, ...]:
        """Declared, and not served."""
        there = {plain(one, self.served.type) for one in self.served.records}
        return tuple(one for one in self.declared if plain(one, self.served.type) not in there)

    @property
    def extra(self) -> tuple[str, ...]:
        """Served, and not declared."""
        wanted = {plain(one, self.served.type) for one in self.declared}
        return tuple(one for one in self.served.records if plain(one, self.served.type) not in wanted)


@dataclass(frozen=True, slots=True)
class Seen:
    """Every declared name and type."""

    compared: tuple[Compared, ...]


class DnsDrifts(Check[Declaration, Seen]):
    """Somebody changed a record of your domain, and mail or the site goes elsewhere before anybody notices.

    What it does
        Asks the zone for each name and type of [dns].records and compares record by record: what is declared and not
        served, and what is served beside it and not declared. A time-out is not a difference.

    Why it is bad
        A record that changed by mistake takes the product or its mail down; one that was changed on purpose, by somebody
        else, hands them over.

    See it yourself
        dig MX the.domain, and compare with launch.toml
    """

    title = "DNS differs from the declared records"
    impact = Impact.SHOULD_FIX
    rows = ("OBS-9", "AUT-4", "EXP-5")
    refs = ("CWE-350", "RFC 1034")
    touch = Touch.READ
    of_names = True
    faults = ("obs-dns-drift",)

    async def look(self, at: Declaration, world: World) -> Seen:
        """Asks once for each declared name and type."""
        wanted: dict[tuple[str, str], list[str]] = {}
        for record in at.dns.records:
            name, kind, data = record.split(maxsplit=2)
            wanted.setdefault((name.lower().rstrip("."), kind), []).append(data)
        return Seen(
            tuple(
                [
                    Compared(tuple(data), await world.ask(Records(name, kind)), dig(at.network, name, kind))
                    for (name, kind), data in wanted.items()
                ]
            )
        )

    def judge(self, seen: Seen) -> Verdict:
        """Fails for each name and type that differs."""
        if not seen.compared:
            return Unknown("launch.toml declares no [dns].records to compare the zone with")
        known = [one for one in seen.compared if one.served.known]
        drifted = [one for one in known if one.missing or one.extra]
        if drifted:
            return Fail(
                f"{len(drifted)} of {len(seen.compared)} differ: "
                + ", ".join(f"{one.served.name} {one.served.type}" for one in drifted[:5]),
                tuple(
                    Evidence(
                        f"{one.served.name} {one.served.type}",
                        f"declared: {'; '.join(one.declared)}\nserved: {'; '.join(one.served.records) or one.served.state}"[
                            :300
                        ],
                    )
                    for one in drifted[:5]
                ),
                tuple(one.dig for one in drifted[:5]),
                tuple(f"{one.served.name} {one.served.type}" for one in drifted),
            )
        if silent := [one.served for one in seen.compared if not one.served.known]:
            return Unknown(
                f"DNS says of {silent[0].name} {silent[0].type}: {silent[0].state} {silent[0].detail}".strip()
            )
        first = seen.compared[0]
        return Pass(
            f"all {sum(len(one.declared) for one in seen.compared)} declared records are served, and none beside them",
            f"DNS answered for each: {first.served.name} {first.served.type} {'; '.join(first.served.records)}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Put it back, or declare it."""
        drifted = [one for one in seen.compared if one.served.known and (one.missing or one.extra)]
        lines = [f"{one.served.name}. {one.served.type} {data}" for one in drifted for data in one.declared]
        return Remedy(
            "Find out who changed these records and when (the provider keeps a history). Put back what is declared, or declare "
            "what is right. Turn on two-factor sign-in at the DNS provider.",
            Effort.MINUTES,
            "\n".join(lines),
        )


def plain(data: str, kind: str) -> str:
    """A record's data as it is compared: strings joined, names without case and last dot, addresses in one form."""
    if kind in {"TXT", "SPF"}:
        parts = STRINGS.findall(data)
        return "".join(parts).replace('\\"', '"') if parts else data
    if kind in {"A", "AAAA"}:
        try:
            return str(ip_address(data.strip()))
        except ValueError:
            return data.strip()
    words = data.split()
    if kind in HOSTS:
        return " ".join(word.lower().rstrip(".") or "." for word in words)
    return " ".join(words).replace('"', "").lower() if kind == "CAA" else " ".join(words)
