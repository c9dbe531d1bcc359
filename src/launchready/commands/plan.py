"""Lays the open findings over a 48-hour sprint, stage by stage, and says what is left."""

from pathlib import Path

import click

from launchready import store
from launchready.asking import fail, hand_out, root_option
from launchready.judge.sprint import sprint
from launchready.report.sprint import Since, render
from launchready.report.view import NoRunError, View
from launchready.verdict import Pass

HOURS = 20.0
"""What two days hold of work for one person."""


@click.command("plan")
@click.argument("run", default="last")
@root_option
@click.option(
    "--hours",
    type=click.FloatRange(min=0.5),
    default=HOURS,
    show_default=True,
    help="Hours of work in the 48, of all people.",
)
@click.option("--since", metavar="RUN", help="Say what of an earlier run's findings is mended.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="The file to write, in Markdown; printed where none is given."
)
def command(run: str, root: Path, *, hours: float, since: str | None, out: Path | None) -> None:
    """Plans what RUN found: what the launch waits for first, then what costs most, while it fits; effort and owner each.

    What could not be told and must be counts as something to do: to make it visible.
    """
    view = _view(root, run)
    made = sprint(view.results, hours)
    hand_out(render(made, view, _since(_view(root, since), view) if since else None), out, ".")


def _view(root: Path, name: str) -> View:
    try:
        return View.of(store.find(root, name).read())
    except (store.StoreError, NoRunError) as error:
        fail(str(error))


def _since(old: View, new: View) -> Since:
    """What is proved sound counts as mended; what could not be told does not."""
    were = {one.fingerprint for one in old.findings}
    sound = {one.fingerprint for one in new.results if isinstance(one.verdict, Pass)}
    fresh = {one.fingerprint for one in new.findings} - were
    return Since(old.run.run, len(were & sound), len(were), len(fresh))
