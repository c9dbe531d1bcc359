"""What audit and gate write for a CI beside their answer: SARIF, JUnit, and what GitHub shows."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

import click

from launchready.report import github, junit, sarif
from launchready.report.answer import Answer
from launchready.report.view import View

CommandT = TypeVar("CommandT", bound=Callable[..., object])
SUMMARY = "GITHUB_STEP_SUMMARY"


def ci_options(command: CommandT) -> CommandT:
    """Adds `--sarif`, `--junit` and `--github`."""
    file = click.Path(path_type=Path, dir_okay=False)
    for option in (
        click.option(
            "--github", is_flag=True, help="Annotate lines of launch.toml and write the job's summary, on GitHub."
        ),
        click.option("--junit", type=file, metavar="FILE", help="Write JUnit's XML as well."),
        click.option("--sarif", type=file, metavar="FILE", help="Write SARIF 2.1.0 as well."),
    ):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class ForCi:
    """Where to write."""

    of: str
    declaration: Path
    sarif: Path | None
    junit: Path | None
    on_github: bool
    stderr: bool
    """Whether commands go to standard error, as standard output is a program's."""
    _held: tuple[str, str] = field(default_factory=github.held_back)
    _done: list[bool] = field(default_factory=list)

    def begin(self) -> None:
        """Writes a valid, empty SARIF, so that it can be sent in whatever comes of the run; holds GitHub's commands back."""
        if self.sarif:
            self._write(self.sarif, sarif.empty(version("launchready"), self.of))
        if self.on_github:
            click.echo(self._held[0], err=self.stderr)
            click.get_current_context().call_on_close(self._let_go)

    def end(self, view: View, answer: Answer) -> None:
        """Writes all that was asked for."""
        anchor = in_repository(self.declaration)
        if self.sarif:
            self._write(self.sarif, sarif.render(view, answer, anchor))
        if self.junit:
            self._write(self.junit, junit.render(view, answer))
        if self.on_github:
            self._let_go()
            for line in github.annotations(view, answer, anchor):
                click.echo(line, err=self.stderr)
            if path := os.environ.get(SUMMARY):
                with Path(path).open("a", encoding="utf-8") as file:
                    file.write(github.summary(view, answer))

    def _let_go(self) -> None:
        """Has GitHub take commands again; once, however the run ends."""
        if not self._done:
            self._done.append(True)
            click.echo(self._held[1], err=self.stderr)

    @staticmethod
    def _write(path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def in_repository(path: Path) -> str:
    """A file's path as its repository knows it; its name alone where it is in none."""
    whole = path.resolve()
    top = next((folder for folder in whole.parents if (folder / ".git").exists()), whole.parent)
    return whole.relative_to(top).as_posix()
