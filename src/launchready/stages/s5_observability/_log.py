"""What the checks of the log share: a trail, and the judgement of one kind of mark in it."""

from dataclasses import dataclass

from launchready.check import Fail, NotApplicable, Pass, Unknown, Verdict
from launchready.observe.ops.logs import Trail
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """What the log took down."""

    trail: Trail


def judge(seen: Seen, marks: tuple[str, ...], what: str) -> Verdict:
    """Fails where a mark of these kinds is in the log; passes only where a request that carried one is in it too."""
    trail = seen.trail
    leaks = [leak for mark in marks for leak in trail.of(mark)]
    carriers = [one for mark in marks for one in trail.carrying(mark)]
    if leaks:
        lines = len({one.line for one in leaks})
        return Fail(
            f"{what} stands in the log, in {lines} line{'s' if lines > 1 else ''}",
            tuple(Evidence(f"{trail.log}, {one.view}", one.line) for one in leaks[:3]),
            (*dict.fromkeys(one.curl for one in carriers[:2]), f"tail -n 20 {trail.log}"),
            tuple(dict.fromkeys(leak.mark for leak in leaks)),
        )
    if not carriers:
        missing = [one.partition(": ")[2] for one in trail.missing if one.startswith(marks)]
        if missing and "declares no chat" in missing[0]:
            return NotApplicable(missing[0])
        return Unknown(missing[0] if missing else "no request that could show it was sent")
    if not any(one.status for one in carriers):
        return Unknown(f"no request that could show it was answered: {carriers[0].reply}")
    if found := next((one for one in carriers if one.line), None):
        return Pass(f"{what} was sent and is not in the log", f"{found.what} is in the log, by its id: {found.line}")
    if trail.alive:
        return Pass(
            f"{what} was sent and is not in the {trail.lines} lines that followed",
            "a request sent after it is in the log, by the mark in its path",
        )
    return Unknown(f"nothing that this run sent shows in {trail.log}: is it the log of what was asked?")
