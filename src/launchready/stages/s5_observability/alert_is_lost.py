"""Raises a declared alert with a mark and waits for it where it should arrive."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Alert
from launchready.observe.mail.maildir import Letter, wait_for
from launchready.observe.ops.running import Ran, run
from launchready.observe.world import World
from launchready.verdict import Evidence
from launchready_hunt.canary import Kind

COMMAND_SECONDS = 30.0
WAIT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of the test alert."""

    command: str
    """Empty where launch.toml names no test."""
    mailbox: str
    """Empty where launch.toml does not say where it arrives."""
    mark: str
    ran: Ran | None
    letter: Letter | None


class AlertIsLost(Check[Alert, Seen]):
    """The product goes down at night, the alert is sent, and it never reaches anybody.

    What it does
        Runs the declared test of the alert, with your consent to commands and a mark that only this run knows, and waits
        for the mark in the declared mailbox. A test that fails to run is told apart from an alert that does not arrive.

    Why it is bad
        An alert path that was never tried fails when it is needed: a wrong address, a full channel, a spam folder.

    See it yourself
        Run the declared test with a word of your own, and look into the mailbox of whoever is on call.
    """

    title = "A test alert never arrives"
    impact = Impact.COSTS_TRUST
    rows = ("OBS-4", "OBS-7", "MIN-6")
    refs = ("A09:2025", "CWE-778")
    touch = Touch.WRITE
    faults = ("obs-alert-lost",)
    commands = True

    async def look(self, at: Alert, world: World) -> Seen:
        """Raises it once."""
        mailbox = str(at.arrives) if at.arrives else ""
        if at.test is None or at.arrives is None:
            return Seen(at.test or "", mailbox, "", None, None)
        mark = world.plant(Kind("token"), "alert", f"the test of alert.{at.name}").value
        ran = await run(world, at.test, words={"mark": mark}, seconds=COMMAND_SECONDS)
        letter = await wait_for(at.arrives, mark, WAIT_SECONDS) if ran.ended_well else None
        return Seen(at.test, mailbox, mark, ran, letter)

    def judge(self, seen: Seen) -> Verdict:
        """Fails where the test ran and the mark did not come."""
        if seen.ran is None:
            missing = "test" if not seen.command else "arrives"
            return Unknown(f"launch.toml does not say how to try the alert: add `{missing}` to it")
        if seen.ran.missing:
            return Unknown(f"the alert's test was not run: {seen.command}: {seen.ran.line()}")
        if seen.letter is not None:
            letter = seen.letter
            return Pass(
                f"the test alert arrived after {letter.seconds:.1f} s for {letter.to}",
                f"its mark {seen.mark} is in the message `{letter.subject}`",
            )
        shown = f"{seen.ran.line()} {seen.ran.output.strip()[-200:]}".strip()
        because = (
            f"the test ran, and no message with its mark came to {seen.mailbox} within {WAIT_SECONDS:.0f} s"
            if seen.ran.ended_well
            else f"the test of the alert failed: {seen.ran.line()}"
        )
        return Fail(
            because,
            (Evidence(f"the test `{seen.command}`", shown),),
            (seen.ran.command, f"grep -rl {seen.mark} {seen.mailbox}"),
            ("path",),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Follow the message."""
        return Remedy(
            f"Follow one test alert by hand, from `{seen.command or 'the command that sends it'}` through the sender's log to "
            "the mailbox, and mend where it stops. Then try it once a week, by a timer.",
            Effort.HOURS,
        )
