"""The sprint as a list of things to do, in Markdown: for a terminal, an issue or a wall."""

from collections.abc import Iterator
from dataclasses import dataclass

from launchready.judge.sprint import Planned, Sprint, Task
from launchready.report.markdown import code, plain
from launchready.report.view import STAGES, View
from launchready.report.words import count, first_sentence

DAY = 24
NAMES = {number: name for number, name, _ in STAGES}


@dataclass(frozen=True, slots=True)
class Since:
    """What has become of an earlier run's findings."""

    run: str
    mended: int
    of: int
    new: int


def render(sprint: Sprint, view: View, since: Since | None = None) -> str:
    """What to do, stage by stage, and what is left."""
    return "\n".join(_lines(sprint, view, since)) + "\n"


def _lines(sprint: Sprint, view: View, since: Since | None) -> Iterator[str]:
    yield f"# Sprint: {plain(view.run.product)}, {view.decision.word} today"
    yield ""
    yield _headline(sprint)
    if since:
        yield f"Since {code(since.run)}: {since.mended} of {since.of} mended, {since.new} new."
    yield f"Hours are of work, guessed from each remedy's effort. Run {code(view.run.run)}."
    yield ""
    if not sprint.planned and not sprint.left:
        return
    for needed, name in ((True, "The launch waits for it"), (False, "Then, by what it costs")):
        part = [one for one in sprint.planned if one.task.needed is needed]
        if part:
            yield f"## {name}"
            yield ""
            yield from _stages(part)
    if sprint.planned:
        yield f"At the end: `launchready audit`, then `launchready plan --since {view.run.run}`."
        yield ""
    if sprint.left:
        yield f"## Left for after the sprint: {count(len(sprint.left), 'thing')}, {_hours(sum(one.hours for one in sprint.left))}"
        yield ""
        for one in sprint.left:
            yield f"- {_what(one)}{' **The launch waits for it.**' if one.needed else ''}"
        yield ""


def _headline(sprint: Sprint) -> str:
    if not sprint.planned and not sprint.left:
        return "Nothing is open: there is nothing to plan."
    fits = f"{count(len(sprint.planned), 'thing')} in {_hours(sprint.used)} of {_hours(sprint.hours)}."
    if sprint.blocked:
        more = _hours(sum(one.hours for one in sprint.blocked))
        blocked = count(
            len(sprint.blocked), "thing that the launch waits for does", "things that the launch waits for do"
        )
        return f"{fits} The sprint is too short: {blocked} not fit, {more} more."
    if sprint.left:
        return f"{fits} All that the launch waits for fits; {count(len(sprint.left), 'lesser thing')} left."
    return f"{fits} Everything fits."


def _stages(part: list[Planned]) -> Iterator[str]:
    for number, name in NAMES.items():
        tasks = [one for one in part if one.task.stage == number]
        if not tasks:
            continue
        yield f"### {number}. {name}"
        yield ""
        for one in tasks:
            yield f"- [ ] {_clock(one.begins)} {_what(one.task)}"
            if one.task.do:
                yield f"  {plain(first_sentence(one.task.do))}"
            marks = ", ".join(map(code, one.task.fingerprints))
            yield f"  {'Then `launchready verify`' if one.task.known else 'Then `launchready audit`'}: {marks}"
        yield ""


def _what(one: Task) -> str:
    where = ", ".join(map(code, one.at))
    owner = plain(one.owner) if one.owner else "nobody"
    return f"**{plain(one.what)}** ({where}; {one.impact.words}; {one.effort or 'find out'}, {_hours(one.hours)}; owner {owner})"


def _hours(hours: float) -> str:
    return f"{hours:g} h"


def _clock(hours: float) -> str:
    """`+3:30`, hours of work since the beginning."""
    return f"+{int(hours)}:{round(hours % 1 * 60):02}"
