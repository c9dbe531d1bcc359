"""What every report reads: one run, put in order from its events."""

from collections.abc import Iterable
from dataclasses import dataclass

from launchready.events import (
    AccessLedger,
    BarItem,
    Decision,
    Event,
    Judged,
    NameFact,
    NamesSeen,
    Planned,
    RunFinished,
    RunResumed,
    RunStarted,
)
from launchready.judge.decide import GO, INCOMPLETE, NO_GO, decide
from launchready.judge.rank import is_finding, ranked
from launchready.report.todo import Todo, top_three
from launchready.report.words import count
from launchready.verdict import Fail, Impact, NotApplicable, Pass, Touch, Unknown

STAGES = (
    (1, "exposure", "What can break or leak before anything else changes"),
    (2, "boundaries", "Only valid users and systems reach sensitive APIs"),
    (3, "deploy", "Ship without configuration mistakes"),
    (4, "edge", "Abuse is stopped before it reaches the app or the model bill"),
    (5, "observability", "Know before the support ticket"),
    (6, "abuse", "What only an AI marketplace suffers"),
    (7, "handover", "The founder operates without guessing"),
)

FINDING = "finding"
WAIVED = "waived"
PASSED = "passed"
UNKNOWN = "not known"
LEFT_OUT = "left out"
NOT_APPLICABLE = "not applicable"
NOT_REACHED = "not reached"
STATES = (FINDING, WAIVED, PASSED, UNKNOWN, LEFT_OUT, NOT_APPLICABLE)
"""What a result can amount to, in the order in which counts are told."""

CAUTION = (
    "A verdict speaks of what was looked at, on the day it was looked at. "
    "It does not say that there is nothing else to find."
)


class NoRunError(ValueError):
    """The events do not hold the beginning of a run."""


@dataclass(frozen=True, slots=True)
class NotTested:
    """Something that this run says nothing about, and why."""

    check: str
    target: str
    stage: int
    state: str
    because: str
    title: str = ""
    """The bad thing that was not ruled out; empty where the run ended first."""
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the seven stages with its results."""

    number: int
    name: str
    says: str
    results: tuple[tuple[Judged, str], ...]
    """Each verdict with its state (`finding`, `passed`, …)."""

    def having(self, state: str) -> int:
        """How many results are in a state."""
        return sum(one == state for _, one in self.results)

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """The states that occur, with how often."""
        return tuple((state, self.having(state)) for state in STATES if self.having(state))

    @property
    def glance(self) -> str:
        """What a reader must know of the stage, in a few words; nothing seen is never called sound."""
        findings, unknown = self.having(FINDING), self.having(UNKNOWN)
        parts = [count(findings, "finding")] if findings else []
        parts += [f"{unknown} not known"] if unknown else []
        looked = self.having(PASSED) + self.having(WAIVED)
        return ", ".join(parts) or ("no open finding" if looked else "nothing was tested")

    @property
    def in_order(self) -> tuple[str, ...]:
        """The state of every result, worst first."""
        return tuple(state for state, number in self.counts for _ in range(number))


@dataclass(frozen=True, slots=True)
class View:
    """One run, ready to be written down."""

    run: RunStarted
    finished: RunFinished | None
    """None where the run was cut off."""
    resumed: tuple[RunResumed, ...]
    decision: Decision
    results: tuple[Judged, ...]
    """Every verdict, by stage, check and target."""
    findings: tuple[Judged, ...]
    """What was seen to be bad and is not waived, worst first."""
    waived: tuple[Judged, ...]
    stages: tuple[Stage, ...]
    not_tested: tuple[NotTested, ...]
    top: tuple[Todo, ...]
    """The three things to do first."""
    ledgers: tuple[AccessLedger, ...] = ()
    """What each principal tried of each API's operations."""
    names: tuple[NameFact, ...] = ()
    """What answers under each name; empty where the run did not look at exposure."""

    @classmethod
    def of(cls, events: Iterable[Event]) -> "View":
        """Puts the events of one run in order; a verdict that comes twice counts as it came last.

        Raises:
            NoRunError: the events hold no RunStarted.
        """
        started: RunStarted | None = None
        finished: RunFinished | None = None
        resumed: list[RunResumed] = []
        judged: dict[tuple[str, str], Judged] = {}
        ledgers: dict[str, AccessLedger] = {}
        names: tuple[NameFact, ...] = ()
        for event in events:
            match event:
                case RunStarted():
                    started = event
                case RunResumed():
                    resumed.append(event)
                case Judged():
                    judged[event.check, event.target] = event
                case AccessLedger():
                    ledgers[event.surface] = event
                case NamesSeen():
                    names = event.names
                case RunFinished():
                    finished = event
                case _:
                    pass
        if started is None:
            raise NoRunError("these events hold no beginning of a run: is this a run's events.jsonl?")
        results = tuple(sorted(judged.values(), key=lambda one: (one.stage, one.check, one.target)))
        plan = {(one.check, one.target): one for one in started.plan}
        states = tuple((one, _state(one, plan.get((one.check, one.target)))) for one in results)
        decision = finished.decision if finished else _cut_off(results)
        findings = ranked(results)
        return cls(
            run=started,
            finished=finished,
            resumed=tuple(resumed),
            decision=decision,
            results=results,
            findings=findings,
            waived=tuple(one for one in results if isinstance(one.verdict, Fail) and one.waived),
            stages=tuple(
                Stage(number, name, says, tuple(pair for pair in states if pair[0].stage == number))
                for number, name, says in STAGES
            ),
            not_tested=(*_not_tested(states), *_not_reached(started.plan, judged)),
            top=top_three(findings, results, decision),
            ledgers=tuple(ledgers.values()),
            names=names,
        )

    @property
    def bar(self) -> tuple[BarItem, ...]:
        """The minimum bar, item by item."""
        return self.decision.bar

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why the decision is what it is, each thing once, with the items of the bar that it concerns."""
        unknown = {item.because for item in self.bar if item.state == "unknown"}
        failed = [item for item in self.bar if item.state == "failed" and item.because in self.decision.because]
        said = {f"{item.id} failed: {item.because}" for item in failed}
        reasons = []
        for reason in self.decision.because:
            items = ", ".join(item.id for item in failed if item.because == reason)
            if reason not in said and reason not in unknown:
                reasons.append(f"{reason}: fails {items}" if items else reason)
        return tuple(reasons)

    @property
    def requests(self) -> int:
        """How many requests were sent."""
        return self.finished.requests if self.finished else 0

    @property
    def seconds(self) -> float:
        """How long the run took."""
        return self.finished.seconds if self.finished else 0.0

    @property
    def left_behind(self) -> tuple[str, ...]:
        """What the run made and could not remove."""
        return self.finished.left_behind if self.finished else ()

    @property
    def touched(self) -> Touch:
        """How far the checks that looked reached into the product."""
        looked = [
            one for stage in self.stages for one, state in stage.results if state not in {LEFT_OUT, NOT_APPLICABLE}
        ]
        return max((one.touch for one in looked), default=Touch.READ)

    @property
    def proved(self) -> int:
        """How many looks proved what they looked at sound."""
        return sum(stage.having(PASSED) for stage in self.stages)

    @property
    def planned(self) -> int:
        """How many looks there are in all: every check at every target."""
        planned = {(one.check, one.target) for one in self.run.plan}
        return len(planned | {(one.check, one.target) for one in self.results})

    @property
    def headline(self) -> str:
        """The verdict in a sentence."""
        failed = sum(item.state == "failed" for item in self.bar)
        blocking = sum(one.impact is Impact.BLOCKS_LAUNCH for one in self.findings)
        match self.decision.word:
            case word if word == NO_GO:
                said = f"{count(blocking, 'finding blocks', 'findings block')} the launch" if blocking else ""
                items = f"all {failed}" if failed == len(self.bar) else f"{failed} of the {len(self.bar)}"
                bar = f"{items} items of the minimum bar failed" if failed else ""
                return " and ".join(filter(None, (said, bar))) + "."
            case word if word == GO:
                waived = any(item.state == "waived" for item in self.bar)
                proved = "proved or waived by name and date" if waived else "proved"
                return f"Every item of the minimum bar is {proved}, and nothing that blocks the launch is open."
            case _:
                missing = count(len(self.reasons), "thing")
                return f"Nothing that blocks the launch was seen, but {missing} that must be known could not be seen."


def _state(judged: Judged, planned: Planned | None) -> str:
    match judged.verdict:
        case Pass():
            return PASSED
        case Fail():
            return FINDING if is_finding(judged) else WAIVED
        case NotApplicable():
            return NOT_APPLICABLE
        case Unknown():
            return LEFT_OUT if planned and planned.left_out else UNKNOWN


def _not_tested(states: tuple[tuple[Judged, str], ...]) -> tuple[NotTested, ...]:
    order = (UNKNOWN, LEFT_OUT, NOT_APPLICABLE)
    missing = [
        NotTested(
            one.check,
            one.target,
            one.stage,
            state,
            one.verdict.because,
            one.title,
            isinstance(one.verdict, Unknown) and one.verdict.ours,
        )
        for one, state in states
        if state in order
    ]
    return tuple(sorted(missing, key=lambda one: order.index(one.state)))


def _not_reached(plan: tuple[Planned, ...], judged: dict[tuple[str, str], Judged]) -> tuple[NotTested, ...]:
    return tuple(
        NotTested(
            one.check, one.target, one.stage, NOT_REACHED, one.left_out or "the run ended before it was looked at"
        )
        for one in plan
        if (one.check, one.target) not in judged
    )


def _cut_off(results: tuple[Judged, ...]) -> Decision:
    """The decision of a run that has no end: never GO."""
    so_far = decide(results)
    if so_far.word == NO_GO:
        return so_far
    because = ("the run was cut off before it was done", *(so_far.because if so_far.word == INCOMPLETE else ()))
    return Decision(INCOMPLETE, because, so_far.bar, so_far.ranked)
