"""The run as a person at a terminal reads it: progress while it goes, then the verdict and what to do."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from launchready.judge.decide import GO, INCOMPLETE, NO_GO
from launchready.report import matrix
from launchready.report.live import Live
from launchready.report.todo import Todo
from launchready.report.view import CAUTION, View
from launchready.report.words import count, ended, one_line, shell_lines, visible
from launchready.verdict import Fail, Impact

__all__ = ["Live", "head", "item", "left_behind", "summary", "things_to_do"]

WIDEST = 100
SEE_IT = "   see it  "
RISKS = 20
FEW_LEFT = 3
"""Findings that are listed where a file lists them all; those that block the launch are always listed."""
REASONS = 5
WORD_STYLE = {GO: "bold black on green", NO_GO: "bold white on red", INCOMPLETE: "bold black on yellow"}
STATE = {
    "passed": ("✓", "passed", "green"),
    "failed": ("✗", "failed", "bold red"),
    "unknown": ("?", "not known", "yellow"),
    "waived": ("~", "waived", "cyan"),
}
IMPACT_STYLE = {
    Impact.BLOCKS_LAUNCH: "bold red",
    Impact.COSTS_MONEY: "magenta",
    Impact.COSTS_TRUST: "yellow",
    Impact.SHOULD_FIX: "blue",
    Impact.GOOD_TO_KNOW: "dim",
}


def summary(view: View, console: Console, written: Sequence[Path] = ()) -> None:
    """Prints what the run amounts to: the verdict first, then what to do, then everything else in short."""
    width = min(console.width, WIDEST)
    parts = [
        _verdict(view),
        _bar(view),
        things_to_do(view.top, width),
        _risks(view, width, written=bool(written)),
        _waived(view),
    ]
    parts += [_not_tested(view, written), _ending(view, written)]
    for part in filter(None, parts):
        console.print(part, width=width)
        console.print()


def _verdict(view: View) -> RenderableType:
    word = Text(f" {view.decision.word} ", WORD_STYLE[view.decision.word])
    name = Text.assemble("  ", (one_line(view.run.product), "bold"), f" · {one_line(view.run.domain)}")
    lines: list[RenderableType] = [Text.assemble(word, name), Text(), Text(view.headline)]
    if view.decision.word == INCOMPLETE:
        shown = view.reasons[:REASONS]
        lines += [item("?", reason) for reason in shown]
        if more := len(view.reasons) - len(shown):
            lines.append(item("", f"and {more} more"))
    return Group(*lines)


def _bar(view: View) -> RenderableType:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for item in view.bar:
        sign, word, style = STATE[item.state]
        said = Text(item.bar)
        grid.add_row(Text(f"{sign} {word}", style), Text(item.id, "dim"), said)
    return Group(head("The minimum bar"), grid)


def things_to_do(todos: Sequence[Todo], width: int) -> RenderableType | None:
    """What to do first, if anything."""
    if not todos:
        return None
    name = "The first thing to do" if len(todos) == 1 else f"The top {len(todos)} things to do"
    return Group(head(name), *(part for number, todo in enumerate(todos, 1) for part in _todo(number, todo, width)))


def _todo(number: int, todo: Todo, width: int) -> Iterator[RenderableType]:
    if number > 1:
        yield Text()
    yield Text(f"{number}  {one_line(todo.what)}", "bold")
    rows = Table.grid(padding=(0, 2, 0, 0))
    rows.add_column(no_wrap=True, style="dim", min_width=len(SEE_IT.strip()))
    rows.add_column(overflow="fold")
    where = ", ".join(map(one_line, todo.at[:REASONS]))
    more = f" and {len(todo.at) - REASONS} more" if len(todo.at) > REASONS else ""
    owner = f" (owner: {one_line(todo.owner)})" if todo.owner else " (nobody owns it)"
    rows.add_row("where", Text(where + more + owner))
    costs = Text.assemble((todo.impact.words, IMPACT_STYLE[todo.impact]), ": ", one_line(todo.costs))
    rows.add_row("costs", costs)
    if todo.mend:
        rows.add_row("mend", Text(one_line(todo.mend) + (f" ({todo.effort})" if todo.effort else "")))
    yield Padding(rows, (0, 0, 0, 3))
    if todo.command:
        lines = shell_lines(visible(todo.command), width - len(SEE_IT))
        yield Text.assemble((SEE_IT, "dim"), (f"\n{' ' * len(SEE_IT)}".join(lines), "cyan"))


def _risks(view: View, width: int, *, written: bool) -> RenderableType | None:
    if not view.findings:
        return None
    shown = [one for place, one in enumerate(view.findings) if _is_shown(one.impact, place, written=written)]
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, width=width, header_style="dim")
    table.add_column("finding", overflow="fold", ratio=1)
    table.add_column("where", overflow="fold", max_width=26 if width == WIDEST else 18)
    table.add_column("owner", overflow="fold", max_width=10)
    table.add_column("fingerprint", no_wrap=True)
    totals = Counter(one.impact for one in view.findings)
    for place, one in enumerate(shown):
        if place == 0 or shown[place - 1].impact is not one.impact:
            table.add_row(Text(f"{one.impact.words}: {totals[one.impact]}", IMPACT_STYLE[one.impact]))
        table.add_row(
            Padding(Text(one_line(one.title)), (0, 0, 0, 2)),
            Text(one_line(one.target)),
            Text(one_line(one.owner) if one.owner else "nobody"),
            Text(one_line(one.fingerprint), "dim"),
        )
    back = [one for one in view.findings if one.lapsed]
    lines: list[RenderableType] = [
        head(f"Ranked by what it costs the launch: {count(len(view.findings), 'finding')}"),
        table,
    ]
    lines += [item("!", f"back: {one.title} ({one.target}): {ended(one.lapsed)}") for one in back if one.lapsed]
    if more := Counter(one.impact.words for one in view.findings[len(shown) :]):
        said = ", ".join(f"{number} {words}" for words, number in more.items())
        lines.append(Text(f"and {more.total()} more ({said}): all in the report", "dim"))
    return Group(*lines)


def _is_shown(impact: Impact, place: int, *, written: bool) -> bool:
    return impact is Impact.BLOCKS_LAUNCH or place < RISKS or not written


def _waived(view: View) -> RenderableType | None:
    lines = [
        item(
            "~",
            f"{one_line(one.title)} ({one_line(one.target)}): until {one.waived.until}, {one_line(one.waived.reason)}",
        )
        for one in view.waived
        if one.waived and isinstance(one.verdict, Fail)
    ]
    return Group(head(f"Waived: {count(len(lines), 'finding')}"), *lines) if lines else None


def _not_tested(view: View, written: Sequence[Path]) -> RenderableType:
    ruled = head(f"Not tested: {len(view.not_tested)} of {count(view.planned, 'look')}")
    reasons = Counter((one.state, one_line(one.because)) for one in view.not_tested)
    lines: list[RenderableType] = []
    for (state, because), number in reasons.most_common(REASONS):
        alone = next(one for one in view.not_tested if (one.state, one_line(one.because)) == (state, because))
        name = f"{alone.check} at {one_line(alone.target)}, " if number == 1 else ""
        lines.append(item(f"{number:3}", f"{name}{state}: {because}"))
    if rest := reasons.total() - sum(number for _, number in reasons.most_common(REASONS)):
        lines.append(item(f"{rest:3}", "for other reasons"))
    ours = sum(one.ours for one in view.not_tested)
    if ours:
        lines.append(item("  !", f"{count(ours, 'look')} failed by a fault of Launch Ready's own: please report it"))
    if view.not_tested:
        page = next((path for path in written if path.suffix == ".html"), None)
        where = (
            f"each with its reason in {page}"
            if page
            else "each with its reason in the report (`--out FOLDER` writes it)"
        )
        lines.append(Text(where, "dim"))
    lines.append(Text(CAUTION, "dim"))
    return Group(ruled, *lines)


def _ending(view: View, written: Sequence[Path]) -> RenderableType:
    lines = left_behind(view.left_behind)
    lines += [Text.assemble(("report  ", "dim"), str(path)) for path in written]
    lines += [
        Text.assemble(("ledger  ", "dim"), f"{one_line(one.surface)}: {matrix.tried(one)}") for one in view.ledgers
    ]
    facts = f"{count(view.requests, 'request')} sent in {view.seconds:g} s · {view.proved} proved sound"
    lines.append(Text(f"{facts} · run {one_line(view.run.run)}", "dim"))
    return Group(*lines)


def left_behind(things: Sequence[str]) -> list[RenderableType]:
    """What is to be removed by hand: one line each where they are few, else how many of what kind and why."""
    if len(things) <= FEW_LEFT:
        return [item("!", f"left behind, remove it by hand: {one_line(thing)}") for thing in things]
    kinds = Counter((thing.partition(" ")[0], thing.partition(": ")[2]) for thing in things)
    told = "; ".join(
        f"{number} x {kind} ({why or 'see the report'})" for (kind, why), number in kinds.most_common(FEW_LEFT)
    )
    return [item("!", f"left behind, remove them by hand: {told}; each by its name in the report")]


def head(text: str) -> RenderableType:
    """A part's name, ruled."""
    return Rule(Text(text, "bold"), align="left", style="dim", characters="─")


def item(sign: str, text: str) -> RenderableType:
    """A line of a list."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(no_wrap=True, style="dim")
    grid.add_column(overflow="fold")
    grid.add_row(sign, Text(one_line(text)))
    return grid
