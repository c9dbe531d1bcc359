"""Says which waivers ended, cover nothing, cover too much, or give no reason."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from launchready import registry, store
from launchready.asking import fail, read_declaration
from launchready.events import Judged
from launchready.judge.lint import Remark, lint
from launchready.report.view import NoRunError, View
from launchready.report.words import count, one_line

TO_MEND = 1


@click.command("lint")
@click.argument("declarations", nargs=-1, type=click.Path(path_type=Path))
def command(declarations: tuple[Path, ...]) -> None:
    """Reads the waivers of DECLARATIONS (launch.toml by default); ends with 1 where one must be mended, with 2 for mistakes.

    Offline, for a commit hook. A waiver without reason, owner or day, or with a day more than 90 days away, is a mistake
    of the file. Where a run is stored, it also tells which waivers have nothing to cover any more.
    """
    total = must = 0
    for path in declarations or (Path("launch.toml"),):
        declared = read_declaration(path)
        remarks = lint(declared.waivers, registry.ids(), _last(declared.root), datetime.now(UTC).date())
        about = {one.line: f"{one.check} at {one.target or 'every target'}" for one in declared.waivers}
        for one in sorted(remarks, key=lambda remark: remark.line):
            click.echo(_words(path, one, about[one.line]))
        total += len(declared.waivers)
        must += sum(one.must for one in remarks)
    click.echo(f"{count(total, 'waiver')}, {must} to mend.")
    sys.exit(TO_MEND if must else 0)


def _last(root: Path) -> tuple[Judged, ...]:
    """What the last run said, if there is one."""
    known = store.runs(root)
    try:
        return View.of(known[-1].read()).results if known else ()
    except NoRunError:
        return ()
    except store.StoreError as error:
        fail(str(error))


def _words(path: Path, one: Remark, about: str) -> str:
    sign = "" if one.must else " (good to know)"
    return f"{path}:{one.line}: {one_line(about)}: {one_line(one.says)}{sign}\n    {one_line(one.do)}"
