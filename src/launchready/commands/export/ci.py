"""Writes what a CI runs: the gate before each deploy, the whole audit each night."""

import importlib
import pkgutil
from importlib.metadata import version
from pathlib import Path

import click

from launchready.asking import declaration_option, hand_out, read_declaration
from launchready.for_ci import in_repository
from launchready.remedy import ci as forms
from launchready.remedy.ci._plan import plan, remarks

DELIVERS = {"AUT-1": "launchready export ci (the gate looks for secrets at each push; the hooks do before each commit)"}
FORMS = sorted(module.name for module in pkgutil.iter_modules(forms.__path__) if not module.name.startswith("_"))


@click.command("ci")
@declaration_option
@click.option("--for", "form", type=click.Choice(FORMS), default="github", show_default=True, help="Whose CI.")
@click.option("--branch", default="main", show_default=True, help="The branch that is deployed.")
@click.option("--out", type=click.Path(path_type=Path), help="The file to write; printed where none is given.")
def command(declaration: Path, *, form: str, branch: str, out: Path | None) -> None:
    """Writes a workflow of GitHub Actions or a template for GitLab CI that runs the gate and the audit of DECLARATION."""
    read_declaration(declaration)
    text = declaration.read_text(encoding="utf-8-sig")
    made = plan(text, in_repository(declaration), version("launchready"), branch)
    hand_out(importlib.import_module(f"{forms.__name__}.{form}").render(made), out, ".")
    if out is not None:
        for line in remarks(made):
            click.echo(line)
