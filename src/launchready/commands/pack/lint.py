"""Checks packs, and names every mistake with its line."""

from functools import partial
from pathlib import Path

import click

from launchready.asking import told
from launchready.declare.packs.read import read


@click.command("lint")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def command(files: tuple[Path, ...]) -> None:
    """Checks the packs in FILES; ends with 2 where one cannot be used."""
    for pack in [told(partial(read, path)) for path in files]:
        click.echo(f"{pack.path}: {len(pack.attacks)} attacks, {len(list(pack.variants()))} variants, no mistake")
