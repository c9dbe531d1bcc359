"""Writes what would mend a run's findings at the edge: for Cloudflare, Caddy or nginx."""

import importlib
import pkgutil
from pathlib import Path

import click

from launchready import store
from launchready.asking import fail, hand_out, read_declaration, root_option
from launchready.events import Judged
from launchready.remedy import edge as forms
from launchready.remedy.edge._plan import KINDS, plan

DELIVERS = {
    "EDG-6": "launchready export edge (an edge plan, ready to apply)",
}
FORMS = sorted(module.name for module in pkgutil.iter_modules(forms.__path__) if not module.name.startswith("_"))


@click.command("edge")
@click.argument("run", default="last")
@click.option("--provider", type=click.Choice(FORMS), required=True, help="Whose rules are written.")
@root_option
@click.option("--out", type=click.Path(path_type=Path), help="The file to write; printed where none is given.")
def command(run: str, root: Path, *, provider: str, out: Path | None) -> None:
    """Writes rules for the edge that mend what RUN found: HTTPS, one host, TLS, headers, cache, origin, staff's pages.

    Each rule stands under the finding that asks for it. What is sound already gets no rule.
    """
    declared = read_declaration(root / "launch.toml")
    try:
        stored = store.find(root, run)
        results = [event for event in stored.read() if isinstance(event, Judged)]
    except store.StoreError as error:
        fail(str(error))
    made = plan(declared, results, stored.name)
    if not made.mends:
        click.echo(
            f"The run {stored.name} found nothing that an edge could mend ({len(KINDS)} checks look for it).", err=True
        )
        return
    try:
        text: str = importlib.import_module(f"{forms.__name__}.{provider}").render(made)
    except ValueError as error:
        fail(str(error))
    kinds, left = len({one.check for one in made.mends}), text.count("# not here")
    hand_out(
        text, out, f": for {kinds} kinds of findings{f'; {left} times it says what it cannot mend' if left else ''}."
    )
