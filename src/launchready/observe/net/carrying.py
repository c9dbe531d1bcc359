"""Asks for each step of a declared flow, with nothing in it, and sees whether a redirect carries on what a customer would send."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from launchready.declare.model import Flow, Step
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.net.redirects import REDIRECTS, Jar, moved, turns
from launchready.observe.ops.flows import PLACE, Walk, walk
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST_HOPS = 10
READS = frozenset({"GET", "HEAD"})
PLAIN = re.compile(r"[#?]")


@dataclass(frozen=True, slots=True)
class Carriage:
    """What became of one step's request, asked by nobody and with nothing in it."""

    step: str
    url: str
    hops: tuple[tuple[int, str], ...]
    """Each redirect: its status, and where to. Of what is more than a question, those to the same thing elsewhere alone."""
    loops: bool
    mark: str
    """What the step has in its query itself; empty where it has none."""
    end: str
    """How the last answer reads; what is told of a silence where nothing came."""
    answered: bool
    curl: str = ""

    @property
    def turned(self) -> bool:
        """Whether the method and the body are lost on the way."""
        asks = self.step.partition(" ")[0] in READS
        return not asks and any(turns(status, here, there) for status, here, there in self._ways())

    @property
    def query_lost(self) -> bool:
        """Whether a redirect dropped the query."""
        lost = (self.mark in here and self.mark not in there and moved(here, there) for _, here, there in self._ways())
        return bool(self.mark) and any(lost)

    def _ways(self) -> tuple[tuple[int, str, str], ...]:
        """Each redirect: its status, from where, and where to."""
        places = (self.url, *(target for _, target in self.hops))
        pairs = zip(self.hops, pairwise(places), strict=True)
        return tuple((status, here, there) for (status, _), (here, there) in pairs)

    @property
    def way(self) -> str:
        """`POST https://a/orders 301 -> https://a/orders/`."""
        return " ".join(
            (f"{self.step.partition(' ')[0]} {self.url}", *(f"{status} -> {to}" for status, to in self.hops))
        )


@dataclass(frozen=True, slots=True)
class FlowCarried:
    """What became of a flow's requests."""

    steps: tuple[Carriage, ...]
    kept: Walk | None = None
    """The flow, walked with every redirected step sent to where it leads, as clients do and then whole: shows what is lost."""
    untold: str = ""
    """Why it could not be walked so."""


@dataclass(frozen=True, slots=True)
class CarriedFlow(Question[FlowCarried]):
    """Does what a flow sends arrive through redirects?"""

    flow: str

    async def ask(self, world: "World") -> FlowCarried:
        """One request a step; where a redirect drops the body, one walk of the flow, which tries both: whole, and as clients do."""
        flow = next((one for one in world.declaration.flows if one.name == self.flow), None)
        surface = world.declaration.surface(flow.on) if flow else None
        if flow is None or surface is None or surface.url is None:
            raise CannotLook(f"flow.{self.flow} goes to no surface with a url")
        mark = f"lr{world.made_up('a flow and its query')[:12]}"
        steps: list[Carriage] = []
        by: str | None = None
        for step, url in _asked(flow, surface.at, mark):
            by = step.by or by
            steps.append(await _carried(step, url, by if step.method in READS else None, world))
        if not any(one.turned for one in steps):
            return FlowCarried(tuple(steps))
        try:
            return FlowCarried(tuple(steps), await walk(world, flow, keeping=True))
        except CannotLook as refusal:
            return FlowCarried(tuple(steps), untold=str(refusal))


def _asked(flow: Flow, at: Callable[[str], str], mark: str) -> list[tuple[Step, str]]:
    """Each step once, with an id that nothing has and a mark in its query."""
    found: dict[tuple[str, str], tuple[Step, str]] = {}
    for step in flow.steps:
        path = PLACE.sub(mark, step.path)
        url = at(path) if PLAIN.search(path) else f"{at(path)}?launchready={mark}"
        found.setdefault((step.method, url.partition("#")[0]), (step, url.partition("#")[0]))
    return list(found.values())


def _held(step: Step, url: str) -> str:
    """The longest value that the step itself has in its query: what nobody sends is not lost."""
    query = urlsplit(url).query if "?" in step.path else ""
    return max((pair.partition("=")[2] for pair in query.split("&")), key=len)


async def _carried(step: Step, url: str, by: str | None, world: "World") -> Carriage:
    hops: list[tuple[int, str]] = []
    jar = Jar()
    been = {(url, "")}
    held = _held(step, url)
    first = Request(url, step.method, by=by)
    request, loops, unclear = first, False, False
    while True:
        reply = await world.send(request)
        target = _target(reply, step.method)
        if not target:
            break
        assert isinstance(reply, Answer)
        hops.append((reply.status, target))
        jar.keep(request.url, reply.all("Set-Cookie"))
        # Whoever is signed in sends the cookies of the session, and not those of the way as well.
        given = jar.header(target)
        cookie = "" if by else given
        loops = (target, cookie) in been or len(hops) >= MOST_HOPS
        if loops:
            unclear = bool(by and given)
            break
        been.add((target, cookie))
        request = replace(first, url=target, headers=(("Cookie", cookie),) if cookie else ())
    answered = isinstance(reply, Answer) and not unclear
    end = f"{reply.line()}, with a cookie that may end the redirects" if unclear else reply.line()
    loops = loops and not unclear
    return Carriage(f"{step.method} {step.path}", url, tuple(hops), loops, held, end, answered, world.curl(first))


def _target(reply: Reply, method: str) -> str:
    """Where an answer sends on: a question to wherever it says, anything else to the same thing elsewhere; empty where nowhere."""
    location = (reply.header("Location") or "") if isinstance(reply, Answer) and reply.status in REDIRECTS else ""
    target = urljoin(reply.request.url, location).partition("#")[0]
    return target if location and (method in READS or moved(reply.request.url, target)) else ""
