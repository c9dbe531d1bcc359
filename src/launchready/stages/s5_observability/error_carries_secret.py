"""Looks whether the error tracker keeps the secrets of the request that made the error."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ErrorsSurface
from launchready.observe.ops.tracker import FollowedError, Tracked
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of the test error."""

    error: FollowedError


class ErrorCarriesSecret(Check[ErrorsSurface, Seen]):
    """Whoever may read your error tracker can sign in as your customers with the tokens that it keeps.

    What it does
        Makes one test error whose request carries a session and a key-shaped canary in a header, and hunts both in the
        event that the tracker stored, plain and encoded. That the event arrived is the control.

    Why it is bad
        Error trackers are read by many, kept for months and often run by others. A token in an event is a key left in a
        shared room.

    See it yourself
        Open the newest event in the tracker and read its headers: Authorization and Cookie must be gone.
    """

    title = "The error tracker stores tokens of its requests"
    impact = Impact.COSTS_TRUST
    rows = ("OBS-2", "AUT-5")
    refs = ("CWE-532", "A09:2025")
    touch = Touch.WRITE
    faults = ("obs-errors-leak",)

    async def look(self, at: ErrorsSurface, world: World) -> Seen:
        """Triggers once a run, whoever asks."""
        return Seen(await world.ask(Tracked(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a secret of the request is in the event."""
        error = seen.error
        if not error.arrived:
            return Unknown(f"no event arrived that could be read: {error.events}")
        if error.spilled:
            return Fail(
                f"the event holds {' and '.join(one.what for one in error.spilled)}",
                tuple(Evidence(f"{one.what}, {one.view}", one.shown) for one in error.spilled),
                (error.trigger_curl, error.events_curl),
                tuple(one.what for one in error.spilled),
            )
        if not error.carried:
            return Unknown("the request that made the error carried no secret")
        return Pass(
            f"the event holds neither {' nor '.join(error.carried)}", f"the event arrived, with the mark {error.mark}"
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Keep what is named, drop the rest."""
        del seen
        return Remedy(
            "Send the tracker an allow-list of headers (accept, content-type, user-agent) and drop everything else before the "
            "event leaves the process. Then revoke the tokens that are stored already, and delete those events.",
            Effort.HOURS,
            "sentry_sdk.init(send_default_pii=False, before_send=keep_harmless_headers)",
        )
