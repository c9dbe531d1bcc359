"""What the commands share: finding and reading launch.toml, and ending with one clear message."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TypeVar

import click

from launchready.declare.model import Declaration
from launchready.declare.read import DeclarationError, read

ReadT = TypeVar("ReadT")
CommandT = TypeVar("CommandT", bound=Callable[..., object])
USAGE = 2


def declaration_option(command: CommandT) -> CommandT:
    """Adds the argument DECLARATION, `launch.toml` by default."""
    return click.argument("declaration", type=click.Path(path_type=Path), default=Path("launch.toml"))(command)


def root_option(command: CommandT) -> CommandT:
    """Adds `--root`, the folder whose .launchready/ holds the runs."""
    return click.option(
        "--root",
        type=click.Path(path_type=Path, file_okay=False, exists=True),
        default=Path(),
        help="The folder of launch.toml, whose .launchready/ holds the runs.",
    )(command)


def read_declaration(path: Path) -> Declaration:
    """The declaration; every mistake in it is told and the program ends with 2."""
    return told(lambda: read(path), "in the declaration; nothing was sent")


def told(reading: Callable[[], ReadT], where: str = "in it") -> ReadT:
    """What is read from a file; every mistake in it is told and the program ends with 2."""
    try:
        return reading()
    except DeclarationError as error:
        for mistake in error.mistakes:
            place = f"{error.path}:{mistake.line}" if mistake.line else str(error.path)
            key = f"{mistake.key}: " if mistake.key else ""
            click.echo(f"{place}: {key}{mistake.wrong}\n    {mistake.do}", err=True)
        count = len(error.mistakes)
        click.echo(f"{count} mistake{'s' if count > 1 else ''} {where}.", err=True)
        sys.exit(USAGE)


def hand_out(text: str, out: Path | None, told: str) -> None:
    """Prints what was asked for, or writes it to a file and tells so in one line: `FILE is written` and what follows."""
    if out is None:
        click.echo(text, nl=False)
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(text, encoding="utf-8")
    click.echo(f"{out} is written{told}")


def fail(words: str) -> NoReturn:
    """Ends the program with 2 and one message."""
    click.echo(f"launchready: {words}", err=True)
    sys.exit(USAGE)
