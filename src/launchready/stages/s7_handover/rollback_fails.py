"""Runs the declared rollback drill and sees whether the previous release really comes back."""

import os
import re

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Declaration
from launchready.observe.ops.drill import DRILL_SECONDS, ROLLBACK, Drill, Drilled
from launchready.observe.ops.lacks import FILE
from launchready.observe.world import World
from launchready.verdict import Evidence

TAIL = 300
RELEASE = r"\b{word}\b[^\n:=]{{0,30}}[:=]\s*\"?([\w.+-]+)"
"""`before: 1.4.2`, `release after = 1.4.1`, `"before": "1.4.2"`."""
ARROW = re.compile(r"([\w.+-]*\w)\s*(?:->|→)\s*(\w[\w.+-]*)")
"""`1.4.2 -> 1.4.1`."""


class RollbackFails(Check[Declaration, Drill]):
    """When a release breaks the product for paying customers, nobody can put the last good one back.

    What it does
        Looks for a note of the handover on the rollback, runs the drill that it declares (in the repository, with your
        consent to commands), times it, and reads from what it prints which release was there before and after. A drill
        that ends with 0 and switches nothing does not count. A command that does not say that it only drills (`--drill`,
        `--dry-run`) is never run, and one that wants a program, a variable or somebody's access that is not here is not known.
        Whether it works in a fresh clone as well is told by `deploy.deploy-needs-unwritten-step`.

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
    commands = True
    deadline_s = DRILL_SECONDS + 30

    async def look(self, at: Declaration, world: World) -> Drill:
        """Runs the drill once."""
        del at
        return await world.ask(Drilled(ROLLBACK))

    def judge(self, seen: Drill) -> Verdict:
        """Passes where the drill named two different releases and ended well."""
        if not seen.says:
            because = "the handover holds no note on how to roll back"
            shown = "no [handover.rollback]"
            return Fail(because, (Evidence("launch.toml", shown),), ("grep -n rollback launch.toml",), ("note",))
        if not seen.command:
            because = "the note on the rollback names no command that proves it"
            return Fail(because, (Evidence("the note", seen.says),), ("grep -n -A3 rollback launch.toml",), ("note",))
        if not seen.is_safe or seen.ran is None:
            return Unknown(f"`{seen.command}` does not say that it only drills (--drill, --dry-run), so it was not run")
        ran = seen.ran
        before, after = _releases(ran.output)
        shown = f"{ran.line()}\n{ran.output.strip()[-TAIL:]}".strip()
        evidence = (Evidence(f"the drill `{seen.command}`", shown),)
        if unknown := _not_known(seen):
            return unknown
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

    def remedy(self, seen: Drill) -> Remedy:
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


def _not_known(seen: Drill) -> Unknown | None:
    """Why a drill that did not end well says nothing of the rollback; None where it does."""
    ran = seen.ran
    assert ran is not None
    if ran.ended_well:
        return None
    if ran.timed_out:
        return Unknown(f"the drill was given up: {ran.line()}")
    word = seen.command.split()[0]
    if ran.missing and os.sep not in word:
        return Unknown(f"the drill needs the program {word}, which is not on this machine")
    if seen.unset:
        return Unknown(f"the drill failed without {', '.join(seen.unset)}, which its note names and nobody set here")
    lack = next((one for one in seen.lacks if one.kind != FILE), None)
    if lack is not None:
        do = ": name it in `variables` of the note, and set it" if lack.kind == "variable" else ""
        return Unknown(f"the drill wants {_what(lack.kind, lack.name)} that is not here ({lack.words}){do}")
    return None


def _what(kind: str, name: str) -> str:
    return name if kind == "access" else f"the {kind} {name}"


def _releases(output: str) -> tuple[str | None, str | None]:
    """The releases that a drill names, before and after."""
    named = [re.search(RELEASE.format(word=word), output, re.IGNORECASE) for word in ("before", "after")]
    if named[0] and named[1]:
        return named[0][1], named[1][1]
    arrow = ARROW.search(output)
    return (arrow[1], arrow[2]) if arrow else (None, None)
