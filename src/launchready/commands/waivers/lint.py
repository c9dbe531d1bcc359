"""Says which waivers ended, cover nothing, cover too much, or give no reason."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from launchready import registry, store
from launchready.asking import declaration_option, fail, read_declaration
from launchready.judge.lint import lint
from launchready.report.view import NoRunError, View
from launchready.report.words import count, one_line

TO_MEND = 1


@click.command("lint")
@declaration_option
def command(declaration: Path) -> None:
    """Reads the waivers of DECLARATION; ends with 1 where one must be mended, and with 2 where the file has mistakes.

    Offline, for a commit hook. A waiver without reason, owner or day, or with a day more than 90 days away, is a mistake
    of the file. Where a run is stored, it also tells which waivers have nothing to cover any more.
    """
    declared = read_declaration(declaration)
    try:
        known = store.runs(declared.root)
        results = View.of(known[-1].read()).results if known else ()
    except NoRunError:
        results = ()
    except store.StoreError as error:
        fail(str(error))
    checks = tuple(check.id() for check in registry.checks())
    remarks = lint(declared.waivers, checks, results, datetime.now(UTC).date())
    about = {one.line: f"{one.check} at {one.target or 'every target'}" for one in declared.waivers}
    for one in sorted(remarks, key=lambda remark: remark.line):
        sign = "" if one.must else " (good to know)"
        click.echo(
            f"{declaration}:{one.line}: {one_line(about[one.line])}: {one_line(one.says)}{sign}\n    {one_line(one.do)}"
        )
    must = sum(one.must for one in remarks)
    click.echo(f"{count(len(declared.waivers), 'waiver')}, {must} to mend.")
    sys.exit(TO_MEND if must else 0)
