"""Writes who may ask as an authentication file of Web Fuzzing Commons, for other tools."""

import asyncio
import os
import sys
from pathlib import Path

import click

from launchready.asking import USAGE, declaration_option, fail, read_declaration
from launchready.first.auth_file import auth_file
from launchready.observe.errors import CannotTrustError


@click.command("auth")
@declaration_option
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("auth.yaml"), help="The file; auth.yaml by default."
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def command(declaration: Path, out: Path, *, force: bool) -> None:
    """Writes the principals of DECLARATION for Schemathesis, EvoMaster and whatever else reads Web Fuzzing Commons.

    Each signs in once, so that what is written works. The file holds passwords and tokens: only its owner may read it.
    """
    declared = read_declaration(declaration)
    if out.exists() and not force:
        fail(f"{out} is there already; move it away or say --force")
    try:
        made = asyncio.run(auth_file(declared))
    except CannotTrustError as error:
        fail(str(error))
    out.unlink(missing_ok=True)
    with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(made.text)
    for line in made.left_out:
        click.echo(f"left out: {line}", err=True)
    click.echo(f"{out} is written, with {made.count} users; it holds secrets, keep it out of the repository.")
    sys.exit(0 if made.count else USAGE)
