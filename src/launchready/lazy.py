"""A group of commands, each a file of one folder: found by its path, imported when it is called."""

import importlib
import pkgutil
from pathlib import Path

import click


class Lazy(click.Group):
    """Finds commands by their path and imports only the one that is called, so that `--help` is quick.

    A folder among the files is a group of its own: its `__init__.py` holds the group.
    """

    def __init__(self, *args: object, package: str, folder: Path, **kwargs: object) -> None:
        """`package` and `folder` are where the commands are."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # click's own, passed on as they came
        self._package = package
        self._folder = folder

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, by name."""
        del ctx
        return sorted(module.name for module in pkgutil.iter_modules([str(self._folder)]))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"{self._package}.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands with the first line of each file, which needs no import."""
        rows = [(name, self._first_line(name)) for name in self.list_commands(ctx)]
        if rows:  # click refuses an empty list
            with formatter.section("Commands"):
                formatter.write_dl(rows)

    def _first_line(self, name: str) -> str:
        inner = self._folder / name / "__init__.py"
        path = inner if inner.exists() else self._folder / f"{name}.py"
        with path.open(encoding="utf-8") as file:
            return file.readline().strip().strip('"')
