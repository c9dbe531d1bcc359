"""Runs the declared rollback drill and sees whether the previous release really comes back."""

import re
from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Declaration
from launchready.observe.ops.running import Ran, run
from launchready.observe.world import World
from launchready.verdict import Evidence

DRILL_SECONDS = 120.0
TAIL = 300
RELEASE = r"\b{word}\b[^\n:=]{{0,30}}[:=]\s*\"?([\w.+-]+)"
"""`before: 1.4.2`, `release after = 1.4.1`, `"before": "1.4.2"`."""
ARROW = re.compile(r"([\w.+-]*\w)\s*(?:->|→)\s*(\w[\w.+-]*)")
"""`1.4.2 -> 1.4.1`."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is written about the rollback, and what the drill did."""

    says: str
    """Empty where the handover holds no note on it."""
    command: str
    """Empty where the note names no drill."""
    drill: Ran | None


class RollbackFails(Check[Declaration, Seen]):
    """When a release breaks the product for paying customers, nobody can put the last good one back.

    What it does
        Looks for a note of the handover on the rollback, runs the drill that it declares (in the repository, with your
        consent to commands), times it, and reads from what it prints which release was there before and after. A drill
        that ends with 0 and switches nothing does not count.

    Why it is bad
        The first bad release comes within days. Without a rollback that was tried, the product is down for as long as it
        takes to find and mend the mistake under pressure.

    See it yourself
        Run the drill by hand and read the release before and after: bin/rollback --drill
    """

    title = "Nobody can roll back to the previous release"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("HND-9", "HND-1", "HND-5")
    refs = ("CWE-1053", "CWE-1059")
    touch = Touch.WRITE
    faults = ("hnd-rollback-fails", "hnd-no-rollback")
    deadline_s = DRILL_SECONDS + 30

    async def look(self, at: Declaration, world: World) -> Seen:
        """Runs the drill once."""
        note = next((one for one in at.notes if "rollback" in one.name or "roll_back" in one.name), None)
        if note is None or note.run is None:
            return Seen(note.says if note else "", "", None)
        return Seen(note.says, note.run, await run(world, note.run, seconds=DRILL_SECONDS))

    def judge(self, seen: Seen) -> Verdict:
        """Passes where the drill named two different releases and ended well."""
        if not seen.says:
            because = "the handover holds no note on how to roll back"
            shown = "no [handover.rollback]"
            return Fail(because, (Evidence("launch.toml", shown),), ("grep -n rollback launch.toml",), ("note",))
        if not seen.command or seen.drill is None:
            because = "the note on the rollback names no command that proves it"
            return Fail(because, (Evidence("the note", seen.says),), ("grep -n -A3 rollback launch.toml",), ("note",))
        ran = seen.drill
        before, after = _releases(ran.output)
        shown = f"{ran.line()}\n{ran.output.strip()[-TAIL:]}".strip()
        evidence = (Evidence(f"the drill `{seen.command}`", shown),)
        if ran.missing:
            because = f"the rollback's command does not exist: {seen.command}"
            return Fail(because, evidence, (f"ls -l {seen.command.split()[0]}",), ("command",))
        if not ran.ended_well:
            return Fail(f"the rollback failed when drilled: {ran.line()}", evidence, (ran.command,), ("drill",))
        if before and before == after:
            because = f"the drill ended well and switched nothing: {before} before, {after} after"
            return Fail(because, evidence, (ran.command,), ("drill",))
        if not before or not after:
            return Unknown(
                "the drill ended well, and its output does not say which release was there before and after: "
                "print `before: …` and `after: …`"
            )
        return Pass(
            f"the drill put {after} back in place of {before} in {ran.seconds:.1f} s",
            f"the command ended with 0 and named two different releases: {seen.command}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """A script, tried until it works, and a note."""
        command = seen.command or "bin/rollback --drill"
        return Remedy(
            "Keep the previous release beside the current one and switch a link between them. Write the command down as a "
            "note of the handover, let it print the release before and after, and drill it until it ends with 0 and the "
            "release has changed. Drill it again after each change of how you deploy.",
            Effort.HOURS,
            f'[handover.rollback]\nsays = "{command} puts the previous release back within a minute"\n'
            f'run = "{command}"\nowner = "backend"',
        )


def _releases(output: str) -> tuple[str | None, str | None]:
    """The releases that a drill names, before and after."""
    named = [re.search(RELEASE.format(word=word), output, re.IGNORECASE) for word in ("before", "after")]
    if named[0] and named[1]:
        return named[0][1], named[1][1]
    arrow = ARROW.search(output)
    return (arrow[1], arrow[2]) if arrow else (None, None)
