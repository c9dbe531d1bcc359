"""Signs in with an e-mail address that only this run knows and looks for it in the log."""

from launchready.check import Check, Effort, Impact, Remedy, Touch, Verdict
from launchready.declare.model import LogSurface
from launchready.observe.ops.logs import ADDRESS, LogTrail
from launchready.observe.world import World
from launchready.stages.s5_observability._log import Seen, judge


class AddressInLog(Check[LogSurface, Seen]):
    """Your logs are a list of your customers' e-mail addresses, for whoever gets hold of them.

    What it does
        Signs in with a customer's address, and tries to with an address that only this run knows; follows the requests by
        their ids into the log and hunts the addresses there, plain and encoded.

    Why it is bad
        An e-mail address is personal data: it must be deletable, and logs are where it is forgotten. A leaked log tells
        everybody who your customers are.

    See it yourself
        Try to sign in as nobody-7431@example.com, then: grep nobody-7431 app.log
    """

    title = "The log holds e-mail addresses"
    impact = Impact.COSTS_TRUST
    rows = ("OBS-3", "AUT-5")
    refs = ("CWE-532", "CWE-359")
    touch = Touch.WRITE
    deadline_s = 180.0
    faults = ("obs-log-email",)

    async def look(self, at: LogSurface, world: World) -> Seen:
        """Sends once a run, whoever asks."""
        return Seen(await world.ask(LogTrail(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where an address is in the log."""
        return judge(seen, (ADDRESS,), "an e-mail address")

    def remedy(self, seen: Seen) -> Remedy:
        """The user's id."""
        del seen
        return Remedy(
            "Log the user's id in place of the address; where a sign-in fails, log a keyed hash of what was typed, so that "
            "repeated failures can still be counted.",
            Effort.HOURS,
            'hmac.new(LOG_KEY, email.lower().encode(), "sha256").hexdigest()[:12]',
        )
