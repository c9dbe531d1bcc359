"""The command line: each command is a file of `commands/`, imported when it is called."""

import importlib
import importlib.util
import pkgutil
import sys
from pathlib import Path

import click

COMMANDS = Path(__file__).parent / "commands"


class Lazy(click.Group):
    """Finds commands by their path and imports only the one that is called, so that `--help` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, by name."""
        del ctx
        return sorted(module.name for module in pkgutil.iter_modules([str(COMMANDS)]))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"launchready.commands.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands with the first line of each file, which needs no import."""
        rows = [(name, _first_line(COMMANDS / f"{name}.py")) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def _first_line(path: Path) -> str:
    with path.open(encoding="utf-8") as file:
        return file.readline().strip().strip('"')


@click.command(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="launchready", message="launchready %(version)s")
def main() -> None:
    """Plants canaries in your product and looks for them where they must never appear.

    Start with `launchready init URL`, then `launchready audit`. Exit codes: 0 GO, 1 NO-GO, 2 usage or declaration wrong,
    3 INCOMPLETE.
    """


if __name__ == "__main__":
    sys.exit(main())
