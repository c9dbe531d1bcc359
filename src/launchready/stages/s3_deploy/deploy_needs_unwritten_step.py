"""Rehearses the declared deploy in a fresh clone with an empty home, and sees what it lacks there."""

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Declaration
from launchready.observe.ops.lacks import ACCESS
from launchready.observe.ops.rehearsal import DRILL_SECONDS, Missing, Rehearsal, Rehearsed
from launchready.observe.world import World
from launchready.verdict import Evidence

TAIL = 300


class DeployNeedsUnwrittenStep(Check[Declaration, Rehearsal]):
    """Only one machine, or one person's memory, can deploy the product: a step of it is written down nowhere.

    What it does
        Runs the deploy that a note of the handover declares (`[handover.deploy] run`, a rehearsal: `--drill`, `--dry-run`)
        in a fresh clone, with an empty home and no variables but those that the note names. Where that fails, it reads
        which variable, file or program was missing, looks for its name in the documents, the CI files and the example
        settings, and runs the same at home for comparison. A command that does not say that it rehearses is never run.

    Why it is bad
        The day on which a fix must go out is the day on which the laptop with the file is elsewhere.

    See it yourself
        git clone . /tmp/fresh && cd /tmp/fresh && env -i PATH="$PATH" HOME=/var/empty bin/deploy --drill
    """

    title = "A deploy takes a step that nobody wrote down"
    impact = Impact.COSTS_TRUST
    rows = ("DEP-8", "DEP-2")
    refs = ("CWE-1059", "CWE-1053")
    touch = Touch.WRITE
    faults = ("dep-manual-step",)
    deadline_s = 3 * DRILL_SECONDS

    async def look(self, at: Declaration, world: World) -> Rehearsal:
        """Rehearses once, and once more at home where that failed."""
        del at
        return await world.ask(Rehearsed())

    def judge(self, seen: Rehearsal) -> Verdict:
        """Fails for what is missing and written nowhere."""
        if not seen.command:
            said = f" (its note says: {seen.says})" if seen.says else ""
            return NotApplicable(
                f"launch.toml declares no command that rehearses a deploy, so none was tried{said}: "
                'add [handover.deploy] run = "bin/deploy --dry-run"'
            )
        if not seen.is_safe:
            return Unknown(
                f"`{seen.command}` does not say that it only rehearses (--dry-run, --drill), so it was not run"
            )
        if seen.clean is None:
            return Unknown(f"`{seen.command}` was not rehearsed: {seen.without}")
        shown = f"{seen.clean.line()}\n{seen.clean.output.strip()[-TAIL:]}".strip()
        evidence = [Evidence(f"`{seen.command}` in a fresh clone, with an empty home", shown)]
        again = (_command(seen),)
        if seen.uncommitted:
            because = f"the deploy's own command, {seen.command.split()[0]}, is in the folder and was never committed"
            return Fail(because, tuple(evidence), (f"git ls-files {seen.command.split()[0]}",), ("command",))
        if seen.clean.ended_well:
            given = f", given {', '.join(seen.given)}" if seen.given else ""
            return Pass(
                f"`{seen.command}` works in a fresh clone: {seen.clean.line()}",
                f"its home was empty and it saw no variable beside PATH, HOME, TMPDIR and LANG{given}",
            )
        unwritten = [one for one in seen.missing if not one.written and one.kind != ACCESS]
        if unwritten:
            names = ", ".join(f"the {one.kind} {one.name}" for one in unwritten)
            return Fail(
                f"the deploy needs {names}, and nothing in the repository says so",
                (
                    *evidence,
                    *(Evidence(f"searched for {one.name}", f"{one.words}; it is in no document") for one in unwritten),
                ),
                again,
                tuple(one.name for one in unwritten),
            )
        if seen.home is not None and seen.home.ended_well and not seen.missing:
            home = Evidence(f"the same at home: {seen.home.command}", seen.home.line())
            return Fail(
                "the deploy works in one folder only, and not in a fresh clone of it",
                (*evidence, home),
                again,
                ("clone",),
            )
        return Unknown(_unknown(seen))

    def remedy(self, seen: Rehearsal) -> Remedy:
        """Written down, checked first, and rehearsed by CI."""
        names = ", ".join(one.name for one in seen.missing if not one.written) or "what it takes from that one machine"
        return Remedy(
            f"Commit or write down {names}: variables in the example settings and in `variables` of the note, programs and files in the "
            "document on deploying. Let the script check for all of them first and name what is missing, and let CI rehearse it "
            "from a fresh clone at each change.",
            Effort.HOURS,
            f'[handover.deploy]\nsays = "A deploy takes nothing but this"\nrun = "{seen.command}"\nvariables = ["DEPLOY_HOST"]',
        )


def _command(seen: Rehearsal) -> str:
    given = "".join(f' {name}="${name}"' for name in seen.given)
    return f'git clone . /tmp/fresh && cd /tmp/fresh && env -i PATH="$PATH" HOME="$(mktemp -d)"{given} {seen.command}'


def _unknown(seen: Rehearsal) -> str:
    access = next((one for one in seen.missing if one.kind == ACCESS), None)
    if access is not None:
        return f"the rehearsal wants somebody's access ({access.words}): give it that of a robot, by `variables` of the note"
    if seen.missing:
        return f"the rehearsal lacks what is written down and is not here: {'; '.join(_place(one) for one in seen.missing)}"
    assert seen.clean is not None
    at_home = "" if seen.home is None else f"; at home: {seen.home.line()}"
    return f"the rehearsal failed in a fresh clone, and does not say what it lacked: {seen.clean.line()}{at_home}"


def _place(one: Missing) -> str:
    more = " (name it in `variables`, and set it)" if one.kind == "variable" else ""
    return f"the {one.kind} {one.name}, told in {one.written}{more}"
