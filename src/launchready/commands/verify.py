"""Looks again for one finding, in seconds: fixed, still there, or cannot tell."""

import json
import sys
from pathlib import Path

import click
import uvloop

from launchready import registry
from launchready.asking import fail, read_declaration
from launchready.auditing import mint, new_run, until_done
from launchready.declare.model import Declaration
from launchready.events import Event, Judged
from launchready.findings import NoFindingError, found
from launchready.observe.budget import Budget
from launchready.observe.errors import CannotTrustError
from launchready.plan import plan
from launchready.report.words import one_line, visible
from launchready.run import Audit
from launchready.verdict import Fail, Pass

FORMAT = "launchready-verify-v1"
FOLDER = "verified"
"""Where such runs are kept: `last` goes on to mean the last audit or gate."""
FIXED, THERE, UNTOLD = "fixed", "still there", "cannot tell"
EXIT = {FIXED: 0, THERE: 1, UNTOLD: 3}


@click.command("verify")
@click.argument("finding")
@click.option("--at", metavar="TARGET", help="The target, where FINDING is a check that found something at several.")
@click.option("--run", help="The run that has the finding; the newest that looked for it by default.")
@click.option(
    "--declaration", type=click.Path(path_type=Path), default=Path("launch.toml"), show_default=True, help="The file."
)
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def command(finding: str, *, at: str | None, run: str | None, declaration: Path, as_json: bool) -> None:
    """Looks again for FINDING (its fingerprint, the start of one, or its check), and for nothing else.

    Ends with 0 (fixed: looked for as before, and proved gone), 1 (still there), 2 (no such finding, or a mistake) or 3 (cannot
    tell, which is not fixed).
    """
    declared = read_declaration(declaration)
    try:
        before = found(declared.root, finding, at, run).finding
    except NoFindingError as error:
        fail(str(error))
    now = _look(declared, before)
    word = _word(now)
    seconds = now[1]
    if as_json:
        click.echo(json.dumps(_document(before, now[0], word, seconds), indent=2))
    else:
        for line in _lines(before, now[0], word, seconds):
            click.echo(line)
    sys.exit(EXIT[word])


def _look(declared: Declaration, before: Judged) -> tuple[Judged | None, float]:
    """The verdict of today on the same check at the same target, if there still is one; and the seconds it took."""
    check = registry.find(before.check)
    if check is None:
        fail(f"this version has no check {before.check}; run `launchready audit`")
    jobs = tuple(job for job in plan(declared, (check,)) if job.planned.target == before.target)
    if not jobs:
        return None, 0.0
    events: list[Event] = []
    audit = Audit(
        declared, jobs, new_run(declared, FOLDER), events.append, mint(declared.root), Budget(), (before.check,)
    )
    try:
        finished = uvloop.run(until_done(audit))
    except CannotTrustError as error:
        fail(str(error))
    return next(one for one in events if isinstance(one, Judged)), finished.seconds


def _word(now: tuple[Judged | None, float]) -> str:
    match now[0].verdict if now[0] else None:
        case Pass():
            return FIXED
        case Fail():
            return THERE
        case _:
            return UNTOLD


def _lines(before: Judged, now: Judged | None, word: str, seconds: float) -> list[str]:
    head = f"{word}: {one_line(before.title)} ({one_line(before.target)}, {before.fingerprint}), in {seconds:g} s"
    if now is None:
        return [head, f"    launch.toml declares {before.target} no more"]
    lines = [head, f"    {one_line(now.verdict.because)}"]
    if isinstance(now.verdict, Pass):
        lines.append(f"    proved by: {one_line(now.verdict.control)}")
    if isinstance(now.verdict, Fail):
        gone, more = _places(before, now)
        lines += [f"    no longer at {one_line(', '.join(gone))}"] if gone else []
        lines += [f"    now also at {one_line(', '.join(more))}"] if more else []
        lines += [f"    waived until {now.waived.until}"] if now.waived else []
        lines += [f"    see it: {visible(now.verdict.reproduce[0])}"] if now.verdict.reproduce else []
        lines += [f"    mend it: {one_line(now.remedy.do)}"] if now.remedy else []
    return lines


def _document(before: Judged, now: Judged | None, word: str, seconds: float) -> dict[str, object]:
    gone, more = _places(before, now) if now else ((), ())
    return {
        "format": FORMAT,
        "word": word,
        "fingerprint": before.fingerprint,
        "check": before.check,
        "target": before.target,
        "because": now.verdict.because if now else f"launch.toml declares {before.target} no more",
        "control": now.verdict.control if now and isinstance(now.verdict, Pass) else None,
        "gone": list(gone),
        "more": list(more),
        "seconds": seconds,
    }


def _places(before: Judged, now: Judged) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Places where it no longer is, and where it was not; none where it is gone altogether."""
    were = before.verdict.places if isinstance(before.verdict, Fail) else ()
    are = now.verdict.places if isinstance(now.verdict, Fail) else were
    return tuple(one for one in were if one not in are), tuple(one for one in are if one not in were)
