"""Sends the small rush of a launch day on the core flows, and compares times and errors with those before and after."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Declaration
from launchready.observe.limits.spike import Phase, Rush, Times, rushing
from launchready.observe.world import World
from launchready.verdict import Evidence

TIMES_SLOWER = 3.0
"""So many times slower than before is too slow, where it is above the bound as well."""
MOST_FAILED = 0.01
MOST_LIMITED = 0.5
MOST_LATE_MS = 250.0
"""A machine that began walks later than that measured itself."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One rush, or two where the first one hurt."""

    people: int
    seconds: int
    rushes: tuple[Rush, ...]


class SmallSpikeHurts(Check[Declaration, Seen]):
    """Fifty people at once, an ordinary launch day, and your product gets slow or answers with errors.

    What it does
        Walks each flow alone a few times. Then so many people as launch.toml says (50 for 20 seconds, where it says nothing) walk the flows
        and open the pages, each at a time of their own that waits for no answer. Then the flows are walked alone again.
        It stops by itself as soon as answers fail. A rush that hurts is sent once more: only what hurts twice is a finding.
        Nothing of it is sent unless `consent.touch` is `load` and the time is within `consent.window`.

    Why it is bad
        The day you tell people about the product is the day they come all at once. Who meets an error then does not come back.

    See it yourself
        for i in $(seq 50); do curl -s -o /dev/null -w '%{http_code} %{time_total} ' https://the.domain/ & done; wait
    """

    title = "A small rush of visitors makes the product slow, or breaks it"
    impact = Impact.COSTS_MONEY
    rows = ("EDG-2",)
    refs = ("API4:2023", "CWE-400", "CWE-770")
    touch = Touch.LOAD
    faults = ("edg-spike",)
    alone = True
    deadline_s = 600.0

    async def look(self, at: Declaration, world: World) -> Seen:
        """One rush, and another where the first one hurt."""
        spike = at.spike
        flows = tuple(one for one in at.flows if not spike.flows or one.name in spike.flows)
        sender = await rushing(world, flows, spike.people, spike.seconds)
        rushes = [await sender.go()]
        if _broken(rushes[0]) or _slow(rushes[0]):
            rushes.append(await sender.go())
        return Seen(spike.people, spike.seconds, tuple(rushes))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where every rush broke something or made a step too slow, or where a step stays slow afterwards."""
        last = seen.rushes[-1]
        rush = f"{seen.people} people for {seen.seconds} seconds"
        if not last.before.requests or last.before.failures or last.before.wrong:
            what = (*last.before.failed, *last.before.wrong, "nothing was asked")[0]
            return Unknown(f"the flows do not work before the rush, so that it proves nothing: {what}")
        if all(map(_broken, seen.rushes)):
            return Fail(
                f"{rush}: {_broken(last)}",
                (
                    Evidence("during", f"{last.during.failures} of {last.during.requests} requests failed"),
                    *_lines(last),
                ),
                _at_once(
                    seen.people, last.during.curl or last.after.curl or next((one.curl for one in _worst(last)), "")
                ),
                ("errors",),
            )
        slow = [set(_slow(one)) for one in seen.rushes]
        if both := sorted(set.intersection(*slow)):
            worst = max((one for one in _worst(last) if _key(one) in both), key=lambda one: one.p95)
            return Fail(
                f"{rush}: p95 of {worst.step} ({worst.flow}) rose from {_before(last, worst):.0f} to {worst.p95:.0f} ms",
                _lines(last),
                _at_once(seen.people, worst.curl),
                tuple(f"{flow}: {step}" for flow, step in both),
            )
        if last.during.late_ms > MOST_LATE_MS:
            return Unknown(f"this machine began walks up to {last.during.late_ms:.0f} ms too late: it measured itself")
        if last.during.limited > MOST_LIMITED * last.during.requests:
            return Unknown(
                f"a limit answered {last.during.limited} of {last.during.requests} requests: let this machine's address pass "
                "for the time of the rush, or name flows that are not limited"
            )
        if last.during.wrong:
            return Unknown(f"the flows were answered otherwise than declared: {last.during.wrong[0]}")
        worst = max(last.during.times, key=lambda one: one.p95)
        return Pass(
            f"{rush}: p95 of the slowest step is {worst.p95:.0f} ms ({worst.step}), and nothing failed",
            f"{_step(last, worst)}; {last.during.requests} requests in {last.seconds:.0f} seconds, "
            f"{last.before.failures}, {last.during.failures} and {last.after.failures} failed before, during and after"
            + (f", {last.during.limited} of them answered by a limit" if last.during.limited else ""),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Find what they wait for."""
        broken = _broken(seen.rushes[-1])
        return Remedy(
            "Look at what many wait for at once: a pool of connections that is too small, a lock, a single worker, a query without an "
            "index, a supplier that is asked in the middle of a request. Give the pages that are the same for all to the edge's cache, "
            "and let the app answer 503 with Retry-After before it breaks."
            if broken
            else "Look at what the slow step waits for when many take it at once: a lock, a single worker, a pool that is too small, a "
            "supplier that could be asked afterwards. Send the rush again after each change.",
            Effort.DAYS,
        )


def _at_once(people: int, curl: str) -> tuple[str, ...]:
    return (f"for i in $(seq {people}); do {curl} & done; wait",) if curl else ()


def _broken(rush: Rush) -> str:
    """How it broke something; empty where it did not."""
    if rush.stopped:
        return f"ended early, as {rush.stopped}"
    during = rush.during
    if during.failures > max(1.0, MOST_FAILED * during.requests):
        return f"{during.failures} of {during.requests} requests failed"
    if rush.after.failures:
        return f"afterwards {rush.after.failures} of {rush.after.requests} requests still failed"
    return ""


def _slow(rush: Rush) -> tuple[tuple[str, str], ...]:
    """The steps that became too slow, or stayed so afterwards."""
    return tuple(_key(one) for one in _worst(rush) if one.p95 > max(one.bound, TIMES_SLOWER * _before(rush, one)))


def _worst(rush: Rush) -> tuple[Times, ...]:
    return (*rush.during.times, *rush.after.times)


def _before(rush: Rush, step: Times) -> float:
    return next((one.p95 for one in rush.before.times if _key(one) == _key(step)), 0.0)


def _key(one: Times) -> tuple[str, str]:
    return one.flow, one.step


def _lines(rush: Rush) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(
            f"{name}: {one.step}", f"{one.answers} answers; p50 {one.p50:.0f}, p95 {one.p95:.0f}, p99 {one.p99:.0f} ms"
        )
        for name, phase in _phases(rush)
        for one in phase.times
    )


def _step(rush: Rush, step: Times) -> str:
    """One step's times before, during and after."""
    told = (
        f"{name} p50 {one.p50:.0f}, p95 {one.p95:.0f}, p99 {one.p99:.0f} ms"
        for name, phase in _phases(rush)
        for one in phase.times
        if _key(one) == _key(step)
    )
    return f"{step.step}: {'; '.join(told)}"


def _phases(rush: Rush) -> tuple[tuple[str, Phase], ...]:
    return ("before", rush.before), ("during", rush.during), ("after", rush.after)
