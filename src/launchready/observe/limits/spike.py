"""Sends the small rush of a launch day on the core flows, by a schedule that waits for no answer, and times what came."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hdrh.histogram import HdrHistogram

from launchready.declare.model import Flow, WebSurface
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.ops.flows import Timed, Walk, walk

if TYPE_CHECKING:
    from launchready.observe.world import World

ALONE = 3
"""Walks of each flow before and after, one at a time."""
PAUSE = 1.0
"""Seconds between one walk of somebody and the next, where consent's rate allows so many."""
LONGEST_PAUSE = 10.0
SHARE = 0.75
"""Of the rate that consent allows: more would measure our own waiting."""
REST = 2.0
"""Seconds before it is looked whether the product has recovered."""
LAST, HURT = 20, 0.25
"""The rush stops where a quarter of the last twenty answers failed."""
STUCK = 8
"""Or where so many times more walks are under way than there are people."""
GIVE_UP = 10.0
"""Seconds that the walks under way are waited for in the end."""
LIMITED = 429
LONGEST_MS = 60_000
PAGES = "pages"


@dataclass(frozen=True, slots=True)
class Times:
    """Of one step, in milliseconds; walks that had to start late count from when they should have."""

    flow: str
    step: str
    bound: float
    """What the owner promises 95 of 100 to stay below."""
    answers: int
    p50: float
    p95: float
    p99: float
    most: float
    curl: str


@dataclass(frozen=True, slots=True)
class Phase:
    """A time of the rush: before, during or after it."""

    times: tuple[Times, ...]
    requests: int
    failed: tuple[str, ...]
    """Answers of the server's own failure, and answers that did not come: one line each, the first of them."""
    failures: int
    curl: str
    """Of the first one that failed."""
    limited: int
    """Answers of a limit."""
    wrong: tuple[str, ...]
    """What was answered otherwise than declared, and is neither."""
    late_ms: float
    """The most by which this machine began a walk too late."""


@dataclass(frozen=True, slots=True)
class Rush:
    """One rush, with what was before and what came after."""

    before: Phase
    during: Phase
    after: Phase
    seconds: float
    stopped: str
    """Why it was ended early; empty where it was not."""


@dataclass(slots=True)
class _Notes:
    """Takes down what is answered."""

    bounds: dict[str, float]
    histograms: dict[tuple[str, str], HdrHistogram] = field(default_factory=dict)
    curls: dict[tuple[str, str], str] = field(default_factory=dict)
    curl: str = ""
    failed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    requests: int = 0
    limited: int = 0
    late_ms: float = 0.0
    latest: deque[bool] = field(default_factory=lambda: deque(maxlen=LAST))

    def take(self, flow: str, one: Walk, late: float) -> None:
        """One walk, begun `late` seconds after it should have been."""
        self.late_ms = max(self.late_ms, late * 1000)
        for at, step in enumerate(one.steps):
            self.requests += 1
            fails = step.status == 0 or step.status >= 500  # noqa: PLR2004 - HTTP's own failures
            self.latest.append(fails)
            if fails:
                self.failed.append(step.line)
                self.curl = self.curl or step.curl
            elif step.status == LIMITED:
                self.limited += 1
            elif not step.right:
                self.wrong.append(step.line)
            if step.status and not fails:
                self._time(flow, step, late if at == 0 else 0.0)

    def _time(self, flow: str, step: Timed, late: float) -> None:
        self.curls[flow, step.step] = step.curl
        histogram = self.histograms.setdefault((flow, step.step), HdrHistogram(1, LONGEST_MS * 10, 3))
        histogram.record_value(max(1, min(LONGEST_MS * 10, round((step.milliseconds + late * 1000) * 10))))

    @property
    def hurts(self) -> bool:
        """Whether the last answers failed too often to go on."""
        return len(self.latest) == LAST and sum(self.latest) >= HURT * LAST

    def phase(self) -> Phase:
        """What came of it."""
        times = tuple(
            Times(
                flow,
                step,
                self.bounds[flow],
                one.get_total_count(),
                one.get_value_at_percentile(50) / 10,
                one.get_value_at_percentile(95) / 10,
                one.get_value_at_percentile(99) / 10,
                one.get_max_value() / 10,
                self.curls[flow, step],
            )
            for (flow, step), one in self.histograms.items()
        )
        return Phase(
            times,
            self.requests,
            tuple(dict.fromkeys(self.failed))[:5],
            len(self.failed),
            self.curl,
            self.limited,
            tuple(dict.fromkeys(self.wrong))[:5],
            round(self.late_ms, 1),
        )


Way = Callable[[], Coroutine[None, None, Walk]]


@dataclass(slots=True)
class Rushing:
    """Sends rushes; `ways` are what people do, by name."""

    world: "World"
    people: int
    seconds: float
    ways: dict[str, Way]
    bounds: dict[str, float]
    pause: float

    async def go(self) -> Rush:
        """The walks alone, the rush, and the walks alone once more."""
        before = await self._alone()
        if before.failures or before.wrong:
            return Rush(before, _Notes(self.bounds).phase(), _Notes(self.bounds).phase(), 0.0, "")
        notes = _Notes(self.bounds)
        started = time.monotonic()
        stopped = await self._rush(notes, started)
        seconds = round(time.monotonic() - started, 1)
        await asyncio.sleep(REST)
        return Rush(before, notes.phase(), await self._alone(), seconds, stopped)

    async def _alone(self) -> Phase:
        notes = _Notes(self.bounds)
        for name, way in self.ways.items():
            for _ in range(ALONE):
                notes.take(name, await way(), 0.0)
        return notes.phase()

    async def _rush(self, notes: _Notes, started: float) -> str:
        """Begins each walk at its time, whether or not those before it are done: an open model."""
        names = list(self.ways)
        under_way: set[asyncio.Task[None]] = set()
        gap = self.pause / self.people
        stopped = ""
        try:
            for number in range(int(self.seconds / gap)):
                due = started + number * gap
                if (wait := due - time.monotonic()) > 0:
                    await asyncio.sleep(wait)
                if notes.hurts:
                    stopped = f"{sum(notes.latest)} of the last {LAST} answers were failures"
                elif len(under_way) > STUCK * self.people:
                    stopped = f"{len(under_way)} of the walks waited for their answers at once"
                if stopped:
                    break
                task = asyncio.create_task(self._one(names[number % len(names)], due, notes))
                under_way.add(task)
                task.add_done_callback(under_way.discard)
            if under_way:
                _, late = await asyncio.wait(under_way, timeout=GIVE_UP)
                if late and not stopped:
                    stopped = f"{len(late)} of the walks were not answered within {GIVE_UP:.0f} seconds of its end"
        finally:
            left = tuple(under_way)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)
        return stopped

    async def _one(self, name: str, due: float, notes: _Notes) -> None:
        late = max(0.0, time.monotonic() - due)
        notes.take(name, await self.ways[name](), late)


async def rushing(world: "World", flows: tuple[Flow, ...], people: int, seconds: float) -> Rushing:
    """What people do in a rush: walk the flows, signed in already, and open the pages that anybody may.

    Raises:
        CannotLook: nothing is declared that they could do, or consent allows too few requests for so many.
    """
    ways: dict[str, Way] = {}
    bounds: dict[str, float] = {}
    steps = 0
    for flow in flows:
        ways[flow.name] = lambda flow=flow: walk(world, flow, signed_in=True)  # type: ignore[misc]
        bounds[flow.name] = flow.p95_ms
        steps = max(steps, len(flow.steps))
    if site := next((one for one in world.declaration.surfaces if _is_front(one)), None):
        assert isinstance(site, WebSurface)
        ways[PAGES] = lambda: _open(world, site)
        bounds[PAGES] = max(bounds.values(), default=800.0)
        steps = max(steps, len(site.pages))
    if not ways:
        raise CannotLook("launch.toml declares no flow and no page: there is nothing that a crowd could do")
    rate = world.declaration.consent.requests_per_second
    pause = max(PAUSE, people * steps / (SHARE * rate))
    if pause > LONGEST_PAUSE or seconds < pause:
        raise CannotLook(
            f"{people} people make up to {people * steps / min(LONGEST_PAUSE, seconds):.0f} requests a second: "
            f"consent.requests_per_second is {rate:g}"
        )
    return Rushing(world, people, seconds, ways, bounds, pause)


def _is_front(surface: object) -> bool:
    return isinstance(surface, WebSurface) and surface.environment == "production" and bool(surface.pages)


async def _open(world: "World", site: WebSurface) -> Walk:
    """Opens each page once, as a visitor."""
    timed: list[Timed] = []
    for page in site.pages:
        request = Request(site.at(page))
        reply = await world.send(request)
        status = reply.status if isinstance(reply, Answer) else 0
        milliseconds = reply.milliseconds if isinstance(reply, Answer) else 0.0
        right = 200 <= status < 400  # noqa: PLR2004 - HTTP's success, and redirects
        timed.append(Timed(f"GET {page}", status, milliseconds, right, reply.line(), world.curl(request)))
    return Walk(tuple(timed), whole=all(one.right for one in timed))
