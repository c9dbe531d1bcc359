"""Writes the marks that audits left behind, as hashes: for the guard that stands in production."""

from pathlib import Path

import click

from launchready import store
from launchready.asking import fail, hand_out, read_declaration, root_option
from launchready.auditing import mint
from launchready.declare.model import ChatSurface, Declaration
from launchready_hunt.canary import Canary, Kind, kind_of
from launchready_hunt.ledger import Ledger, LedgerError
from launchready_hunt.marks import Marks


@click.command("tripwire")
@root_option
@click.option("--out", type=click.Path(path_type=Path), help="The file to write; printed where none is given.")
def command(root: Path, out: Path | None) -> None:
    """Writes the marks of every stored run, and those that launch.toml names as planted, for launchready-guard.

    The file holds keyed hashes: the guard tells a mark that it meets in a model's answer, and whoever reads the file learns
    none. Export it again after an audit, and ship it as you ship configuration.
    """
    declared = read_declaration(root / "launch.toml")
    runs = store.runs(declared.root)
    planted, spaced = _planted(declared)
    try:
        left = [one for run in runs for one in _left(run)]
    except LedgerError as error:
        fail(str(error))
    if not planted and not left:
        fail("nothing is planted: no run is stored, and launch.toml names no `planted` in a chat surface")
    for label in spaced:
        click.echo(f"left out: {label}: what has blanks in it is no mark; plant one of `launchready mint`", err=True)
    marks = Marks.of([*left, *planted], mint(declared.root).secret("tripwire"))
    hand_out(marks.text(), out, f": {len(marks.marks)} marks, of {len(runs)} runs and of launch.toml.")


def _left(run: store.Run) -> list[Canary]:
    """What a run planted that nobody else's word can be: an amount or a name might be."""
    path = run.folder / store.CANARIES
    if not path.exists():
        return []
    with Ledger.open(path) as ledger:
        return [one for one in ledger.canaries() if one.kind in {Kind.token, Kind.key}]


def _planted(declared: Declaration) -> tuple[list[Canary], list[str]]:
    found = [
        Canary(value, kind_of(value), f"{name} of {surface.name}")
        for surface in declared.surfaces
        if isinstance(surface, ChatSurface)
        for name, value in surface.planted
    ]
    return [one for one in found if len(one.value.split()) == 1], [
        one.label for one in found if len(one.value.split()) != 1
    ]
