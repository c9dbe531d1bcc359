import io
import re
from pathlib import Path

import pytest
from inline_snapshot import external_file
from rich.console import Console

from launchready.events import Event
from launchready.report import terminal
from launchready.report.view import View
from tests.report.fixtures import faulty, marketplace

REPORTS = (Path(".launchready/runs/a1b2/report.html"), Path(".launchready/runs/a1b2/report.md"))
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def printed(events: tuple[Event, ...], width: int, *, written: tuple[Path, ...] = REPORTS, tty: bool = False) -> str:
    out = io.StringIO()
    console = Console(
        file=out, width=width, highlight=False, force_terminal=tty, color_system="standard" if tty else None
    )
    terminal.summary(View.of(events), console, written)
    return "\n".join(line.rstrip() for line in out.getvalue().split("\n"))


@pytest.mark.parametrize("width", [80, 100])
@pytest.mark.parametrize(
    ("name", "events"), [("go", marketplace.GO), ("no_go", faulty.NO_GO), ("incomplete", faulty.INCOMPLETE)]
)
def test_what_a_reader_sees(name: str, events: tuple[Event, ...], width: int) -> None:
    assert printed(events, width) == external_file(f"expected/{name}_{width}.txt")


@pytest.mark.parametrize("width", [80, 100, 160])
@pytest.mark.parametrize(
    "events",
    [
        marketplace.GO,
        faulty.NO_GO,
        faulty.INCOMPLETE,
        faulty.EMPTY,
        faulty.cut_off(),
        faulty.many(),
        faulty.long_words(),
    ],
)
def test_no_line_is_wider_than_the_terminal(events: tuple[Event, ...], width: int) -> None:
    assert max(map(len, printed(events, width).split("\n"))) <= min(width, 100)


def test_nothing_is_cut_off() -> None:
    shown = re.sub(r"\s", "", printed(faulty.long_words(), 80))

    assert "…" not in shown
    assert faulty.LONG in shown


@pytest.mark.parametrize("tty", [False, True])
def test_a_stranger_cannot_move_the_terminal(tty: bool) -> None:
    said = printed(faulty.hostile(), 100, tty=tty)
    without_colours = re.sub(r"\x1b\[[0-9;]*m", "", said)

    assert UNSEEN.findall(without_colours) == []
    assert "[bold]x[/bold]" in said
    assert ("\x1b[" in said) is tty


def test_many_findings_do_not_drown_the_reader() -> None:
    said = printed(faulty.many(), 100)

    assert len(re.findall(r"0000000000[0-9a-f]{2}$", said, re.MULTILINE)) == 20
    assert "blocks launch: 12\n" in said
    assert "costs money: 12\n" in said
    assert "and 40 more (4 costs money, 12 costs trust, 12 should fix, 12 good to know): all in the report" in said


def test_without_a_report_every_finding_is_listed() -> None:
    said = printed(faulty.many(), 100, written=())

    assert len(re.findall(r"0000000000[0-9a-f]{2}$", said, re.MULTILINE)) == 60
    assert "--out FOLDER" in said


@pytest.mark.parametrize("events", [marketplace.GO, faulty.EMPTY, faulty.INCOMPLETE, faulty.NO_GO])
def test_no_report_says_safe(events: tuple[Event, ...]) -> None:
    said = printed(events, 100).lower()

    assert not re.search(r"\b(safe|secure)\b", said.replace("cannot answer safely", ""))
    assert "not tested" in said


def test_the_many_things_that_were_left_behind_are_counted() -> None:
    things = tuple(f"order ord_{at} of ann: the API names no operation that deletes it" for at in range(40))

    said = printed(faulty.events(faulty.SOUND, left_behind=things), 100)

    assert "40 x order (the API names no operation that deletes it)" in " ".join(said.split())
    assert "ord_17" not in said
