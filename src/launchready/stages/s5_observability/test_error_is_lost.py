"""Makes a test error and waits for it in the error tracker."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ErrorsSurface
from launchready.observe.ops.tracker import FollowedError, Tracked
from launchready.observe.world import World
from launchready.verdict import Evidence

REFUSALS = range(400, 500)


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of the test error."""

    error: FollowedError


class TestErrorIsLost(Check[ErrorsSurface, Seen]):
    """Customers hit errors that nobody on your side ever sees, because exceptions do not reach the error tracker.

    What it does
        Makes one test error by the declared trigger, with a mark in it that only this run knows, and reads the tracker's
        events until the mark shows or ten seconds are over.

    Why it is bad
        In the first week most bugs are found by customers, and few of them write to you. Without the exceptions you mend
        what you guess.

    See it yourself
        Trigger the test error with a word of your own in it, and look for that word in the tracker.
    """

    title = "A test error never arrives in the error tracker"
    impact = Impact.COSTS_TRUST
    rows = ("OBS-2",)
    refs = ("A09:2025", "CWE-778")
    touch = Touch.WRITE
    faults = ("obs-errors-lost",)

    async def look(self, at: ErrorsSurface, world: World) -> Seen:
        """Triggers once a run, whoever asks."""
        return Seen(await world.ask(Tracked(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where the error was made, the events can be read, and the mark is not among them."""
        error = seen.error
        if error.arrived:
            return Pass(
                f"the test error was in the tracker after {error.seconds:.1f} s",
                f"its mark {error.mark} is in the event",
            )
        if error.status == 0 or error.status in REFUSALS:
            return Unknown(f"no test error was made: {error.trigger}")
        if not error.readable:
            return Unknown(f"the tracker's events cannot be read: {error.events}")
        return Fail(
            f"the error was made, and {error.seconds:.0f} s later the tracker knew nothing of it",
            (Evidence("the trigger", error.trigger), Evidence("the events, without the mark", error.events)),
            (error.trigger_curl, error.events_curl),
            ("back end",),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """The DSN, and the way out."""
        del seen
        return Remedy(
            "Set the tracker's DSN in the environment of production, initialise its SDK before the app is made, and look "
            "whether something catches exceptions before it does. Trigger the test error again after each change.",
            Effort.HOURS,
        )
