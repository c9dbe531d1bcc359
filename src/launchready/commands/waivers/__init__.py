"""Looks over the waivers of launch.toml."""

from pathlib import Path

import click

from launchready.lazy import Lazy


@click.command("waivers", cls=Lazy, package=__name__, folder=Path(__file__).parent)
def command() -> None:
    """Looks over the waivers of launch.toml: what its owner accepts until a day."""
