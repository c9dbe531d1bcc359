"""What changed between two runs: new, gone, still there, and what is no longer known."""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console, RenderableType
from rich.rule import Rule
from rich.text import Text

from launchready.events import Judged
from launchready.report import matrix
from launchready.report.view import View
from launchready.report.words import one_line
from launchready.verdict import Fail, NotApplicable, Pass, Unknown


@dataclass(frozen=True, slots=True)
class Still:
    """A finding of both runs."""

    now: Judged
    also_at: tuple[str, ...]
    """Places inside the target that are new."""
    not_at: tuple[str, ...]
    """Places inside the target that are mended."""


@dataclass(frozen=True, slots=True)
class Change:
    """A finding that only one of the runs has, and what the other says instead."""

    finding: Judged
    otherwise: str


@dataclass(frozen=True, slots=True)
class Access:
    """Somebody who gets something else of an operation than before."""

    operation: str
    who: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Two runs compared by the fingerprints of their findings."""

    old: View
    new: View
    appeared: tuple[Change, ...]
    gone: tuple[Change, ...]
    """Looked at again, and seen to be sound (or no longer declared)."""
    still: tuple[Still, ...]
    waived: tuple[Change, ...]
    """Still there, and waived since."""
    unknown: tuple[Change, ...]
    """Findings that the new run could not see: not gone."""
    unproved: tuple[Change, ...]
    """What the old run proved sound and the new one could not tell."""
    access: tuple[Access, ...] = ()
    """Who is answered, refused or not tried where it was otherwise before; how often makes no difference."""


def difference(old: View, new: View) -> Difference:
    """Compares two runs."""
    before = {one.fingerprint: one for one in old.results}
    after = {one.fingerprint: one for one in new.results}
    was = {one.fingerprint for one in old.findings}
    still = [one for one in new.findings if one.fingerprint in was]
    lost = [one for one in old.findings if one.fingerprint not in {finding.fingerprint for finding in still}]
    gone, waived, unknown = [], [], []
    for one in lost:
        now = after.get(one.fingerprint)
        match now.verdict if now else None:
            case Pass() | NotApplicable():
                gone.append(Change(one, _says(now)))
            case Fail():
                waived.append(Change(one, _says(now)))
            case _:
                unknown.append(Change(one, _says(now)))
    return Difference(
        old=old,
        new=new,
        appeared=tuple(
            Change(one, _says(before.get(one.fingerprint))) for one in new.findings if one.fingerprint not in was
        ),
        gone=tuple(gone),
        still=tuple(_still(before[one.fingerprint], one) for one in still),
        waived=tuple(waived),
        unknown=tuple(unknown),
        unproved=tuple(
            Change(one, _says(after[one.fingerprint]))
            for one in old.results
            if isinstance(one.verdict, Pass)
            and one.fingerprint in after
            and isinstance(after[one.fingerprint].verdict, Unknown)
        ),
        access=tuple(_access(old, new)),
    )


def render(found: Difference, console: Console) -> None:
    """Prints the comparison."""
    old, new = found.old.decision.word, found.new.decision.word
    same = "still " if old == new else f"{old} → "
    names = f"{one_line(found.old.run.run)} → {one_line(found.new.run.run)}"
    console.print(Text.assemble((f"{same}{new}", "bold"), ("  " + names, "dim")))
    totals = (
        f"{len(found.appeared)} new · {len(found.gone)} gone · {len(found.still)} still there"
        f" · {len(found.unknown)} no longer known"
    )
    console.print(Text(totals))
    sections: tuple[tuple[str, str, str, tuple[Change, ...]], ...] = (
        ("New", "+", "red", found.appeared),
        ("No longer known (not gone)", "?", "yellow", found.unknown),
        ("Waived since", "~", "cyan", found.waived),
        ("Gone", "-", "green", found.gone),
        ("Was proved sound, cannot be told now", "?", "yellow", found.unproved),
    )
    for name, sign, style, changes in sections:
        if changes:
            _section(console, name, [_change(sign, style, one) for one in changes])
    if found.access:
        lines: list[RenderableType] = [
            Text(one_line(f"{one.operation} as {one.who}: {one.before} → {one.now}")) for one in found.access
        ]
        _section(console, "Who gets something else of the API", lines)
    if found.still:
        _section(console, "Still there", [_remaining(one) for one in found.still])


def _section(console: Console, name: str, lines: list[RenderableType]) -> None:
    console.print()
    console.print(Rule(Text(f"{name}: {len(lines)}", "bold"), align="left", style="dim"))
    for line in lines:
        console.print(line)


def _change(sign: str, style: str, change: Change) -> RenderableType:
    one = change.finding
    head = Text.assemble(
        (f"{sign} ", style), one_line(one.title), (f"  {one_line(one.target)}  {one_line(one.fingerprint)}", "dim")
    )
    head.append(f"\n  {one.impact.words}; {change.otherwise}", "dim")
    return head


def _remaining(still: Still) -> RenderableType:
    one = still.now
    line = Text.assemble("= ", one_line(one.title), (f"  {one_line(one.target)}  {one_line(one.fingerprint)}", "dim"))
    if still.also_at:
        line.append(f"\n  now also at {one_line(', '.join(still.also_at))}", "red")
    if still.not_at:
        line.append(f"\n  no longer at {one_line(', '.join(still.not_at))}", "green")
    return line


def _access(old: View, new: View) -> Iterator[Access]:
    before = {
        (ledger.surface, row.operation, cell.who): cell
        for ledger in old.ledgers
        for row in ledger.rows
        for cell in row.cells
    }
    for ledger in new.ledgers:
        for row in ledger.rows:
            for cell in row.cells:
                was = before.get((ledger.surface, row.operation, cell.who))
                if was is not None and (matrix.state(was), was.effects) != (matrix.state(cell), cell.effects):
                    yield Access(row.operation, cell.who, matrix.line(was), matrix.line(cell))


def _still(old: Judged, new: Judged) -> Still:
    were, are = _places(old), _places(new)
    return Still(new, tuple(one for one in are if one not in were), tuple(one for one in were if one not in are))


def _places(judged: Judged) -> tuple[str, ...]:
    return judged.verdict.places if isinstance(judged.verdict, Fail) else ()


def _says(judged: Judged | None) -> str:
    """What a run says about something, in words."""
    if judged is None:
        return "not looked at in the other run"
    because = one_line(judged.verdict.because)
    match judged.verdict:
        case Pass():
            return f"looked at and sound: {because}"
        case Fail():
            until = f" until {one_line(judged.waived.until)}" if judged.waived else ""
            return f"waived{until}" if judged.waived else because
        case Unknown():
            return f"could not tell: {because}"
        case NotApplicable():
            return f"does not apply: {because}"
