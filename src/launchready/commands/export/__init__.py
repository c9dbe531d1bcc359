"""Writes what a product takes from an audit and keeps as its own: rules, tests."""

from pathlib import Path

import click

from launchready.lazy import Lazy


@click.command("export", cls=Lazy, package=__name__, folder=Path(__file__).parent)
def command() -> None:
    """Writes what a product takes from an audit and keeps as its own."""
