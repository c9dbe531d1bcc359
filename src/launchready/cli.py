"""The command line: each command is a file of `commands/`, imported when it is called."""

import sys
from pathlib import Path

import click

from launchready.lazy import Lazy


@click.command(
    cls=Lazy,
    package="launchready.commands",
    folder=Path(__file__).parent / "commands",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="launchready", message="launchready %(version)s")
def main() -> None:
    """Plants canaries in your product and looks for them where they must never appear.

    Start with `launchready init URL`, then `launchready audit`. Exit codes: 0 GO, 1 NO-GO, 2 usage or declaration wrong,
    3 INCOMPLETE.
    """


if __name__ == "__main__":
    sys.exit(main())
