"""Looks at the product that launch.toml declares, and answers GO, NO-GO or INCOMPLETE."""

import sys
from pathlib import Path

import click
import uvloop
from rich.console import Console

from launchready import registry, store
from launchready.asking import declaration_option, fail, read_declaration
from launchready.auditing import budget_word, mint, new_run, until_done, wanted
from launchready.declare.model import Declaration
from launchready.events import Event, RunFinished
from launchready.for_ci import ForCi, ci_options
from launchready.judge.decide import EXIT
from launchready.observe.budget import Budget
from launchready.observe.errors import CannotTrustError
from launchready.plan import plan
from launchready.report import json_v1, terminal, write
from launchready.report.answer import of_audit
from launchready.report.view import View
from launchready.run import Audit

SEED = "seed"

DELIVERS = {
    "EXP-6": "launchready audit (the ranked risk list)",
    "EXP-7": "launchready audit (the map of surfaces in report.html)",
    "EXP-8": "launchready audit (GO, NO-GO or INCOMPLETE, with its reasons)",
}


@click.command("audit")
@declaration_option
@click.option("--only", multiple=True, metavar="CHECK", help="Look at this check alone (or a stage: `boundaries`).")
@click.option(
    "--budget",
    multiple=True,
    metavar="500r|30s",
    callback=budget_word,
    help="Send no more than so many requests, or take no longer than so many seconds; both as `500r,30s`.",
)
@click.option(
    "--seed", default="", metavar="WORD", help="Say to the model, byte for byte, what another run with this word said."
)
@click.option("--resume", is_flag=True, help="Go on with the last run, which was cut off or ended by its budget.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the reports; the run's own by default.")
@ci_options
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON instead of for people.")
def command(
    declaration: Path,
    only: tuple[str, ...],
    budget: Budget,
    *,
    seed: str,
    resume: bool,
    out: Path | None,
    sarif: Path | None,
    junit: Path | None,
    github: bool,
    as_json: bool,
) -> None:
    """Audits the product that launch.toml declares.

    The run is stored below .launchready/ as it goes: after a crash, `--resume` goes on and asks nothing again. What a
    budget cuts off is not known, and `--resume` goes on with that as well. A part of the audit never says GO.
    """
    for_ci = ForCi("audit", declaration, sarif, junit, github, as_json)
    for_ci.begin()
    declared = read_declaration(declaration)
    checks = tuple(check for check in registry.checks() if not only or wanted(check.id(), only))
    if not checks:
        fail(f"no check is called {' or '.join(only)}; `launchready rows` lists them all")
    run = _run(declared, resume=resume)
    console = Console(stderr=as_json, highlight=False)
    live = terminal.Live(console)
    events: list[Event] = []

    def tell(event: Event) -> None:
        events.append(event)
        live(event)

    held = only if len(checks) < len(registry.checks()) else ()
    audit = Audit(declared, plan(declared, checks), run, tell, mint(declared.root), budget, held, _seed(run, seed))
    try:
        with live:
            finished = uvloop.run(until_done(audit))
    except CannotTrustError as error:
        fail(str(error))
    view = View.of(events)
    written = write.write_all(view, out or run.folder)
    if as_json:
        click.echo(json_v1.render(view))
    else:
        terminal.summary(view, console, written)
    for_ci.end(view, of_audit(view))
    sys.exit(EXIT[finished.decision.word])


def _run(declared: Declaration, *, resume: bool) -> store.Run:
    if not resume:
        return new_run(declared)
    known = store.runs(declared.root)
    if not known:
        fail(f"there is no run below {declared.root / store.FOLDER} to resume; start one without --resume")
    last = known[-1]
    if last.declaration.read_text(encoding="utf-8") != declared.path.read_text(encoding="utf-8"):
        fail(f"{declared.path} has changed since {last.name} began; start a run without --resume")
    ends = [event for event in last.read() if isinstance(event, RunFinished)]
    if ends and not ends[-1].cut:
        fail(f"{last.name} is finished; start a run without --resume")
    return last


def _seed(run: store.Run, seed: str) -> str:
    """The run's seed: what is given, or what it was begun with where it goes on."""
    path = run.folder / SEED
    if path.exists():
        return path.read_text(encoding="utf-8")
    if seed:
        path.write_text(seed, encoding="utf-8")
    return seed
