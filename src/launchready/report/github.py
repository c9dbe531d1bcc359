"""What GitHub shows of a run: a summary of the job, and annotations at the lines of launch.toml."""

import secrets

from launchready.events import Judged
from launchready.judge.decide import GO, INCOMPLETE
from launchready.report.answer import Answer
from launchready.report.markdown import code, plain
from launchready.report.view import View
from launchready.report.words import count, one_line
from launchready.verdict import Unknown

SHOWN = 10
"""Annotations of a kind that GitHub shows of a step."""
ROWS = 50
SIGNS = {GO: "✅", INCOMPLETE: "❔"}


def annotations(view: View, answer: Answer, anchor: str) -> tuple[str, ...]:
    """Workflow commands: an error for each finding that stops, a warning for each gap, worst first."""
    stops = [one for one in view.findings if one.fingerprint in answer.stops]
    lines = [_command("error", one, anchor, one.title, one.verdict.because) for one in stops[:SHOWN]]
    if answer.word == INCOMPLETE:
        gaps = [one for one in view.results if one.fingerprint in answer.gaps and isinstance(one.verdict, Unknown)]
        lines += [
            _command("warning", one, anchor, f"Not known: {one.title}", one.verdict.because) for one in gaps[:SHOWN]
        ]
    lines.append(f"::notice title={_property('Launch Ready')}::{_data(f'{answer.word}: {answer.headline}')}")
    return tuple(lines)


def held_back() -> tuple[str, str]:
    """Two lines between which GitHub takes no commands: what a product said is no order to the CI."""
    word = secrets.token_hex(16)
    return f"::stop-commands::{word}", f"::{word}::"


def summary(view: View, answer: Answer) -> str:
    """The job's summary, in Markdown."""
    findings = [one for one in view.findings if one.fingerprint in answer.stops]
    lines = [
        f"## {SIGNS.get(answer.word, '❌')} {answer.word}: {plain(view.run.product)}",
        "",
        plain(answer.headline),
        "",
    ]
    if findings:
        lines += ["| impact | finding | where | owner | fingerprint |", "|---|---|---|---|---|"]
        lines += [_row(one) for one in findings[:ROWS]]
        lines += [""]
        if more := len(findings) - ROWS:
            lines += [f"and {more} more", ""] if more > 0 else []
    if answer.missing:
        lines += ["What keeps it from being told:", ""]
        lines += [f"- {plain(line)}" for line in answer.missing[:ROWS]]
        lines += [""]
    known = f"{count(len(answer.known), 'finding')} of the baseline still open · " if answer.compared else ""
    waived = f"{len(view.waived)} waived · " if view.waived else ""
    lines.append(f"{known}{waived}{count(view.requests, 'request')} in {view.seconds:g} s · run {code(view.run.run)}")
    return "\n".join(lines) + "\n"


def _row(one: Judged) -> str:
    owner = plain(one.owner) if one.owner else "nobody"
    return f"| {one.impact.words} | {plain(one.title)} | {code(one.target)} | {owner} | {code(one.fingerprint)} |"


def _command(kind: str, one: Judged, anchor: str, title: str, text: str) -> str:
    place = f"file={_property(anchor)},line={max(one.line, 1)},title={_property(one_line(title))}"
    return f"::{kind} {place}::{_data(one_line(f'{one.target}: {text}'))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
