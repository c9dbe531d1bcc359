import io
import re

import pytest
from rich.console import Console

from launchready.events import Event, RunResumed
from launchready.report.terminal import Live
from tests.report.fixtures import faulty, marketplace


def follow(events: tuple[Event, ...], *, tty: bool = False) -> str:
    out = io.StringIO()
    with Live(Console(file=out, width=100, highlight=False, force_terminal=tty)) as live:
        for event in events:
            live(event)
    return out.getvalue()


def test_piped_progress_is_a_plain_line_a_stage() -> None:
    lines = follow(faulty.NO_GO).split("\n")

    assert [lines[0], *sorted(lines[1:-2]), *lines[-2:]] == [
        "Launch Ready 0.1.0 looks at Bazaar (bazaar.test): 17 looks",
        "1 exposure         6 looks  1 finding",
        "2 boundaries       2 looks  2 findings",
        "3 deploy           2 looks  no open finding",
        "4 edge             2 looks  1 finding",
        "5 observability    2 looks  no open finding",
        "6 abuse            2 looks  1 finding · 1 not known",
        "7 handover         1 looks  no open finding",
        "",
        "",
    ]


def test_on_a_terminal_the_last_drawing_shows_every_stage_done() -> None:
    drawn = follow(marketplace.GO, tty=True)
    last = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", drawn).replace("\r", "\n").split("Launch Ready")[-1]

    for done in ("1 exposure", "6/6", "7 handover", "1/1", "no open finding"):
        assert done in last


@pytest.mark.parametrize("tty", [False, True])
def test_a_resumed_run_counts_each_look_once(tty: bool) -> None:
    started, *rest = marketplace.GO

    said = follow((started, RunResumed("2026-11-24T10:00:00+00:00", 6), *rest, *rest), tty=tty)

    assert "going on where the run was cut off: 6 looks already stored" in said
    assert "12/6" not in said
    assert "12 looks" not in said


def test_a_stranger_cannot_move_the_terminal() -> None:
    assert "\x1b" not in follow(faulty.hostile())


def test_a_run_that_breaks_half_way_leaves_the_terminal_whole() -> None:
    out = io.StringIO()

    def fail() -> None:
        with Live(Console(file=out, force_terminal=True)) as live:
            live(marketplace.GO[0])
            raise KeyError

    with pytest.raises(KeyError):
        fail()

    assert out.getvalue().rstrip("\n").endswith("\x1b[?25h")
