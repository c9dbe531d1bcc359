"""The gate's answer for whoever deploys: the word, what to do first, and what is new; for programs as JSON."""

import json
from collections import Counter
from dataclasses import dataclass

from rich.console import Console, Group, RenderableType
from rich.text import Text

from launchready.judge.decide import GO, NO_GO
from launchready.judge.gate import Gate, New
from launchready.report.json_v1 import Json
from launchready.report.terminal import REASONS, WIDEST, WORD_STYLE, head, item, left_behind, things_to_do
from launchready.report.todo import Todo, find_out, top
from launchready.report.view import View
from launchready.report.words import count, ended, one_line
from launchready.verdict import Unknown

FORMAT = "launchready-gate-v1"


@dataclass(frozen=True, slots=True)
class Told:
    """What a gate's run has to tell beside its decision."""

    view: View
    gate: Gate
    baseline: str | None
    """The file that it was compared with; None where there is none."""
    taken: str = ""
    """What was taken over from an earlier run, in words; empty where that was not asked for."""
    left: tuple[str, ...] = ()
    """Why no deploy waits for the checks that are left to the audit: one for each."""


def headline(told: Told) -> str:
    """The answer in a sentence."""
    gate = told.gate
    if gate.word == NO_GO:
        kind = "new finding" if told.baseline else "open finding"
        return f"{count(len(gate.new), kind)} {'stops' if len(gate.new) == 1 else 'stop'} the deploy."
    if gate.word == GO:
        since = "nothing is new" if told.baseline else "nothing is open"
        return f"{count(gate.told, 'look')} could tell, and {since}: the deploy may go on."
    return f"The gate cannot tell ({count(len(gate.missing), 'gap')}), so the deploy waits."


def first_things(told: Told) -> tuple[Todo, ...]:
    """What to do first: mend what is new; where nothing is, make visible what could not be told."""
    if told.gate.new:
        return top(tuple(one.finding for one in told.gate.new))
    if told.gate.missing:
        blind = [one for one in told.view.results if isinstance(one.verdict, Unknown)]
        named = [
            one for one in blind if any(line.startswith(f"{one.check} at {one.target}: ") for line in told.gate.missing)
        ]
        return find_out(tuple(named))
    return ()


def render(told: Told, console: Console) -> None:
    """Prints it: the word, what to do first, what is new, and what else there is to know."""
    width = min(console.width, WIDEST)
    gate, run = told.gate, told.view.run
    word = Text(f" {gate.word} ", WORD_STYLE[gate.word])
    lines: list[RenderableType] = [
        Text.assemble(word, "  ", (one_line(run.product), "bold"), f" · gate in {told.view.seconds:g} s"),
        Text(),
        Text(headline(told)),
    ]
    lines += [item("?", reason) for reason in gate.missing[:REASONS]]
    if more := len(gate.missing) - REASONS:
        lines += [item("", f"and {more} more")] if more > 0 else []
    console.print(Group(*lines), width=width)
    console.print()
    for part in (
        things_to_do(first_things(told), width),
        _new("New" if told.baseline else "Open", gate.new),
        _new("New, and not stopping", gate.lesser),
    ):
        if part:
            console.print(part, width=width)
            console.print()
    console.print(Group(*left_behind(told.view.left_behind), *(item("·", line) for line in notes(told))), width=width)


def notes(told: Told) -> tuple[str, ...]:
    """What else there is to know, a line each."""
    gate = told.gate
    lines = []
    if told.baseline is None:
        lines.append(
            "there is no baseline, so every open finding counts; `launchready gate --write-baseline` takes in what is known today"
        )
    if gate.known:
        lines.append(f"{count(len(gate.known), 'finding')} of the baseline still open")
    if gate.untold:
        lines.append(
            f"of the baseline, and neither there nor gone as it could not be told: {', '.join(gate.untold[:REASONS])}"
        )
    if gate.mended:
        shown = ", ".join(gate.mended[:REASONS])
        lines.append(f"mended since the baseline, write it again so that they cannot come back unseen: {shown}")
    lines += [f"waived until {one.waived.until}: {one.title} ({one.target})" for one in gate.waived if one.waived]
    lines += [told.taken] if told.taken else []
    left = Counter(told.left)
    if left:
        why = "; ".join(f"{reason}: {number}" for reason, number in left.most_common())
        lines.append(f"left to `launchready audit`: {count(left.total(), 'check')} ({why})")
    lines.append(f"{count(told.view.requests, 'request')} sent · {gate.told} looks told · run {told.view.run.run}")
    return tuple(lines)


def _new(name: str, new: tuple[New, ...]) -> RenderableType | None:
    if not new:
        return None
    lines: list[RenderableType] = [head(f"{name}: {count(len(new), 'finding')}")]
    for one in new:
        found = one.finding
        why = ended(found.lapsed) if found.lapsed else one.why
        lines.append(item("+", f"{found.title} ({found.target}; {found.impact.words}; {found.fingerprint}): {why}"))
    return Group(*lines)


def document(told: Told) -> str:
    """The same for programs, in ASCII: `launchready-gate-v1` (docs/gate.md)."""
    gate = told.gate
    values: dict[str, Json] = {
        "format": FORMAT,
        "word": gate.word,
        "headline": headline(told),
        "run": told.view.run.run,
        "product": told.view.run.product,
        "seconds": told.view.seconds,
        "requests": told.view.requests,
        "baseline": told.baseline,
        "new": [_finding(one) for one in gate.new],
        "lesser": [_finding(one) for one in gate.lesser],
        "missing": list(gate.missing),
        "known": [one.fingerprint for one in gate.known],
        "mended": list(gate.mended),
        "untold": list(gate.untold),
        "waived": [one.fingerprint for one in gate.waived],
        "told": gate.told,
        "taken_over": told.taken or None,
        "left_to_audit": len(told.left),
    }
    return json.dumps(values, indent=2, ensure_ascii=True) + "\n"


def _finding(new: New) -> Json:
    one = new.finding
    return {
        "fingerprint": one.fingerprint,
        "check": one.check,
        "target": one.target,
        "title": one.title,
        "impact": one.impact.name.lower(),
        "owner": one.owner,
        "because": one.verdict.because,
        "why": new.why,
        "line": one.line,
    }
