"""Says how to mend one finding: for a person, or as a text to paste into a coding agent."""

from pathlib import Path

import click

from launchready.asking import fail, hand_out
from launchready.findings import NoFindingError, found
from launchready.report import brief
from launchready.report.words import one_line, visible


@click.command("remedy")
@click.argument("finding")
@click.option("--at", metavar="TARGET", help="The target, where FINDING is a check that found something at several.")
@click.option("--run", help="The run that has the finding; the newest that looked for it by default.")
@click.option("--for-agent", is_flag=True, help="Write a text to paste into a coding agent.")
@click.option(
    "--declaration", type=click.Path(path_type=Path), default=Path("launch.toml"), show_default=True, help="The file."
)
@click.option("--out", type=click.Path(path_type=Path), help="The file to write; printed where none is given.")
def command(
    finding: str, *, at: str | None, run: str | None, for_agent: bool, declaration: Path, out: Path | None
) -> None:  # fmt: skip
    """Says how to mend FINDING: its fingerprint (or the start of one), or the id of its check.

    The text for an agent says what is wrong and where, how to prove it and what not to break. What the product said stands in it
    as data, quoted and bounded, and marked as nothing to obey.
    """
    try:
        one = found(declaration.parent, finding, at, run).finding
    except NoFindingError as error:
        fail(str(error))
    if for_agent:
        hand_out(brief.render(one, declaration.name), out, ".")
        return
    if one.remedy is None:
        fail(f"{one.check} has no remedy; `launchready explain {one.check}` says what it looks for")
    lines = [f"{one_line(one.title)} ({one_line(one.target)}): {one.remedy.effort.value}", "", visible(one.remedy.do)]
    lines += ["", visible(one.remedy.paste)] if one.remedy.paste else []
    lines += ["", f"Then: launchready verify {one.fingerprint}", ""]
    hand_out("\n".join(lines), out, ".")
