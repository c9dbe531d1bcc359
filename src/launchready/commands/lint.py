"""Reads launch.toml and tells every mistake in it, offline: for a commit hook."""

import sys
from pathlib import Path

import click

from launchready.asking import USAGE, read_declaration


@click.command("lint")
@click.argument("declarations", nargs=-1, type=click.Path(path_type=Path))
def command(declarations: tuple[Path, ...]) -> None:
    """Reads DECLARATIONS (launch.toml by default); nothing is sent. Ends with 2 where there is a mistake."""
    wrong = False
    for path in declarations or (Path("launch.toml"),):
        try:
            read_declaration(path)
        except SystemExit:
            wrong = True
    sys.exit(USAGE if wrong else 0)
