"""Uses a session and a password and looks for them in the log."""

from launchready.check import Check, Effort, Impact, Remedy, Touch, Verdict
from launchready.declare.model import LogSurface
from launchready.observe.ops.logs import KEY, PASSWORD, TOKEN, LogTrail
from launchready.observe.world import World
from launchready.stages.s5_observability._log import Seen, judge


class TokenInLog(Check[LogSurface, Seen]):
    """Whoever reads one line of your log can act as the customer whose session stands in it.

    What it does
        Signs in afresh, uses the session, tries a sign-in with a password that only this run knows, follows the requests by
        their ids into the log, and hunts the session and the password there, plain and encoded; so too the key that `planted`
        names, which stands where the model reads it, once something was said to the model.

    Why it is bad
        A token in a log works for as long as the session does, for everybody who sees the log: colleagues, suppliers,
        whoever finds the backup.

    See it yourself
        Sign in, use the product once, then: grep -F "$TOKEN" app.log
    """

    title = "The log holds sessions or passwords"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("OBS-3", "FOOT-4", "AUT-5")
    refs = ("CWE-532", "A09:2025")
    touch = Touch.WRITE
    deadline_s = 180.0
    faults = ("obs-log-token",)

    async def look(self, at: LogSurface, world: World) -> Seen:
        """Sends once a run, whoever asks."""
        return Seen(await world.ask(LogTrail(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where the session or the password is in the log."""
        what = (
            "a session, a password or the key that the model reads" if seen.trail.of(KEY) else "a session or a password"
        )
        return judge(seen, (TOKEN, PASSWORD, KEY), what)

    def remedy(self, seen: Seen) -> Remedy:
        """Fewer headers, and new sessions."""
        del seen
        return Remedy(
            "Write the log from a list of allowed fields: id, path, status, duration, the user's id; never headers or bodies as "
            "a whole. Then end every session that stands in the log, and delete those lines.",
            Effort.HOURS,
        )
