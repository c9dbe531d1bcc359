"""Asks DNS for each name that the handover lists and finds those that do not exist."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Declaration
from launchready.observe.commands import dig
from launchready.observe.net.dns import Records, RecordSet, State
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Name:
    """A listed name and what DNS says of it."""

    name: str
    does: str
    """What the list says it is for."""
    four: RecordSet
    six: RecordSet
    dig: str

    @property
    def gone(self) -> bool:
        """Whether DNS said that there is nothing."""
        return State.NXDOMAIN in {self.four.state, self.six.state} or (
            self.four.state is State.NO_DATA and self.six.state is State.NO_DATA
        )

    @property
    def there(self) -> bool:
        """Whether DNS gave an address."""
        return State.FOUND in {self.four.state, self.six.state}


@dataclass(frozen=True, slots=True)
class Seen:
    """Every listed name."""

    names: tuple[Name, ...]


class GhostSubdomainIsListed(Check[Declaration, Seen]):
    """The handover sends whoever takes over to a name that does not exist, and the rest of the list is believed less.

    What it does
        Asks DNS for the addresses of every name in the handover's lists. That the name does not exist, or has no address,
        is a finding; a time-out is not.

    Why it is bad
        A name in the notes that is gone hides either an outage that nobody saw or a service that nobody remembers. A
        stranger may claim what it pointed to.

    See it yourself
        dig A the.listed.name
    """

    title = "The handover lists a name that does not exist"
    impact = Impact.SHOULD_FIX
    rows = ("HND-5", "HND-2")
    refs = ("CWE-1053", "RFC 8020")
    touch = Touch.READ
    of_names = True
    faults = ("hnd-ghost-subdomain",)

    async def look(self, at: Declaration, world: World) -> Seen:
        """Asks for each listed name once."""
        found: list[Name] = []
        for name, does in dict(pair for note in at.notes for pair in note.names).items():
            four, six = await world.ask(Records(name, "A")), await world.ask(Records(name, "AAAA"))
            found.append(Name(name, does, four, six, dig(at.network, name, "A")))
        return Seen(tuple(found))

    def judge(self, seen: Seen) -> Verdict:
        """Fails for each name that DNS denies."""
        if not seen.names:
            return NotApplicable("no note of the handover lists names")
        ghosts = [one for one in seen.names if one.gone and not one.there]
        if ghosts:
            return Fail(
                f"listed and not there: {', '.join(one.name for one in ghosts)}",
                tuple(
                    Evidence(f"DNS of {one.name}, listed as {one.does or 'a name'}", str(one.four.state))
                    for one in ghosts[:5]
                ),
                tuple(one.dig for one in ghosts[:5]),
                tuple(one.name for one in ghosts),
            )
        if silent := [one for one in seen.names if not one.there]:
            return Unknown(f"DNS says of {silent[0].name}: {silent[0].four.state} {silent[0].four.detail}".strip())
        first = seen.names[0]
        return Pass(
            f"all {len(seen.names)} listed names have an address",
            f"DNS answered for each: {first.name} is at {', '.join((*first.four.records, *first.six.records))}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Off the list, or back into DNS."""
        ghosts = ", ".join(one.name for one in seen.names if one.gone and not one.there)
        return Remedy(
            f"Find out what became of {ghosts}. If it is retired, take it off the list and close the account it pointed to; "
            "if it should be there, put its record back.",
            Effort.MINUTES,
        )
