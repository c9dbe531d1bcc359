"""Lays what is open over a sprint: what blocks the launch first, then stage by stage, as far as the hours reach."""

from collections.abc import Iterable
from dataclasses import dataclass

from launchready.events import Judged
from launchready.judge.bar import BAR
from launchready.judge.rank import ranked
from launchready.verdict import Effort, Impact, Unknown

HOURS = {Effort.MINUTES: 0.5, Effort.HOURS: 4.0, Effort.DAYS: 12.0}
"""What a remedy's effort counts for, for a founder who has not done it before."""
FURTHER = 0.5
"""Hours for each further target of the same check: the way is known by then."""
FIND_OUT = 0.5
"""Hours to make something visible that could not be told."""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: all that one check found, or could not tell."""

    what: str
    check: str
    stage: int
    impact: Impact
    at: tuple[str, ...]
    owner: str | None
    do: str
    effort: str
    """`minutes`, `hours` or `days`; empty where the thing to do is to find out."""
    hours: float
    fingerprints: tuple[str, ...]
    needed: bool
    """Whether the launch waits for it."""

    @property
    def known(self) -> bool:
        """Whether something was seen; else the thing to do is to find out."""
        return bool(self.effort)


@dataclass(frozen=True, slots=True)
class Planned:
    """A task and when it begins, in hours of work since the sprint began."""

    task: Task
    begins: float


@dataclass(frozen=True, slots=True)
class Sprint:
    """What fits, in the order in which it is done, and what is left."""

    planned: tuple[Planned, ...]
    left: tuple[Task, ...]
    hours: float

    @property
    def used(self) -> float:
        """Hours of work that are planned."""
        return sum(one.task.hours for one in self.planned)

    @property
    def blocked(self) -> tuple[Task, ...]:
        """What the launch waits for and does not fit."""
        return tuple(one for one in self.left if one.needed)


def sprint(results: tuple[Judged, ...], hours: float) -> Sprint:
    """Takes in what the launch waits for, then what costs most, while it fits; and lays that out stage by stage."""
    taken: list[Task] = []
    left: list[Task] = []
    room = hours
    for one in _tasks(results):
        (taken if one.hours <= room else left).append(one)
        room -= one.hours if one.hours <= room else 0.0
    planned: list[Planned] = []
    begins = 0.0
    for one in sorted(taken, key=lambda task: (not task.needed, task.stage)):
        planned.append(Planned(one, begins))
        begins += one.hours
    return Sprint(tuple(planned), tuple(left), hours)


def _tasks(results: tuple[Judged, ...]) -> tuple[Task, ...]:
    """Every task: what the launch waits for, findings before gaps, then the rest as it is ranked."""
    blind = [one for one in results if isinstance(one.verdict, Unknown) and _needed(one)]
    found = [_mend(group) for group in _by_check(ranked(results))]
    gaps = [_find_out(group) for group in _by_check(blind)]
    return (*(one for one in found if one.needed), *gaps, *(one for one in found if not one.needed))


def _by_check(results: Iterable[Judged]) -> list[list[Judged]]:
    groups: dict[str, list[Judged]] = {}
    for one in results:
        groups.setdefault(one.check, []).append(one)
    return list(groups.values())


def _mend(group: list[Judged]) -> Task:
    effort = max((one.remedy.effort for one in group if one.remedy), key=HOURS.__getitem__, default=Effort.HOURS)
    do = next((one.remedy.do for one in group if one.remedy), "")
    return _task(group, group[0].title, do, effort.value, HOURS[effort] + FURTHER * (len(group) - 1))


def _find_out(group: list[Judged]) -> Task:
    first = group[0]
    return _task(
        group, f"Not known: {first.title}", f"Make it visible: {first.verdict.because}", "", FIND_OUT * len(group)
    )


def _task(group: list[Judged], what: str, do: str, effort: str, hours: float) -> Task:
    first = group[0]
    return Task(
        what=what,
        check=first.check,
        stage=first.stage,
        impact=first.impact,
        at=tuple(one.target for one in group),
        owner=first.owner,
        do=do,
        effort=effort,
        hours=hours,
        fingerprints=tuple(one.fingerprint for one in group),
        needed=any(map(_needed, group)),
    )


def _needed(one: Judged) -> bool:
    """Whether a GO waits for it."""
    return one.impact is Impact.BLOCKS_LAUNCH or bool(set(one.rows) & set(BAR))
