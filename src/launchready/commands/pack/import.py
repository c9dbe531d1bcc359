"""Makes a pack of prompts that another tool's file holds."""

# ruff: noqa: N999 - the command is called so

from pathlib import Path

import click

from launchready.asking import fail, told
from launchready.declare.packs.read import read
from launchready.declare.packs.shape import ID
from launchready.declare.packs.taking import REFS, prompts_of, taken, written


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--from", "kind", type=click.Choice(["garak", "promptfoo", "text"]), required=True, help="Whose file it is."
)
@click.option("--name", required=True, help="The name of the pack.")
@click.option(
    "--goal", type=click.Choice(list(REFS)), default="leak", show_default=True, help="What its prompts are after."
)
def command(file: Path, kind: str, name: str, goal: str) -> None:
    """Writes NAME.toml with the prompts of FILE; tells each that could not be taken."""
    if not ID.fullmatch(name):
        fail(f"{name} is no name of a pack: write lower-case words joined by hyphens, such as our-products")
    path = Path(f"{name}.toml")
    if path.exists():
        fail(f"{path} is there already; take another name")
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        fail(f"{file} cannot be read: {error}")
    found = taken(prompts_of(text, kind, file.suffix), goal, file.name)
    for one in found.left:
        click.echo(f"{file}: {one.place} was not taken: {one.wrong}", err=True)
    if not found.attacks:
        fail(f"no prompt of {file} could be taken; nothing was written")
    try:
        with path.open("x", encoding="utf-8") as out:
            out.write(written(found, name, file.name))
    except OSError as error:
        fail(f"{path} cannot be written: {error}")
    told(lambda: read(path))
    click.echo(
        f"{path}: {len(found.attacks)} attacks, {len(found.left)} not taken. Name their licence and their author."
    )
