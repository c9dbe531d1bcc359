"""Shows a check's page: the risk, what it does, and how to see it yourself."""

import difflib
import inspect

import click

from launchready import registry
from launchready.asking import fail
from launchready.report import explain


@click.command("explain")
@click.argument("check")
def command(check: str) -> None:
    """Shows the page of CHECK (`boundaries.cors-reflects-origin`)."""
    found = registry.find(check)
    if found is None:
        near = difflib.get_close_matches(check, [one.id() for one in registry.checks()], 3, 0.3)
        fail(f"no check is called {check}" + (f"; did you mean {' or '.join(near)}?" if near else ""))
    page = explain.page(
        id=found.id(),
        title=found.title,
        docstring=inspect.cleandoc(type(found).__doc__ or ""),
        impact=found.impact,
        rows=found.rows,
        refs=found.refs,
        touch=found.touch,
        faults=found.faults,
    )
    click.echo(page)
