"""Lists the packs with what they hold."""

from collections import Counter
from functools import partial
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from launchready.asking import told
from launchready.declare.packs.library import shipped
from launchready.declare.packs.read import read

DELIVERS = {"ABU-6": "launchready pack (an AI safety test pack that anyone can extend)"}


@click.command("list")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
def command(files: tuple[Path, ...]) -> None:
    """Lists the packs that come with the program, and those in FILES."""
    packs = (*shipped(), *(told(partial(read, path)) for path in files))
    table = Table("pack", "attacks", "variants", "goals", "about", box=None, pad_edge=False)
    for pack in packs:
        goals = Counter(attack.goal.value for attack in pack.attacks)
        shown = ", ".join(f"{goal} {count}" for goal, count in goals.most_common())
        table.add_row(pack.name, str(len(pack.attacks)), str(len(list(pack.variants()))), shown, pack.about)
    Console(highlight=False).print(table)
