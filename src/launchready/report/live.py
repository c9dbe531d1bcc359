"""Progress over the seven stages while a run goes; drawn anew on a terminal, a line a stage where it is piped."""

import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from rich.console import Console, Group, RenderableType
from rich.live import Live as Drawing
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from launchready.events import Event, Judged, LookStarted, RunResumed, RunStarted
from launchready.judge.rank import is_finding
from launchready.report.view import STAGES
from launchready.report.words import count, one_line
from launchready.verdict import Unknown

BAR_WIDTH = 24
DRAWINGS_PER_SECOND = 8
NAME_WIDTH = max(len(name) for _, name, _ in STAGES)


@dataclass(slots=True)
class _Progress:
    """How far one stage is."""

    wanted: set[tuple[str, str]] = field(default_factory=set)
    done: set[tuple[str, str]] = field(default_factory=set)
    findings: int = 0
    unknown: int = 0

    @property
    def is_done(self) -> bool:
        return bool(self.wanted) and self.wanted <= self.done

    @property
    def words(self) -> Text:
        said = []
        if self.findings:
            said.append((count(self.findings, "finding"), "red"))
        if self.unknown:
            said.append((f"{self.unknown} not known", "yellow"))
        if self.is_done and not said:
            said.append(("no open finding", "green"))
        return Text(" · ", "dim").join(Text(words, style) for words, style in said)


class Live:
    """A run's listener. On a terminal it draws; piped, it prints a line as each stage ends, without a colour."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._stages = {number: _Progress() for number, _, _ in STAGES}
        self._says: dict[int, str] = {number: name for number, name, _ in STAGES}
        self._looking: dict[tuple[str, str], None] = {}
        self._began = time.monotonic()
        self._drawing = (
            Drawing(
                console=console,
                get_renderable=self._draw,
                refresh_per_second=DRAWINGS_PER_SECOND,
                vertical_overflow="crop",
            )
            if console.is_terminal and not console.is_dumb_terminal
            else None
        )

    def __enter__(self) -> Self:
        self._began = time.monotonic()
        if self._drawing:
            self._drawing.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._looking.clear()
        if self._drawing:
            self._drawing.stop()
        self._console.print()

    def __call__(self, event: Event) -> None:
        """Takes the next event of the run."""
        match event:
            case RunStarted():
                self._start(event)
            case RunResumed():
                self._note(f"going on where the run was cut off: {count(event.done, 'look')} already stored")
            case LookStarted():
                self._looking[event.check, event.target] = None
            case Judged():
                self._judged(event)
            case _:
                pass

    def _start(self, event: RunStarted) -> None:
        for one in event.plan:
            if one.left_out is None:
                self._stages[one.stage].wanted.add((one.check, one.target))
        looks = sum(len(stage.wanted) for stage in self._stages.values())
        self._note(
            f"Launch Ready {event.version} looks at {one_line(event.product)} ({one_line(event.domain)}): {looks} looks"
        )

    def _judged(self, event: Judged) -> None:
        key = (event.check, event.target)
        self._looking.pop(key, None)
        stage = self._stages[event.stage]
        if key not in stage.wanted or key in stage.done:
            return
        stage.done.add(key)
        stage.findings += is_finding(event)
        stage.unknown += isinstance(event.verdict, Unknown)
        if stage.is_done and not self._drawing:
            self._note(f"{self._name(event.stage)}  {len(stage.done):3} looks  {stage.words.plain}")

    def _name(self, number: int) -> str:
        return f"{number} {self._says[number]:{NAME_WIDTH}}"

    def _note(self, text: str) -> None:
        self._console.print(Text(text), soft_wrap=True)

    def _draw(self) -> RenderableType:
        grid = Table.grid(padding=(0, 2, 0, 0))
        for number, stage in tuple(self._stages.items()):
            style = "" if stage.wanted else "dim"
            bar = ProgressBar(
                total=max(1, len(stage.wanted)),
                completed=len(stage.done),
                width=BAR_WIDTH,
                finished_style="green" if not stage.findings else "red",
            )
            done = f"{len(stage.done)}/{len(stage.wanted)}" if stage.wanted else "nothing to look at"
            grid.add_row(Text(self._name(number), style), bar, Text(done, "dim", justify="right"), stage.words)
        return Group(grid, self._now())

    def _now(self) -> Text:
        under_way = tuple(self._looking)
        if not under_way:
            return Text()
        check, target = under_way[0]
        more = f" and {len(under_way) - 1} more" if len(under_way) > 1 else ""
        text = Text(f"{time.monotonic() - self._began:4.0f} s  {one_line(check)} at {one_line(target)}{more}", "dim")
        text.truncate(self._console.width, overflow="ellipsis")
        return text
