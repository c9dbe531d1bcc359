"""Rehearses the declared deploy and rollback in a fresh clone with an empty home, and sees what they lack there."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Declaration
from launchready.observe.ops.drill import DEPLOY, DRILL_SECONDS, ROLLBACK
from launchready.observe.ops.lacks import ACCESS, FILE
from launchready.observe.ops.rehearsal import Rehearsal, Rehearsed
from launchready.observe.ops.written import Missing
from launchready.observe.world import World
from launchready.stages.s3_deploy._deploy import told_reads
from launchready.verdict import Evidence

TAIL = 300


@dataclass(frozen=True, slots=True)
class Seen:
    """Both commands in a fresh clone."""

    deploy: Rehearsal
    rollback: Rehearsal


class DeployNeedsUnwrittenStep(Check[Declaration, Seen]):
    """Only one machine, or one person's memory, can deploy the product: a step of it is written down nowhere.

    What it does
        Runs the deploy that a note of the handover declares (`[handover.deploy] run`, a rehearsal: `--drill`, `--dry-run`)
        in a fresh clone, with an empty home and no variables but those that the note names; and the rollback's drill
        (`[handover.rollback] run`) likewise. Where that fails, it reads which variable, file or program was missing, looks
        for its name in the documents, the CI files and the example settings, and runs the same at home, in a second clone,
        and in one beside which lies what git does not know. What it opened, the variables that stand in that, and which of
        the note's variables it needs are told. A command that does not say that it rehearses is never run.

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
    commands = True
    deadline_s = 6 * DRILL_SECONDS

    async def look(self, at: Declaration, world: World) -> Seen:
        """Rehearses each once, and further where that failed."""
        del at
        return Seen(await world.ask(Rehearsed(DEPLOY)), await world.ask(Rehearsed(ROLLBACK)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails for what is missing and written nowhere."""
        deploy, rollback = _of_deploy(seen.deploy), _of_rollback(seen.rollback)
        fails = [one for one in (deploy, rollback) if isinstance(one, Fail)]
        if fails:
            return Fail(
                "; ".join(one.because for one in fails),
                tuple(evidence for one in fails for evidence in one.evidence),
                tuple(command for one in fails for command in one.reproduce),
                tuple(place for one in fails for place in one.places),
            )
        assert not isinstance(rollback, Fail)
        if isinstance(deploy, Pass):
            return Pass(f"{deploy.because}{rollback}", deploy.control)
        return deploy

    def remedy(self, seen: Seen) -> Remedy:
        """Written down, checked first, and rehearsed by CI."""
        which = seen.deploy if isinstance(_of_deploy(seen.deploy), Fail) else seen.rollback
        unwritten = [one.name for one in which.missing if not one.written and one.kind != ACCESS]
        names = ", ".join(unwritten) or "what it takes from that one machine"
        what = "deploy" if which is seen.deploy else "rollback"
        return Remedy(
            f"Commit or write down {names}: variables in the example settings and in `variables` of the note, programs and files in the "
            "document on deploying. Let the script check for all of them first and name what is missing, and let CI rehearse it "
            "from a fresh clone at each change.",
            Effort.HOURS,
            f'[handover.{what}]\nsays = "A {what} takes nothing but this"\nrun = "{which.command}"\nvariables = ["DEPLOY_HOST"]',
        )


def _of_deploy(seen: Rehearsal) -> Verdict:
    if not seen.command:
        said = f" (its note says: {seen.says})" if seen.says else ""
        return NotApplicable(
            f"launch.toml declares no command that rehearses a deploy, so none was tried{said}: "
            'add [handover.deploy] run = "bin/deploy --dry-run"'
        )
    if not seen.is_safe:
        return Unknown(f"`{seen.command}` does not say that it only rehearses (--dry-run, --drill), so it was not run")
    if seen.clean is None:
        return Unknown(f"`{seen.command}` was not rehearsed: {seen.without}")
    if seen.uncommitted:
        return _uncommitted(seen, "deploy")
    if seen.clean.ended_well:
        given = f", given {', '.join(seen.given)}" if seen.given else ""
        return Pass(
            f"`{seen.command}` works in a fresh clone: {seen.clean.line()}; {told_reads(seen.reads, seen.given)}",
            f"its home was empty and it saw no variable beside PATH, HOME, TMPDIR and LANG{given}; "
            "what it did over the network was not watched",
        )
    unwritten = [one for one in seen.missing if not one.written and one.kind != ACCESS]
    if unwritten and not seen.unsteady:
        return _lacking(seen, "deploy", unwritten)
    return Unknown(_unknown(seen))


def _of_rollback(seen: Rehearsal) -> Fail | str:
    """What hides in the rollback; else what is to be told of it. Whether it rolls back is the handover's own check's."""
    if not seen.command or not seen.is_safe or seen.clean is None:
        return ""
    if seen.uncommitted:
        return _uncommitted(seen, "rollback")
    if seen.clean.ended_well:
        return f"; the rollback's drill works there as well, {seen.clean.line()}"
    hidden = [one for one in seen.missing if not one.written and one.kind != ACCESS and _is_of_a_machine(one)]
    if hidden and not seen.unsteady:
        return _lacking(seen, "rollback", hidden)
    why = seen.missing[0].words if seen.missing else seen.clean.line()
    return f"; the rollback's drill does not work there ({why}); what it does at home, handover.rollback-fails tells"


def _is_of_a_machine(one: Missing) -> bool:
    """Whether it is of the machine or its owner; a release that is not there is no hidden step."""
    return one.kind != FILE or one.name.startswith("~")


def _lacking(seen: Rehearsal, what: str, unwritten: list[Missing]) -> Fail:
    names = ", ".join(f"the {one.kind} {one.name}" for one in unwritten)
    return Fail(
        f"the {what} needs {names}, and nothing in the repository says so",
        (
            *_evidence(seen),
            *(Evidence(f"searched for {one.name}", f"{one.words}; it is in no document") for one in unwritten),
        ),
        (_command(seen),),
        tuple(one.name for one in unwritten),
    )


def _uncommitted(seen: Rehearsal, what: str) -> Fail:
    name = seen.command.split()[0]
    because = f"the {what}'s own command, {name}, is in the folder and was never committed"
    return Fail(because, _evidence(seen), (f"git ls-files {name}",), (f"the {what}'s command",))


def _evidence(seen: Rehearsal) -> tuple[Evidence, ...]:
    assert seen.clean is not None
    shown = f"{seen.clean.line()}\n{seen.clean.output.strip()[-TAIL:]}".strip()
    read = told_reads(seen.reads, seen.given)
    return (
        Evidence(f"`{seen.command}` in a fresh clone, with an empty home", shown),
        Evidence("what it took there", read),
    )


def _command(seen: Rehearsal) -> str:
    given = "".join(f' {name}="${name}"' for name in seen.given)
    return f'git clone . /tmp/fresh && cd /tmp/fresh && env -i PATH="$PATH" HOME="$(mktemp -d)"{given} {seen.command}'


def _unknown(seen: Rehearsal) -> str:
    access = next((one for one in seen.missing if one.kind == ACCESS), None)
    if access is not None:
        return f"the rehearsal wants somebody's access ({access.words}): give it that of a robot, by `variables` of the note"
    assert seen.clean is not None
    if seen.unsteady:
        return f"the rehearsal failed in one fresh clone and worked in another: {seen.clean.line()}"
    if seen.missing:
        return f"the rehearsal lacks what is written down and is not here: {'; '.join(_place(one) for one in seen.missing)}"
    at_home = "" if seen.home is None else f"; at home: {seen.home.line()}"
    if seen.partial:
        return f"the rehearsal failed in a fresh clone, and {seen.partial}: {seen.clean.line()}{at_home}"
    do = ""
    if seen.home is not None and seen.home.ended_well:
        do = ". What comes before it at home (a build, an install) belongs into the command, or into one that calls it"
    return f"the rehearsal failed in a fresh clone, and does not say what it lacked: {seen.clean.line()}{at_home}{do}"


def _place(one: Missing) -> str:
    more = " (name it in `variables`, and set it)" if one.kind == "variable" else ""
    return f"the {one.kind} {one.name}, told in {one.written}{more}"
