"""The three things to do first, each with what it costs and how to begin."""

from dataclasses import dataclass

from launchready.events import Decision, Judged
from launchready.judge.bar import BAR
from launchready.judge.decide import INCOMPLETE
from launchready.report.words import first_sentence
from launchready.verdict import Fail, Impact, Unknown

MOST = 3


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do."""

    what: str
    impact: Impact
    costs: str
    """What it costs the launch, in a sentence."""
    mend: str
    """How to begin, in a sentence."""
    effort: str
    command: str
    """Shows it to a stranger; empty where nothing was seen."""
    at: tuple[str, ...]
    """The targets that it concerns."""
    owner: str | None
    fingerprint: str
    known: bool = True
    """False where the thing to do is to find out."""


def top_three(findings: tuple[Judged, ...], results: tuple[Judged, ...], decision: Decision) -> tuple[Todo, ...]:
    """The worst findings, one for each check; where the decision is INCOMPLETE, then what must be made visible."""
    todos = [_mend(group) for group in _by_check(findings)]
    if decision.word == INCOMPLETE:
        blind = [
            one
            for one in results
            if isinstance(one.verdict, Unknown) and (one.impact is Impact.BLOCKS_LAUNCH or set(one.rows) & set(BAR))
        ]
        found_out = [_find_out(group) for group in _by_check(tuple(blind))]
        blocking = [one for one in todos if one.impact is Impact.BLOCKS_LAUNCH]
        todos = [*blocking, *found_out, *(one for one in todos if one not in blocking)]
    return tuple(todos[:MOST])


def top(findings: tuple[Judged, ...]) -> tuple[Todo, ...]:
    """The worst of these findings, one for each check."""
    return tuple(_mend(group) for group in _by_check(findings)[:MOST])


def find_out(blind: tuple[Judged, ...]) -> tuple[Todo, ...]:
    """What to make visible first of these."""
    return tuple(_find_out(group) for group in _by_check(blind)[:MOST])


def _by_check(results: tuple[Judged, ...]) -> list[list[Judged]]:
    groups: dict[str, list[Judged]] = {}
    for one in results:
        groups.setdefault(one.check, []).append(one)
    return list(groups.values())


def _mend(group: list[Judged]) -> Todo:
    first = group[0]
    commands = first.verdict.reproduce if isinstance(first.verdict, Fail) else ()
    return Todo(
        what=first.title,
        impact=first.impact,
        costs=first.risk,
        mend=first_sentence(first.remedy.do) if first.remedy else "",
        effort=first.remedy.effort.value if first.remedy else "",
        command=commands[0] if commands else "",
        at=tuple(one.target for one in group),
        owner=first.owner,
        fingerprint=first.fingerprint,
    )


def _find_out(group: list[Judged]) -> Todo:
    first = group[0]
    return Todo(
        what=f"Not known: {first.title}",
        impact=first.impact,
        costs=first.risk,
        mend=f"Make it visible and audit again: {first.verdict.because}",
        effort="",
        command="",
        at=tuple(one.target for one in group),
        owner=first.owner,
        fingerprint=first.fingerprint,
        known=False,
    )
