"""Looks at what a deploy may wait for, and stops it where something is new."""

import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click
import uvloop
from rich.console import Console

from launchready import registry, store
from launchready.asking import declaration_option, fail, read_declaration
from launchready.auditing import budget_word, mint, new_run, until_done, wanted
from launchready.declare.model import ApiSurface, Declaration
from launchready.events import Event
from launchready.for_ci import ForCi, ci_options
from launchready.gating import BOUNDARIES, HELD, chosen, in_order, left_to_audit, stage_of
from launchready.judge import baseline as known
from launchready.judge.decide import EXIT
from launchready.judge.gate import gate
from launchready.observe.budget import Budget
from launchready.observe.errors import CannotTrustError
from launchready.plan import Job, plan
from launchready.report import gate as report
from launchready.report import terminal, write
from launchready.report.answer import of_gate
from launchready.report.view import View
from launchready.report.words import count
from launchready.run import Audit
from launchready.taking_over import Taken, mark, take_over
from launchready.verdict import Impact

BASELINE = "launchready-baseline.json"
IMPACTS = {one.name.lower().replace("_", "-"): one for one in Impact}

DELIVERS = {
    "AUT-7": "launchready gate (a new finding, an authorization test's first of all, stops the deploy)",
}


@click.command("gate")
@declaration_option
@click.option("--only", multiple=True, metavar="CHECK", help="Look at this check alone (or a stage: `boundaries`).")
@click.option(
    "--baseline",
    type=click.Path(path_type=Path, dir_okay=False),
    help=f"The file of what is known; {BASELINE} beside DECLARATION by default.",
)
@click.option("--write-baseline", is_flag=True, help="Write the file from what is seen now, to be committed.")
@click.option(
    "--changed",
    is_flag=True,
    help="Look again only at surfaces of whose [sources] something changed since the last whole gate, and at the whole product.",
)
@click.option(
    "--stops",
    type=click.Choice(list(IMPACTS)),
    default="good-to-know",
    show_default=True,
    help="The least impact of a new finding that stops the deploy.",
)
@click.option(
    "--budget",
    multiple=True,
    metavar="500r|30s",
    callback=budget_word,
    help="Send no more requests, or take no longer; what is cut off makes it INCOMPLETE.",
)
@ci_options
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def command(
    declaration: Path,
    only: tuple[str, ...],
    baseline: Path | None,
    budget: Budget,
    stops: str,
    *,
    write_baseline: bool,
    changed: bool,
    sarif: Path | None,
    junit: Path | None,
    github: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Looks at what a deploy of DECLARATION's product may wait for, boundaries first; only what is new stops it.

    Ends with 0 (GO), 1 (NO-GO: a finding that is not in the baseline, at a place that is not, or whose waiver ended), 2 (a mistake in
    usage, declaration or baseline) or 3 (INCOMPLETE: too little could be seen to say so). Nothing looked at is never GO.
    """
    for_ci = ForCi("gate", declaration, sarif, junit, github, as_json)
    for_ci.begin()
    declared = read_declaration(declaration)
    if write_baseline and only:
        fail("a baseline is of the whole gate: leave --only away")
    if write_baseline and changed:
        fail("a baseline is of what is seen now: leave --changed away")
    checks = tuple(check for check in chosen() if not only or wanted(check.id(), only))
    if not checks:
        fail(
            f"the gate has no check {' or '.join(only)}; `launchready rows` lists all, `launchready audit --only` looks at any"
        )
    path = baseline or declared.root / BASELINE
    base = None if write_baseline else _read(path, given=baseline is not None)
    console = Console(stderr=as_json, highlight=False)
    jobs = in_order(plan(declared, checks))
    taken = take_over(declared, jobs) if changed else Taken((), "")
    run = new_run(declared)
    view = _looked(Going(declared, jobs, taken, run, budget, only), console)
    cut = view.finished.cut if view.finished else ""
    has_api = any(isinstance(one, ApiSurface) for one in declared.surfaces)
    first = BOUNDARIES if has_api and any(stage_of(check.id()) == BOUNDARIES for check in checks) else None
    base = known.of(view.results) if write_baseline else base
    over = frozenset(store.fingerprint(one.check, one.target) for one in taken.looks)
    found = gate(view.results, base, first=first, stops=IMPACTS[stops], cut=cut, taken=over)
    left = () if only else tuple(filter(None, map(left_to_audit, registry.checks())))
    told = report.Told(view, found, None if base is None else str(path), taken.says, left)
    written = write.write_all(view, run.folder)
    if write_baseline and base and not found.missing:
        path.write_text(known.render(base, declared.product.name, f"{datetime.now(UTC):%Y-%m-%d}"), encoding="utf-8")
        gaps = f"{count(len(base.findings), 'finding')} and {count(len(base.unknown), 'gap')}"
        click.echo(f"{path} is written, with {gaps} that are known from now on. Read it, and commit it.", err=as_json)
    elif write_baseline:
        click.echo(f"{path} is not written: too little could be seen.", err=True)
    if as_json:
        click.echo(report.document(told), nl=False)
    else:
        report.render(told, console)
        console.print(f"· report {written[0]}", style="dim", soft_wrap=True)
    for_ci.end(view, of_gate(told))
    sys.exit(EXIT[found.word])


@dataclass(frozen=True, slots=True)
class Going:
    """What one go of the gate is given."""

    declared: Declaration
    jobs: tuple[Job, ...]
    taken: Taken
    run: store.Run
    budget: Budget
    only: tuple[str, ...]


def _looked(going: Going, console: Console) -> View:
    """Looks, while it tells how far it is."""
    for look in going.taken.looks:
        going.run.append(look)
    if not going.only and not going.taken.looks:
        mark(going.run, going.declared)
    live = terminal.Live(console)
    events: list[Event] = []

    def tell(event: Event) -> None:
        events.append(event)
        live(event)

    key, held = mint(going.declared.root), going.only or HELD
    audit = Audit(going.declared, going.jobs, going.run, tell, key, going.budget, held)
    try:
        with live:
            uvloop.run(until_done(audit))
    except CannotTrustError as error:
        fail(str(error))
    return View.of(events)


def _read(path: Path, *, given: bool) -> known.Baseline | None:
    """The baseline; None where there is none and none was named."""
    if not given and not path.exists():
        return None
    try:
        return known.parse(path.read_text(encoding="utf-8"))
    except OSError as error:
        fail(f"{path} cannot be read ({error.strerror}); write it with --write-baseline")
    except (known.NotABaselineError, UnicodeDecodeError) as error:
        fail(f"{path}: {error}")
