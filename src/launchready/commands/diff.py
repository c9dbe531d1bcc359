"""Says what is new, gone and still there between two runs."""

from pathlib import Path

import click
from rich.console import Console

from launchready import store
from launchready.asking import fail, root_option
from launchready.report import difference
from launchready.report.view import View


@click.command("diff")
@click.argument("old")
@click.argument("new", default="last")
@root_option
def command(old: str, new: str, root: Path) -> None:
    """Compares two runs by the fingerprints of their findings."""
    try:
        views = [View.of(tuple(store.find(root, name).read())) for name in (old, new)]
    except store.StoreError as error:
        fail(str(error))
    difference.render(difference.difference(*views), Console(highlight=False))
