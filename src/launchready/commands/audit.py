"""Looks at the product that launch.toml declares, and answers GO, NO-GO or INCOMPLETE."""

import asyncio
import secrets
import sys
from datetime import UTC, datetime
from pathlib import Path

import click
import uvloop
from rich.console import Console

from launchready import registry, store
from launchready.asking import declaration_option, fail, read_declaration
from launchready.declare.model import Declaration
from launchready.events import Event, RunFinished
from launchready.judge.decide import EXIT
from launchready.observe.budget import Budget, budget_of
from launchready.observe.errors import CannotTrustError
from launchready.plan import plan
from launchready.report import json_v1, terminal, write
from launchready.report.view import View
from launchready.run import Audit
from launchready_hunt.canary import Mint

KEY = "key"
SEED = "seed"

DELIVERS = {
    "EXP-6": "launchready audit (the ranked risk list)",
    "EXP-7": "launchready audit (the map of surfaces in report.html)",
    "EXP-8": "launchready audit (GO, NO-GO or INCOMPLETE, with its reasons)",
}


def _budget(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> Budget:
    del ctx, param
    try:
        return budget_of(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


@click.command("audit")
@declaration_option
@click.option("--only", multiple=True, metavar="CHECK", help="Look at this check alone (or a stage: `boundaries`).")
@click.option(
    "--budget",
    multiple=True,
    metavar="500r|30s",
    callback=_budget,
    help="Send no more than so many requests, or take no longer than so many seconds; both as `500r,30s`.",
)
@click.option(
    "--seed", default="", metavar="WORD", help="Say to the model, byte for byte, what another run with this word said."
)
@click.option("--resume", is_flag=True, help="Go on with the last run, which was cut off or ended by its budget.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the reports; the run's own by default.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON instead of for people.")
def command(
    declaration: Path,
    only: tuple[str, ...],
    budget: Budget,
    *,
    seed: str,
    resume: bool,
    out: Path | None,
    as_json: bool,
) -> None:
    """Audits the product that launch.toml declares.

    The run is stored below .launchready/ as it goes: after a crash, `--resume` goes on and asks nothing again. What a
    budget cuts off is not known, and `--resume` goes on with that as well. A part of the audit never says GO.
    """
    declared = read_declaration(declaration)
    checks = tuple(check for check in registry.checks() if not only or _wanted(check.id(), only))
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
    mint = Mint(_key(declared.root))
    audit = Audit(declared, plan(declared, checks), run, tell, mint, budget, held, _seed(run, seed))
    try:
        with live:
            finished = uvloop.run(_until_done(audit))
    except CannotTrustError as error:
        fail(str(error))
    view = View.of(events)
    written = write.write_all(view, out or run.folder)
    if as_json:
        click.echo(json_v1.render(view))
    else:
        terminal.summary(view, console, written)
    sys.exit(EXIT[finished.decision.word])


async def _until_done(audit: Audit) -> RunFinished:
    try:
        return await audit.go()
    except asyncio.CancelledError:
        click.echo(f"Cut off. `launchready audit --resume` goes on with {audit.run.name}.", err=True)
        raise


def _wanted(check_id: str, only: tuple[str, ...]) -> bool:
    return check_id in only or check_id.split(".", 1)[0] in only


def _run(declared: Declaration, *, resume: bool) -> store.Run:
    if not resume:
        name = f"{datetime.now(UTC):%Y-%m-%dT%H-%M-%S}-{secrets.token_hex(2)}"
        return store.Run.create(declared.root, name, declared.path.read_text(encoding="utf-8"))
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


def _key(root: Path) -> bytes:
    """The key that makes this product's canaries recognisable as ours; made at the first run."""
    path = root / store.FOLDER / KEY
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_hex(32), encoding="ascii")
        path.chmod(0o600)
    return bytes.fromhex(path.read_text(encoding="ascii"))
