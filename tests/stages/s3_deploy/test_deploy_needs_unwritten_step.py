"""A step is unwritten where a fresh clone lacks what no document names; access and written things are not known."""

from dataclasses import replace

from launchready.check import Fail, NotApplicable, Pass, Unknown
from launchready.observe.ops.rehearsal import Missing, Rehearsal
from launchready.observe.ops.running import Ran

COMMAND = "bin/deploy --drill"
WELL = Ran(f"cd /tmp/x && {COMMAND}", 0, 0.4, "released: drill\n")
BADLY = Ran(f"cd /tmp/x && {COMMAND}", 2, 0.1, "bin/deploy: 4: TOKEN: parameter not set\n")
DONE = Rehearsal(COMMAND, "bin/deploy deploys", clean=WELL)
LACKING = replace(DONE, clean=BADLY, home=BADLY)


def missing(kind: str, name: str, written: str = "") -> tuple[Missing, ...]:
    return (Missing(kind, name, f"bin/deploy: {name}: not there", written),)


EXAMPLES = (
    (DONE, Pass),
    (replace(DONE, given=("DEPLOY_HOST",)), Pass),
    (replace(LACKING, missing=missing("variable", "TOKEN")), Fail),
    (replace(LACKING, missing=missing("file", "~/.deployrc")), Fail),
    (replace(LACKING, missing=missing("variable", "TOKEN", "README.md")), Unknown),
    (replace(LACKING, missing=missing("access", "somebody's account")), Unknown),
    (replace(LACKING, home=WELL), Fail),
    (replace(LACKING, home=WELL, missing=missing("variable", "TOKEN", "README.md")), Unknown),
    (LACKING, Unknown),
    (replace(LACKING, clean=replace(BADLY, exit=None, timed_out=True), home=replace(BADLY, exit=None)), Unknown),
    (replace(LACKING, uncommitted=True), Fail),
    (Rehearsal("bin/deploy", "bin/deploy deploys", is_safe=False), Unknown),
    (Rehearsal(COMMAND, "", without="launch.toml declares no repository to clone"), Unknown),
    (Rehearsal("", "a push deploys"), NotApplicable),
)
