"""Makes what keeps the product running out of its shapes."""

from pathlib import Path

from launchready.declare.lines import Lines
from launchready.declare.running import Alert, Flow, Note, Owner, Waiver
from launchready.declare.shape import FileShape
from launchready.declare.values import parse_step


def flows(file: FileShape, lines: Lines, api: str) -> tuple[Flow, ...]:
    """The flows; one that names no surface is on `api`."""
    return tuple(
        Flow(
            name, line_of(lines, "flow", name), tuple(parse_step(step) for step in one.steps), one.on or api, one.p95_ms
        )
        for name, one in file.flow.items()
    )


def alerts(file: FileShape, lines: Lines, folder: Path) -> tuple[Alert, ...]:
    """The alerts; `folder` is that of launch.toml."""
    return tuple(
        Alert(
            name,
            line_of(lines, "alert", name),
            one.owner,
            one.test,
            folder / one.arrives if one.arrives is not None else None,
        )
        for name, one in file.alert.items()
    )


def owners(file: FileShape, lines: Lines) -> tuple[Owner, ...]:
    """Who answers."""
    return tuple(Owner(name, line_of(lines, "owner", name), tuple(one.reach)) for name, one in file.owner.items())


def notes(file: FileShape, lines: Lines) -> tuple[Note, ...]:
    """The sentences of the handover."""
    return tuple(
        Note(
            name,
            line_of(lines, "handover", name),
            one.says,
            one.owner,
            one.run,
            one.provider,
            tuple(one.names.items()),
            tuple(one.people),
            tuple(one.variables),
        )
        for name, one in file.handover.items()
    )


def waivers(file: FileShape, lines: Lines) -> tuple[Waiver, ...]:
    """The findings that the owner accepts."""
    return tuple(
        Waiver(one.check, one.target, one.reason, one.owner, one.until, line_of(lines, "waiver", position))
        for position, one in enumerate(file.waiver)
    )


def line_of(lines: Lines, *loc: str | int) -> int:
    """The line on which a place of the file begins."""
    return lines.of(loc) or 1
