"""Judges a stored run again, from what was seen then; the product is not touched."""

import sys
from dataclasses import replace
from pathlib import Path

import click
from rich.console import Console

from launchready import registry, store
from launchready.asking import fail, read_declaration, root_option
from launchready.events import Event, Judged, RunFinished, RunStarted
from launchready.judge.decide import EXIT, decide, left_out
from launchready.judging import judge_run
from launchready.plan import plan
from launchready.report import json_v1, terminal, write
from launchready.report.view import View


@click.command("judge")
@click.argument("run", default="last")
@root_option
@click.option("--out", type=click.Path(path_type=Path), help="Write the reports into this folder.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def command(run: str, root: Path, *, out: Path | None, as_json: bool) -> None:
    """Judges RUN again (a name, the start of one, a folder, or `last`) with the checks and waivers of today."""
    try:
        stored = store.find(root, run)
        events = list(stored.read())
    except store.StoreError as error:
        fail(str(error))
    today = root / "launch.toml"
    declared = read_declaration(stored.declaration)
    if today.exists():
        declared = replace(declared, waivers=read_declaration(today).waivers)
    names = {planned.check for event in events if isinstance(event, RunStarted) for planned in event.plan}
    jobs = plan(declared, tuple(check for check in registry.checks() if check.id() in names))
    results = judge_run(stored, jobs, declared)
    again: list[Event] = [event for event in events if not isinstance(event, Judged | RunFinished)]
    ends = [event for event in events if isinstance(event, RunFinished)]
    only = next((event.only for event in events if isinstance(event, RunStarted)), ())
    decision = decide(results, left_out(only, ends[-1].cut if ends else ""))
    again += results
    if ends:
        again.append(replace(ends[-1], decision=decision))
    else:
        again.append(RunFinished("", 0.0, stored.requests(), (), decision))
    view = View.of(again)
    written = write.write_all(view, out) if out else ()
    if as_json:
        click.echo(json_v1.render(view))
    else:
        terminal.summary(view, Console(highlight=False), written)
    sys.exit(EXIT[decision.word])
