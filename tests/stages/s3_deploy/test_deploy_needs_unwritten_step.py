"""A step is unwritten where a fresh clone lacks what no document names; access and written things are not known."""

from dataclasses import replace

from launchready.check import Fail, NotApplicable, Pass, Unknown
from launchready.observe.ops.rehearsal import Asked, Reads, Rehearsal
from launchready.observe.ops.running import Ran
from launchready.observe.ops.written import Missing
from launchready.stages.s3_deploy.deploy_needs_unwritten_step import DeployNeedsUnwrittenStep, Seen

COMMAND = "bin/deploy --drill"
WELL = Ran(f"cd /tmp/x && {COMMAND}", 0, 0.4, "released: drill\n")
BADLY = Ran(f"cd /tmp/x && {COMMAND}", 2, 0.1, "bin/deploy: 4: TOKEN: parameter not set\n")
DONE = Rehearsal(COMMAND, "bin/deploy deploys", clean=WELL)
LACKING = replace(DONE, clean=BADLY, home=BADLY)


def missing(kind: str, name: str, written: str = "") -> tuple[Missing, ...]:
    return (Missing(kind, name, f"bin/deploy: {name}: not there", written),)


ABSENT = Rehearsal("", "")
ROLLED = Rehearsal("bin/rollback --drill", "", clean=WELL)
UNROLLED = replace(ROLLED, clean=BADLY)


def alone(deploy: Rehearsal) -> Seen:
    return Seen(deploy, ABSENT)


def rolling(rollback: Rehearsal) -> Seen:
    return Seen(DONE, rollback)


EXAMPLES = (
    (alone(DONE), Pass),
    (alone(replace(DONE, given=("DEPLOY_HOST",))), Pass),
    (alone(replace(LACKING, missing=missing("variable", "TOKEN"))), Fail),
    (alone(replace(LACKING, missing=missing("file", "~/.deployrc"))), Fail),
    (alone(replace(LACKING, missing=missing("variable", "TOKEN", "README.md"))), Unknown),
    (alone(replace(LACKING, missing=missing("package", "yaml", "requirements.txt"))), Unknown),
    (alone(replace(LACKING, missing=missing("access", "somebody's account"))), Unknown),
    (alone(replace(LACKING, home=WELL)), Unknown),
    (alone(replace(LACKING, home=WELL, missing=missing("variable", "TOKEN", "README.md"))), Unknown),
    (alone(LACKING), Unknown),
    (alone(replace(LACKING, clean=replace(BADLY, exit=None, timed_out=True), home=replace(BADLY, exit=None))), Unknown),
    (alone(replace(LACKING, uncommitted=True)), Fail),
    (alone(Rehearsal("bin/deploy", "bin/deploy deploys", is_safe=False)), Unknown),
    (alone(Rehearsal(COMMAND, "", without="launch.toml declares no repository to clone")), Unknown),
    (alone(Rehearsal("", "a push deploys")), NotApplicable),
    (alone(replace(LACKING, missing=missing("variable", "TOKEN"), unsteady=True)), Unknown),
    (alone(replace(LACKING, home=WELL, unsteady=True)), Unknown),
    (alone(replace(LACKING, home=WELL, partial="it has submodules")), Unknown),
    (alone(replace(LACKING, home=WELL, beside=WELL, missing=missing("file", "prod.ini"))), Fail),
    (rolling(ROLLED), Pass),
    (rolling(Rehearsal("bin/rollback", "", is_safe=False)), Pass),
    (rolling(UNROLLED), Pass),
    (rolling(replace(UNROLLED, missing=missing("file", "releases"))), Pass),
    (rolling(replace(UNROLLED, missing=missing("file", "~/.rollbackrc"))), Fail),
    (rolling(replace(UNROLLED, missing=missing("program", "shipper"))), Fail),
    (rolling(replace(UNROLLED, missing=missing("program", "shipper", "README.md"))), Pass),
    (rolling(replace(UNROLLED, missing=missing("access", "somebody's account"))), Pass),
    (rolling(replace(UNROLLED, uncommitted=True)), Fail),
    (Seen(ABSENT, replace(UNROLLED, uncommitted=True)), Fail),
    (Seen(ABSENT, ROLLED), NotApplicable),
    (Seen(replace(LACKING, uncommitted=True), replace(UNROLLED, uncommitted=True)), Fail),
)


def test_what_it_took_is_told() -> None:
    asked = (
        Asked("STAGE", "bin/deploy", "README.md"),
        Asked("HOOK", "bin/deploy", ""),
        Asked("HOST", "bin/deploy", ""),
    )
    reads = Reads(("bin/deploy", "hosts.ini"), ("~/.ssh/config",), asked, needed=("HOST",))

    verdict = DeployNeedsUnwrittenStep().judge(alone(replace(DONE, reads=reads, given=("HOST",))))

    assert isinstance(verdict, Pass)
    assert verdict.because.partition("; ")[2] == (
        "of the clone it opened bin/deploy, hosts.ini; meanwhile it, or another program, opened ~/.ssh/config in the home of "
        "whoever runs this; variables in what it opened: STAGE (not given; told in README.md); HOOK (not given; written "
        "nowhere); HOST (given); it fails without HOST"
    )


def test_a_watch_that_saw_nothing_is_no_list() -> None:
    verdict = DeployNeedsUnwrittenStep().judge(alone(replace(DONE, reads=Reads(without="not on Linux"))))

    assert isinstance(verdict, Pass)
    assert "what it opened was not seen (not on Linux)" in verdict.because
