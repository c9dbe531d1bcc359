"""Accepts a finding until a day: writes the waiver into launch.toml, with its reason and owner."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import click

from launchready.asking import fail, told
from launchready.declare.cross import WAIVER_DAYS
from launchready.declare.model import Waiver
from launchready.declare.parsing import text_of
from launchready.declare.waiving import CannotWriteError, write
from launchready.findings import NoFindingError, found
from launchready.judge.lint import says_nothing
from launchready.report.words import one_line
from launchready.verdict import Impact

DAYS = re.compile(r"(\d{1,4})d")
BOM = b"\xef\xbb\xbf"


def _day(ctx: click.Context, param: click.Parameter, value: str) -> date:
    del ctx, param
    today = datetime.now(UTC).date()
    try:
        until = today + timedelta(int(days[1])) if (days := DAYS.fullmatch(value)) else date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{value} is no day: write {today + timedelta(30)}, or 30d") from None
    last = today + timedelta(WAIVER_DAYS)
    if not today < until <= last:
        raise click.BadParameter(
            f"{until} is not between tomorrow and {last}: a waiver lasts {WAIVER_DAYS} days at most"
        )
    return until


@click.command("waive")
@click.argument("finding")
@click.option("--reason", required=True, help="Why it is accepted, for whoever reads it in two months.")
@click.option("--owner", required=True, metavar="NAME", help="Who accepts it: the name of an [owner.…].")
@click.option("--until", required=True, metavar="DAY", callback=_day, help="2026-01-31, or 30d; at most 90 days ahead.")
@click.option("--at", metavar="TARGET", help="The target, where FINDING is a check that found something at several.")
@click.option("--run", help="The run that has the finding; the newest that looked for it by default.")
@click.option(
    "--declaration", type=click.Path(path_type=Path), default=Path("launch.toml"), show_default=True, help="The file."
)
def command(
    finding: str, *, reason: str, owner: str, until: date, at: str | None, run: str | None, declaration: Path
) -> None:  # fmt: skip
    """Waives FINDING: its fingerprint (or the start of one), or the id of its check.

    Only what a run has found can be waived, one finding at a time. On its day the finding is back, and says so. A finding that
    is waived already gets the new reason, owner and day.
    """
    if says_nothing(reason):
        fail(f"{one_line(reason)!r} is no reason: say why the finding is accepted, for whoever reads it in two months")
    try:
        one = found(declaration.parent, finding, at, run).finding
    except NoFindingError as error:
        fail(f"only what a run has found can be waived. {error}")
    text = told(lambda: text_of(declaration), "in the declaration; nothing was written")
    waiver = Waiver(one.check, one.target, reason, owner, until, 0)
    today = datetime.now(UTC).date()
    try:
        made = told(lambda: write(text, declaration, waiver, today), "in it; nothing was written")
    except CannotWriteError as error:
        fail(str(error))
    mark = BOM if declaration.read_bytes().startswith(BOM) else b""
    declaration.write_bytes(mark + made.text.encode())
    again = "is waived anew" if made.renewed else "is waived"
    click.echo(
        f"{declaration}:{made.waiver.line}: {one.check} at {one_line(one.target)} {again} until {until}, by {owner}."
    )
    if one.impact is Impact.BLOCKS_LAUNCH:
        click.echo("It blocks the launch: until then a GO says that it is waived, by name and date.")
    click.echo("Commit the file. On that day the finding is back.")
