"""Says what is missing on this machine or in launch.toml before an audit can prove all it could."""

import asyncio
import sys
from itertools import groupby
from pathlib import Path

import click

from launchready.asking import USAGE, declaration_option
from launchready.first.doctor import State, doctor

MARKS = {State.OK: "✓", State.MISSING: "✗", State.NOT_TRIED: "?", State.NOT_DECLARED: "·"}


@click.command("doctor")
@declaration_option
def command(declaration: Path) -> None:
    """Looks at this machine and at DECLARATION; signs in as each principal; ends with 2 where something is missing."""
    lines = asyncio.run(doctor(declaration))
    for part, group in groupby(lines, key=lambda line: line.part):
        click.echo(part)
        for line in group:
            where = f" ({declaration}:{line.line})" if line.line else ""
            click.echo(f"  {MARKS[line.state]} {line.what}{where}")
            if line.do:
                click.echo(f"      {line.do}")
    missing = sum(line.state is State.MISSING for line in lines)
    click.echo(f"{missing} missing" if missing else "Nothing is missing.")
    sys.exit(USAGE if missing else 0)
