"""Walks a declared flow a few times and compares the time of each step with the declared bound."""

import math
from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Flow
from launchready.observe.ops.flows import Timed, Walk, walk
from launchready.observe.world import World
from launchready.verdict import Evidence

WALKS = 3
"""In a round. A round that is too slow is walked again: what is slow twice is slow."""
PERCENT = 0.95


@dataclass(frozen=True, slots=True)
class Seen:
    """Rounds of walks."""

    p95_ms: float
    rounds: tuple[tuple[Walk, ...], ...]


class CoreFlowIsSlow(Check[Flow, Seen]):
    """Customers leave in the middle of the way that earns your money, because a step keeps them waiting.

    What it does
        Walks the flow three times, alone, as its principal does, and takes the time of each step. Where a step's p95 is above
        the declared bound the flow is walked three times more: only what is too slow both times is a finding.

    Why it is bad
        Above 800 ms a click no longer feels answered; people click again, or go. At launch, with more customers than now, it
        gets slower still.

    See it yourself
        curl -s -o /dev/null -w '%{time_total}' on the step, five times
    """

    title = "A step of a core flow is slower than declared"
    impact = Impact.COSTS_MONEY
    rows = ("OBS-5", "OBS-8")
    refs = ("CWE-400", "CWE-1176")
    touch = Touch.WRITE
    faults = ("obs-slow",)
    alone = True
    deadline_s = 120.0

    async def look(self, at: Flow, world: World) -> Seen:
        """One round, and another where the first was too slow."""
        rounds = [await self._round(at, world)]
        if any(_p95(times) > at.p95_ms for times in _by_step(rounds[0]).values()):
            rounds.append(await self._round(at, world))
        return Seen(at.p95_ms, tuple(rounds))

    async def _round(self, at: Flow, world: World) -> tuple[Walk, ...]:
        walks: list[Walk] = []
        while len(walks) < WALKS and (not walks or walks[-1].whole):
            walks.append(await walk(world, at))
        return tuple(walks)

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a step is too slow in every round."""
        walks = [one for walks in seen.rounds for one in walks]
        if broken := [one.steps[-1] for one in walks if not one.whole and one.steps]:
            return Unknown(f"the flow breaks off, so that its time says nothing: {broken[0].line}")
        if not walks:
            return Unknown("the flow was not walked")
        times = [_by_step(walks) for walks in seen.rounds]
        slow = [step for step in times[0] if all(_p95(one.get(step, [])) > seen.p95_ms for one in times)]
        if slow and len(seen.rounds) > 1:
            return Fail(
                f"p95 of {slow[0]} is {_p95(times[-1][slow[0]]):.0f} ms, above {seen.p95_ms:.0f} ms, in two rounds",
                tuple(
                    Evidence(step, "; ".join(", ".join(f"{one:.0f} ms" for one in per[step]) for per in times))
                    for step in slow
                ),
                tuple(next(timed.curl for timed in _steps(walks) if timed.step == step) for step in slow),
                tuple(slow),
            )
        worst = max(times[-1], key=lambda step: _p95(times[-1][step]))
        return Pass(
            f"p95 of each step is within {seen.p95_ms:.0f} ms; the slowest is {worst} with {_p95(times[-1][worst]):.0f} ms",
            f"{len(walks)} walks, each step answered as declared: {walks[-1].steps[-1].line}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Find what it waits for."""
        del seen
        return Remedy(
            "Look at what the step waits for: a query without an index, a call to a supplier that could be made afterwards, a "
            "mail sent before the answer. Measure again from where your customers are.",
            Effort.HOURS,
        )


def _steps(walks: list[Walk]) -> list[Timed]:
    return [timed for one in walks for timed in one.steps]


def _by_step(walks: tuple[Walk, ...]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for timed in _steps(list(walks)):
        found.setdefault(timed.step, []).append(timed.milliseconds)
    return found


def _p95(times: list[float]) -> float:
    return sorted(times)[math.ceil(PERCENT * len(times)) - 1] if times else 0.0
