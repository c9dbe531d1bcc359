"""Looks for a reachable owner of each duty that cannot wait: uptime alerts, mail, incidents, and each other note."""

import re
from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Declaration, Note
from launchready.observe.world import World
from launchready.verdict import Evidence

DUTIES = (
    ("uptime alerts", re.compile(r"uptime|alert|monitor", re.IGNORECASE)),
    ("e-mail deliverability", re.compile(r"mail|deliverab", re.IGNORECASE)),
    ("incident response", re.compile(r"incident|on_?call|emergency", re.IGNORECASE)),
)
ACCESS = re.compile(r"access", re.IGNORECASE)
"""Notes on who may reach production: a claim of stage 1."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that somebody must answer for."""

    what: str
    noted: bool
    """Whether a note of the handover is on it."""
    owner: str
    """Empty where none is named."""
    reach: tuple[str, ...]
    line: int

    @property
    def gap(self) -> str | None:
        """What is missing; None where nothing is."""
        if not self.noted:
            return "the handover says nothing of it"
        if not self.owner:
            return "nobody is named"
        return None if self.reach else f"{self.owner} is named, without a way to reach them"


@dataclass(frozen=True, slots=True)
class Seen:
    """Every duty."""

    notes: int
    duties: tuple[Duty, ...]


class DutyHasNoOwner(Check[Declaration, Seen]):
    """When something breaks everybody believes that somebody else looks after it, and nobody does.

    What it does
        Looks for a note of the handover on uptime alerts, on e-mail deliverability and on incident response, and for an
        owner with a way to be reached on each of them and on every other note.

    Why it is bad
        An alert without an owner is read by nobody. The first customers meet the failure before the founder does.

    See it yourself
        Read launch.toml: each [handover.…] names an owner, and each [owner.…] has `reach`.
    """

    title = "A duty that cannot wait has no owner"
    impact = Impact.COSTS_TRUST
    rows = ("HND-3",)
    refs = ("CWE-1059", "A09:2025")
    touch = Touch.READ
    faults = ("hnd-no-owner",)

    async def look(self, at: Declaration, world: World) -> Seen:
        """Reads the declaration; nothing is sent."""
        del world
        rest = [note for note in at.notes if not ACCESS.search(note.name)]
        duties: list[Duty] = []
        for what, words in DUTIES:
            notes = [note for note in rest if words.search(note.name)]
            duties += [self._duty(at, what, note) for note in notes] or [
                Duty(what, noted=False, owner="", reach=(), line=1)
            ]
            rest = [note for note in rest if note not in notes]
        return Seen(len(at.notes), (*duties, *(self._duty(at, f"the note on {note.name}", note) for note in rest)))

    def _duty(self, at: Declaration, what: str, note: Note) -> Duty:
        owner = at.owner(note.owner)
        return Duty(what, noted=True, owner=note.owner or "", reach=owner.reach if owner else (), line=note.line)

    def judge(self, seen: Seen) -> Verdict:
        """Fails for each duty with a gap."""
        if not seen.duties:
            return Unknown("no duty was looked at")
        gaps = [one for one in seen.duties if one.gap]
        if gaps:
            return Fail(
                "; ".join(f"{one.what}: {one.gap}" for one in gaps[:5]),
                tuple(Evidence(f"launch.toml, line {one.line}: {one.what}", str(one.gap)) for one in gaps[:5]),
                ("grep -n -A5 -E '^.(handover|owner)' launch.toml",),
                tuple(one.what for one in gaps),
            )
        return Pass(
            f"all {len(seen.duties)} duties have an owner who can be reached",
            "; ".join(f"{one.what}: {one.owner}, {one.reach[0]}" for one in seen.duties[:3]),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """A name, and a way to reach them."""
        gap = next(one for one in seen.duties if one.gap)
        return Remedy(
            "Name one person or rota for each duty, with an address that they read at night, and write it into launch.toml. "
            f"Begin with {gap.what}.",
            Effort.MINUTES,
            '[handover.incident_response]\nsays = "Whoever is on call answers within 15 minutes"\nowner = "oncall"\n\n'
            '[owner.oncall]\nreach = ["mailto:oncall@example.com"]',
        )
