"""Lists, shows, checks and begins packs of attacks on the chatbot."""

from pathlib import Path

import click

from launchready.lazy import Lazy


@click.group("pack", cls=Lazy, package=__name__, folder=Path(__file__).parent)
def command() -> None:
    """Packs of attacks: files of TOML that anyone can write."""
