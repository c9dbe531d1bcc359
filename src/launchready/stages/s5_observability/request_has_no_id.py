"""Looks whether each answer names its request, and whether the log knows that name."""

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import LogSurface
from launchready.observe.ops.logs import LogTrail
from launchready.observe.world import World
from launchready.stages.s5_observability._log import Seen
from launchready.verdict import Evidence


class RequestHasNoId(Check[LogSurface, Seen]):
    """A customer reports an error, and nobody can find their request among thousands of lines.

    What it does
        Looks for an id (X-Request-Id, traceparent or one of their kin) in the answers to marked requests, and for the same
        id in the log. That the log grows while this run asks is the control.

    Why it is bad
        Without an id that the customer can quote, each report becomes a search by time and luck. Support takes hours where
        it should take minutes.

    See it yourself
        curl -si https://api.the.domain/ | grep -i request-id, then: grep that-id app.log
    """

    title = "Requests cannot be followed: no id joins the answer to the log"
    impact = Impact.SHOULD_FIX
    rows = ("OBS-3",)
    refs = ("CWE-778", "A09:2025")
    touch = Touch.WRITE
    deadline_s = 180.0
    faults = ("obs-no-request-id",)

    async def look(self, at: LogSurface, world: World) -> Seen:
        """Sends once a run, whoever asks."""
        return Seen(await world.ask(LogTrail(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where an answer names no id, or the log does not know it."""
        trail = seen.trail
        answered = [one for one in trail.requests if one.status]
        if not answered:
            return Unknown("no marked request was answered")
        bare = [one for one in answered if not one.id]
        lost = [one for one in answered if one.id and not one.line]
        if lost and not bare and not trail.lines:
            return Unknown(f"nothing was written to {trail.log} meanwhile: is it the log of what was asked?")
        if bare or lost:
            first = (bare or lost)[0]
            shown = "no header names the request" if bare else f"{first.header}: {first.id} is not in {trail.log}"
            return Fail(
                f"{len(bare) + len(lost)} of {len(answered)} requests cannot be followed into the log",
                tuple(Evidence(one.what, f"{one.reply}; {shown}") for one in (bare or lost)[:3]),
                (first.curl, f"tail -n 20 {trail.log}"),
                ("answer" if bare else "log",),
            )
        one = answered[0]
        return Pass(
            f"all {len(answered)} requests are in the log under the id of their answer",
            f"{one.header}: {one.id}: {one.line}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """One id a request."""
        del seen
        return Remedy(
            "Make an id for each request in one middleware, keep it in a context variable, write it into every line of the log "
            "and send it back as X-Request-Id. Show it on error pages, so that customers can quote it.",
            Effort.HOURS,
            'headers["X-Request-Id"] = request_id.get()',
        )
