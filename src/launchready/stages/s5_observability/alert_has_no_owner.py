"""Looks for somebody who can be reached behind each declared alert."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Declaration
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Watch:
    """One alert and who is told."""

    alert: str
    line: int
    owner: str
    """Empty where nobody is named."""
    reach: tuple[str, ...]

    @property
    def gap(self) -> str | None:
        """What is missing; None where nothing is."""
        if not self.owner:
            return "names no owner"
        return None if self.reach else f"names {self.owner}, for whom launch.toml has no `reach`"


@dataclass(frozen=True, slots=True)
class Seen:
    """Every alert."""

    path: str
    alerts: tuple[Watch, ...]


class AlertHasNoOwner(Check[Declaration, Seen]):
    """An alert goes off and everybody thinks that it is for somebody else, or there is no alert at all.

    What it does
        Looks whether launch.toml declares an alert, and whether each one names an owner who is declared with a way to be
        reached. No alert at all is a finding.

    Why it is bad
        What everybody receives nobody answers. The outage lasts until a customer writes.

    See it yourself
        Read launch.toml: each [alert.…] names an owner, and that [owner.…] has `reach`.
    """

    title = "An alert reaches nobody in particular"
    impact = Impact.COSTS_TRUST
    rows = ("OBS-7", "OBS-4", "MIN-6")
    refs = ("A09:2025", "CWE-1059")
    touch = Touch.READ
    faults = ("obs-alert-unowned",)

    async def look(self, at: Declaration, world: World) -> Seen:
        """Reads the declaration; nothing is sent."""
        del world
        watches: list[Watch] = []
        for alert in at.alerts:
            owner = at.owner(alert.owner)
            watches.append(Watch(alert.name, alert.line, alert.owner or "", owner.reach if owner else ()))
        return Seen(at.path.name, tuple(watches))

    def judge(self, seen: Seen) -> Verdict:
        """Fails for each alert with a gap, and where there is none."""
        if not seen.path:
            return Unknown("no declaration was read")
        if not seen.alerts:
            return Fail(
                "launch.toml declares no alert: nobody is told of a failure",
                (Evidence(seen.path, "no [alert.…]"),),
                (f"grep -n alert {seen.path}",),
                ("no alert",),
            )
        gaps = [one for one in seen.alerts if one.gap]
        if gaps:
            return Fail(
                "; ".join(f"the alert {one.alert} {one.gap}" for one in gaps),
                tuple(Evidence(f"{seen.path}, line {one.line}", f"alert.{one.alert} {one.gap}") for one in gaps),
                (f"grep -n -A4 -E '^.(alert|owner)' {seen.path}",),
                tuple(f"alert.{one.alert}" for one in gaps),
            )
        return Pass(
            f"all {len(seen.alerts)} alerts have an owner who can be reached",
            "; ".join(f"{one.alert}: {one.owner}, {one.reach[0]}" for one in seen.alerts[:3]),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """A name behind each alert."""
        del seen
        return Remedy(
            "Name one person or rota for each alert, with an address that wakes them, and try the path with a test alert.",
            Effort.MINUTES,
            '[alert.down]\nowner = "oncall"\ntest = "bin/test-alert {mark}"\narrives = "mail"\n\n'
            '[owner.oncall]\nreach = ["mailto:oncall@example.com"]',
        )
