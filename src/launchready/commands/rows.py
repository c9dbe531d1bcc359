"""Prints every promised row with the checks that prove it, their faults, and what delivers it."""

import json
import sys

import click

from launchready import registry, roadmap
from launchready.delivers import deliverers


@click.command("rows")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--open", "only_open", is_flag=True, help="Only rows that nothing proves or delivers yet.")
def command(*, as_json: bool, only_open: bool) -> None:
    """Prints the roadmap: what is promised and what is proved."""
    made = deliverers()
    table = [
        {
            "id": row.id,
            "row": row.row,
            "checks": [check.id() for check in registry.checks() if row.id in check.rows],
            "faults": sorted({fault for check in registry.checks() if row.id in check.rows for fault in check.faults}),
            "delivers": list(made.get(row.id, ())),
        }
        for row in roadmap.rows()
    ]
    table = [row for row in table if not (only_open and (row["checks"] or row["delivers"]))]
    if as_json:
        click.echo(json.dumps(table, indent=2, ensure_ascii=False))
        return
    for row in table:
        click.echo(f"{row['id']:7} {row['row']}")
        for name in ("checks", "faults", "delivers"):
            if row[name]:
                click.echo(f"        {name}: {', '.join(row[name])}")
        if not row["checks"] and not row["delivers"]:
            click.echo("        open")
    done = sum(bool(row["checks"] or row["delivers"]) for row in table)
    click.echo(f"{done} of {len(table)} rows have a check or a deliverable", file=sys.stdout)
