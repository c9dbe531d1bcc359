"""Compares the zone with the declared records, one by one."""

from dataclasses import dataclass, replace

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Declaration
from launchready.observe.commands import dig, dig_at
from launchready.observe.net.again import each_time
from launchready.observe.net.dns import Records, RecordSet, State
from launchready.observe.net.told import ToldByEach
from launchready.observe.net.zonefile import plain
from launchready.observe.world import World
from launchready.verdict import Evidence

TOLD = frozenset({State.FOUND, State.NO_DATA, State.NXDOMAIN})
RESOLVER = "the resolver"
MOST_DARK = 3
"""So many names of which nobody tells are asked again: where more are, the servers are gone and no datagram is lost."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one of those says that were asked."""

    by: str
    """The server's name; `the resolver` for what was asked by way of it."""
    records: tuple[str, ...]
    state: State
    dig: str


@dataclass(frozen=True, slots=True)
class Compared:
    """What is declared and what is served for one name and type."""

    declared: tuple[str, ...]
    served: RecordSet
    """As the resolver tells it."""
    dig: str
    servers: tuple[Answer, ...] = ()
    """As each server tells it that answers for the zone; empty where none could be asked, or where the name is an alias."""

    @property
    def answers(self) -> tuple[Answer, ...]:
        """Those that count: what the zone's servers say; a resolver says what it remembers, or what its own network wants."""
        return self.servers or (Answer(RESOLVER, self.served.records, self.served.state, self.dig),)

    @property
    def drifted(self) -> tuple[Answer, ...]:
        """The answers that are not what is declared."""
        return tuple(one for one in self.answers if self.differs(one))

    @property
    def dark(self) -> bool:
        """Whether nobody says anything."""
        return len(self.untold) == len(self.answers)

    @property
    def untold(self) -> tuple[Answer, ...]:
        """The answers that say nothing."""
        return tuple(one for one in self.answers if one.state not in TOLD)

    def differs(self, answer: Answer) -> bool:
        """Whether an answer says something else than what is declared."""
        return answer.state in TOLD and self._plain(answer.records) != self._plain(self.declared)

    def shown(self, answer: Answer) -> str:
        """The difference, record by record."""
        there, wanted = self._plain(answer.records), self._plain(self.declared)
        lines = [f"- {one}" for one in self.declared if plain(one, self.served.type) not in there]
        lines += [f"+ {one}" for one in answer.records if plain(one, self.served.type) not in wanted]
        return "\n".join([*lines, *([] if answer.records else [f"({answer.state})"])])[:300]

    def _plain(self, records: tuple[str, ...]) -> set[str]:
        return {plain(one, self.served.type) for one in records}


@dataclass(frozen=True, slots=True)
class Seen:
    """Every declared name and type."""

    compared: tuple[Compared, ...]


class DnsDrifts(Check[Declaration, Seen]):
    """Somebody changed a record of your domain, and mail or the site goes elsewhere before anybody notices.

    What it does
        Asks each server that answers for the zone for each name and type of [dns].records and compares record by record:
        what is declared and not served (-), and what is served and not declared (+). Where none of them can be asked, the
        resolver's word counts. What differs or is not answered is asked three times within some seconds: a difference
        is one that is there each time. A time-out is not a difference.

    Why it is bad
        A record that changed by mistake takes the product or its mail down; one that was changed on purpose, by somebody
        else, hands them over.

    See it yourself
        dig @ns1.the.domain MX the.domain, and compare with launch.toml
    """

    title = "DNS differs from the declared records"
    impact = Impact.SHOULD_FIX
    rows = ("OBS-9", "AUT-4", "EXP-5")
    refs = ("CWE-350", "RFC 1034")
    touch = Touch.READ
    of_names = True
    faults = ("obs-dns-drift", "dep-old-name-server")
    deadline_s = 180

    async def look(self, at: Declaration, world: World) -> Seen:
        """Asks for each declared name and type, and twice more where a difference or nothing came back."""
        wanted: dict[tuple[str, str], list[str]] = {}
        for record in at.dns.records:
            name, kind, data = record.split(maxsplit=2)
            wanted.setdefault((name.lower().rstrip("."), kind), []).append(data)

        async def ask(of: tuple[str, str], time: int) -> Compared:
            return await _compared(world, *of, tuple(wanted[of]), time)

        first = {of: await ask(of, 0) for of in wanted}
        dark = [of for of, one in first.items() if one.dark]
        suspects = [of for of, one in first.items() if one.drifted]
        rounds = await each_time((*suspects, *dark[:MOST_DARK]), ask)
        return Seen(tuple(steady([one, *(again[of] for again in rounds if of in again)]) for of, one in first.items()))

    def judge(self, seen: Seen) -> Verdict:
        """Fails for each name and type that differs."""
        if not seen.compared:
            return Unknown("launch.toml declares no [dns].records to compare the zone with")
        drifted = [one for one in seen.compared if one.drifted]
        if drifted:
            pairs = [(one, answer) for one in drifted for answer in one.drifted]
            return Fail(
                f"{len(drifted)} of {len(seen.compared)} differ: " + ", ".join(_named(one) for one in drifted[:5]),
                tuple(
                    Evidence(
                        f"{one.served.name} {one.served.type}, by {answer.by}; - is declared, + is served",
                        one.shown(answer),
                    )
                    for one, answer in pairs[:5]
                ),
                tuple(answer.dig for _, answer in pairs[:5]),
                tuple(f"{one.served.name} {one.served.type}" for one in drifted),
            )
        silent = [(one, answer) for one in seen.compared for answer in one.untold]
        # One server that says nothing leaves the others' word, and is the other check's to tell.
        if dark := [(one, answer) for one, answer in silent if one.dark]:
            one, answer = dark[0]
            return Unknown(f"of {one.served.name} {one.served.type}, {answer.by}: {answer.state}")
        first = seen.compared[0]
        quiet = "; not all of them answered" if silent else ""
        return Pass(
            f"all {sum(len(one.declared) for one in seen.compared)} declared records are served, and none beside them",
            f"{', '.join(sorted({answer.by for one in seen.compared for answer in one.answers}))} answered for them{quiet}: "
            f"{first.served.name} {first.served.type} {'; '.join(first.answers[0].records)}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Put it back, or declare it."""
        lines = [
            f"{one.served.name}. {one.served.type} {data}"
            for one in seen.compared
            if one.drifted
            for data in one.declared
        ]
        return Remedy(
            "Find out who changed these records and when (the provider keeps a history). Put back what is declared, or declare "
            "what is right. Where one server alone differs, it has an old copy of the zone: mend how it gets it. Turn on "
            "two-factor sign-in at the DNS provider.",
            Effort.MINUTES,
            "\n".join(lines),
        )


def steady(times: list[Compared]) -> Compared:
    """One comparison out of several, one after the other: of each that was asked, its word for what is declared, if it ever
    said that, else the last that it said.
    """
    said: dict[str, list[Answer]] = {}
    for one in times:
        for answer in one.servers:
            said.setdefault(answer.dig, []).append(answer)
    best = tuple(_best(answers, times[0]) for answers in said.values())
    by_resolver = [Answer(one.served.name, one.served.records, one.served.state, one.dig) for one in times]
    served = times[by_resolver.index(_best(by_resolver, times[0]))].served
    return replace(times[0], served=served, servers=best)


def _best(answers: list[Answer], declared: Compared) -> Answer:
    told = [one for one in answers if one.state in TOLD]
    right = [one for one in told if not declared.differs(one)]
    return (right or told or answers)[-1]


async def _compared(world: World, name: str, kind: str, declared: tuple[str, ...], time: int) -> Compared:
    network = world.declaration.network
    # What was asked before is remembered: who asks again has to ask DNS itself.
    served = await (world.dns.query(name, kind) if time else world.ask(Records(name, kind)))
    told = await world.ask(ToldByEach(name, kind, time))
    # Of an alias the zone's servers tell the other name alone, and who does not answer for the zone does not count.
    if any(one.alias for one in told) or not any(one.answered for one in told):
        told = ()
    servers = tuple(
        Answer(
            one.server.name,
            one.records,
            State.FAILED if one.state in TOLD and not one.own else one.state,
            dig_at(one.server.address, one.server.port, name, kind),
        )
        for one in told
    )
    return Compared(declared, served, dig(network, name, kind), servers)


def _named(one: Compared) -> str:
    some = "" if len(one.drifted) == len(one.answers) else f" at {', '.join(answer.by for answer in one.drifted)}"
    return f"{one.served.name} {one.served.type}{some}"
