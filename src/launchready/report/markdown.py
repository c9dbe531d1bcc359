"""The report as Markdown, for an issue, a wiki or a pull request."""

import re
from collections.abc import Iterator

from launchready.events import Cell, Judged
from launchready.report import matrix
from launchready.report.view import CAUTION, View
from launchready.report.words import count, ended, one_line, visible
from launchready.verdict import Fail, Pass

SPECIAL = re.compile(r"([\\`*_\[\]<>|~#&!])")
TICKS = re.compile(r"`+")
SIGN = {"passed": "✓ passed", "failed": "✗ failed", "unknown": "? not known", "waived": "~ waived"}


def render(view: View) -> str:
    """The whole report."""
    parts = (_verdict, _bar, _top, _risks, _findings, _stages, _ledgers, _waived, _not_tested, _made)
    return "\n".join(line for part in parts for line in part(view)).rstrip("\n") + "\n"


def plain(text: str) -> str:
    """Text on one line in which Markdown and HTML mean nothing."""
    return SPECIAL.sub(r"\\\1", one_line(text))


def code(text: str) -> str:
    """Text as a code span, whatever backticks it holds."""
    said = one_line(text).replace("|", "¦")
    ticks = "`" * (max((len(run) for run in TICKS.findall(said)), default=0) + 1)
    space = " " if said.startswith("`") or said.endswith("`") else ""
    return f"{ticks}{space}{said}{space}{ticks}" if said else "-"


def fence(text: str, language: str = "text") -> Iterator[str]:
    """Text as a block, in a fence longer than any run of backticks in it."""
    said = visible(text)
    ticks = "`" * max(3, max((len(run) for run in TICKS.findall(said)), default=0) + 1)
    yield f"{ticks}{language}"
    yield from said.split("\n")
    yield ticks
    yield ""


def _verdict(view: View) -> Iterator[str]:
    yield f"# {view.decision.word}: {plain(view.run.product)}"
    yield ""
    yield f"{plain(view.run.domain)} · {plain(view.run.at)} · Launch Ready {plain(view.run.version)}"
    yield ""
    yield f"**{view.headline}** {CAUTION}"
    yield ""
    for reason in view.reasons:
        yield f"- {plain(reason)}"
    yield ""


def _bar(view: View) -> Iterator[str]:
    yield "## The minimum bar"
    yield ""
    yield "| | item | | why |"
    yield "|---|---|---|---|"
    for item in view.bar:
        yield f"| {SIGN[item.state]} | {item.id} | {plain(item.bar)} | {plain(item.because)} |"
    yield ""


def _top(view: View) -> Iterator[str]:
    if not view.top:
        return
    yield "## What to do first"
    yield ""
    for number, todo in enumerate(view.top, 1):
        yield f"{number}. **{plain(todo.what)}** ({', '.join(code(at) for at in todo.at)}; {todo.impact.words})"
        yield f"   {plain(todo.costs)}"
        if todo.mend:
            yield f"   **Mend:** {plain(todo.mend)}{f' ({todo.effort})' if todo.effort else ''}"
        if todo.command:
            yield ""
            yield from (f"   {line}".rstrip() for line in fence(todo.command, "sh"))
    yield ""


def _risks(view: View) -> Iterator[str]:
    if not view.findings:
        return
    yield "## What it costs the launch"
    yield ""
    yield "| impact | finding | where | owner | fingerprint |"
    yield "|---|---|---|---|---|"
    for one in view.findings:
        owner = plain(one.owner) if one.owner else "nobody"
        yield f"| {one.impact.words} | {plain(one.title)} | {code(one.target)} | {owner} | {code(one.fingerprint)} |"
    yield ""


def _findings(view: View) -> Iterator[str]:
    if not view.findings:
        return
    yield "## Findings"
    yield ""
    yield f"The commands run in the folder of {plain(view.run.declaration)}. A session in them is a shell variable, never its value."
    yield ""
    for number, one in enumerate(view.findings, 1):
        yield from _finding(number, one)


def _finding(number: int, judged: Judged) -> Iterator[str]:
    yield f"### {number}. {plain(judged.title)}"
    yield ""
    owner = plain(judged.owner) if judged.owner else "nobody"
    facts = (
        judged.impact.words,
        f"at {code(judged.target)}",
        f"owner {owner}",
        f"launch.toml line {judged.line}",
        f"check {code(judged.check)}",
        f"fingerprint {code(judged.fingerprint)}",
        *(plain(ref) for ref in judged.refs),
    )
    yield " · ".join(facts)
    yield ""
    yield plain(judged.risk)
    yield ""
    if judged.lapsed:
        yield f"**Back:** {plain(ended(judged.lapsed))}"
        yield ""
    yield f"**Seen:** {plain(judged.verdict.because)}"
    yield ""
    if isinstance(judged.verdict, Fail):
        yield from _proof(judged.verdict)
    if judged.remedy:
        yield f"**Mend it** ({judged.remedy.effort}): {plain(judged.remedy.do)}"
        yield ""
        if judged.remedy.paste:
            yield from fence(judged.remedy.paste)


def _proof(fail: Fail) -> Iterator[str]:
    if fail.places:
        yield f"Places: {', '.join(code(place) for place in fail.places)}"
        yield ""
    for one in fail.evidence:
        yield f"{plain(one.what)}:"
        yield ""
        yield from fence(one.shown)
    if fail.reproduce:
        yield "See it yourself:"
        yield ""
        yield from fence("\n".join(fail.reproduce), "sh")


def _stages(view: View) -> Iterator[str]:
    yield "## The seven stages"
    yield ""
    for stage in view.stages:
        yield f"### {stage.number}. {stage.name}"
        yield ""
        if not stage.results:
            yield "Nothing was planned in this stage."
            yield ""
            continue
        yield "| | check | where | why | control |"
        yield "|---|---|---|---|---|"
        for one, state in stage.results:
            control = plain(one.verdict.control) if isinstance(one.verdict, Pass) else ""
            why = plain(one.verdict.because)
            yield f"| {state} | {code(one.check)} | {code(one.target)} | {why} | {control} |"
        yield ""


def _ledgers(view: View) -> Iterator[str]:
    for ledger in view.ledgers:
        yield f"## Who tried what: {plain(ledger.surface)}"
        yield ""
        yield f"{matrix.tried(ledger)}. {matrix.LEGEND}"
        yield ""
        yield f"| operation | {' | '.join(map(plain, ledger.principals))} |"
        yield f"|---|{'---|' * len(ledger.principals)}"
        for row in ledger.rows:
            yield f"| {code(row.operation)} | {' | '.join(map(_cell, row.cells))} |"
        yield ""
        for gap in matrix.gaps(ledger):
            yield f"- not tried: {plain(gap.because)} ({', '.join(map(plain, gap.who))}): {', '.join(map(code, gap.operations))}"
        yield ""


def _cell(cell: Cell) -> str:
    said = ", ".join(matrix.said(cell))
    came = "; ".join(map(plain, matrix.effects(cell)))
    return f"{said}; {came}" if came else said or "-"


def _waived(view: View) -> Iterator[str]:
    if not view.waived:
        return
    yield "## Waived"
    yield ""
    for one in view.waived:
        if one.waived:
            until = f"until {plain(one.waived.until)} by {plain(one.waived.owner)}"
            yield f"- **{plain(one.title)}** ({code(one.target)}) {until}: {plain(one.waived.reason)}"
    yield ""


def _not_tested(view: View) -> Iterator[str]:
    yield f"## Not tested: {len(view.not_tested)} of {count(view.planned, 'look')}"
    yield ""
    if not view.not_tested:
        yield "Every planned look was made and could tell."
        yield ""
        return
    yield "| | check | where | why |"
    yield "|---|---|---|---|"
    for one in view.not_tested:
        ours = " (a fault of Launch Ready itself)" if one.ours else ""
        yield f"| {one.state} | {code(one.check)} | {code(one.target)} | {plain(one.because)}{ours} |"
    yield ""


def _made(view: View) -> Iterator[str]:
    yield "## How this was made"
    yield ""
    yield (
        f"Launch Ready {plain(view.run.version)} read {code(view.run.declaration)} and sent "
        f"{count(view.requests, 'request')} in {view.seconds:g} seconds, only to hosts within `consent.scope`, "
        f"and reached no further than `{view.touched.name.lower()}`. Run {code(view.run.run)}."
    )
    yield ""
    if view.left_behind:
        yield "Left behind, to be removed by hand:"
        yield ""
        yield from (f"- {code(thing)}" for thing in view.left_behind)
    else:
        yield "Nothing that the run made was left behind."
