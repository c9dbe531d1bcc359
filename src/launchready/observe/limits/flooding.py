"""Sends one flood and takes down who turned it away, with what more can be seen of a refusal while it lasts."""

import asyncio
import re
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from launchready.declare.model import Json
from launchready.observe.http import Answer, Reply, Request, Silence, Why
from launchready.observe.limits.refusal import By, Form, Refused, form_of, turned_away, who
from launchready.observe.talk.streams import values

if TYPE_CHECKING:
    from launchready.observe.who.session import Session
    from launchready.observe.world import World

AT_ONCE = 16
WINDOW = 60
PAIRS = 3
"""How often it is looked whether another account is refused as well."""
LAST, HURT = 20, 0.25
"""It stops where a quarter of the last twenty answers failed."""
TOO_OFTEN = re.compile(r"rate.?limit|too many|too (fast|often)|throttl|slow down|quota", re.IGNORECASE)
SUCCESS, FAILURES = range(200, 300), range(500, 600)


@dataclass(frozen=True, slots=True)
class Turned:
    """One form of refusal, and who wrote it."""

    by: By
    because: str
    form: str
    first: int
    """The number of the request that was the first to get it."""
    times: int


@dataclass(slots=True)
class Flooding:
    """Sends one flood; `make` gives the next request, knowing how many the model has answered."""

    world: "World"
    make: Callable[[int], Request]
    aim: int
    session: "Session | None"
    usual: frozenset[int]
    apps: tuple[Form, ...]
    edges: tuple[Form, ...]
    sent: int = 0
    answered: int = 0
    known: dict[Form, Refused] = field(default_factory=dict)
    turned: dict[Form, tuple[int, int]] = field(default_factory=dict)
    """By form: the first, and how many."""
    latest: deque[bool] = field(default_factory=lambda: deque(maxlen=LAST))
    stopped: str = ""

    async def go(self) -> float:
        """Up to the aim, or to the first refusal of the edge; gives the seconds."""
        started = time.monotonic()
        while self.sent < self.aim and not self.stopped and not self._is_over():
            many = min(AT_ONCE, self.aim - self.sent)
            requests = [self.make(self.answered) for _ in range(many)]
            for reply in await asyncio.gather(*(self.world.send(one, session=self.session) for one in requests)):
                self._take(reply)
            if sum(self.latest) > HURT * LAST:
                self.stopped = f"{sum(self.latest)} of the last {len(self.latest)} requests failed"
            elif time.monotonic() - started > WINDOW:
                self.stopped = f"the answers were too slow for more than {self.sent} within a minute"
        return time.monotonic() - started

    def _is_over(self) -> bool:
        return any(one.by is By.EDGE for one in self.known.values())

    def _take(self, reply: Reply) -> None:
        if isinstance(reply, Silence) and reply.why is Why.NOT_SENT:
            self.stopped = self.stopped or reply.line()
            return
        self.sent += 1
        refused = isinstance(reply, Answer) and (turned_away(reply, self.usual) or limited(reply))
        self.latest.append(not isinstance(reply, Answer) or (not refused and reply.status in FAILURES))
        if not isinstance(reply, Answer):
            return
        if not refused:
            self.answered += reply.status in SUCCESS and not complains(reply)
            return
        form = form_of(reply)
        if form not in self.known:
            in_words = Refused(By.APP, "it answers with success and refuses in words, where an edge has a status")
            told = who(reply, self.apps, self.edges)
            self.known[form] = told if turned_away(reply, self.usual) else in_words
        first, times = self.turned.get(form, (self.sent, 0))
        self.turned[form] = first, times + 1

    def is_apart(self, turned: Turned) -> bool:
        """Whether a refusal has nothing of the app's answers."""
        return any(one.apart for form, one in self.known.items() if form.line() == turned.form)

    def forms(self) -> tuple[Turned, ...]:
        """The refusals, the first one first."""
        made = [
            Turned(self.known[form].by, self.known[form].because, form.line(), first, times)
            for form, (first, times) in self.turned.items()
        ]
        return tuple(sorted(made, key=lambda one: one.first))


def limited(answer: Answer) -> bool:
    """Whether an answer of success is a refusal for being asked too often, in words: an app's, since an edge has a status for it."""
    return complains(answer) and bool(TOO_OFTEN.search(answer.body[:2000]))


def complains(answer: Answer) -> bool:
    """Whether an answer of success says that nothing was done.

    GraphQL and other doors of one address answer 200 to everything, and a stream has begun with 200 before it can fail.
    """
    pieces = values(answer, "$")
    return bool(pieces) and all(_complains(one) for one in pieces)


def _complains(value: Json) -> bool:
    if not isinstance(value, dict):
        return False
    wrong = value.get("errors") or value.get("error")
    data = value.get("data")
    return bool(wrong) and not (any(data.values()) if isinstance(data, dict) else data)


async def cleared(
    world: "World", flood: Flooding, request: Request, other: Callable[[], Request] | None
) -> tuple[Turned, ...]:
    """The refusals; the last one with what more can be seen of it while it lasts."""
    turned = flood.forms()
    if not turned or turned[-1].by is By.APP:
        return turned
    last = await _past(world, turned[-1], request, flood)
    if last.by is By.UNCLEAR and other is not None:
        last = await _of_one_account(world, last, request, other, flood)
    if last.by is By.UNCLEAR and flood.is_apart(last) and any(one.by is By.APP for one in turned):
        last = replace(
            last, by=By.EDGE, because=f"{last.because}, and the app's own refusal before it had another form"
        )
    return (*turned[:-1], last)


async def _of_one_account(
    world: "World", turned: Turned, request: Request, other: Callable[[], Request], flood: Flooding
) -> Turned:
    """The same refusal, told as the app's where another account is answered meanwhile: an edge counts addresses."""
    for _ in range(PAIRS):
        same, another = await world.send(request), await world.send(other())
        if not isinstance(same, Answer) or not isinstance(another, Answer):
            return turned
        if not turned_away(same, flood.usual) or turned_away(another, flood.usual):
            return turned
    because = f"it is for one account alone: sign-ins of others were answered meanwhile, {PAIRS} times of {PAIRS}"
    return replace(turned, by=By.APP, because=because)


async def answers_of_edges(world: "World", like: Request) -> tuple[Form, ...]:
    """An answer that needs no app: the way from plain HTTP to HTTPS, where there is one."""
    parts = urlsplit(like.url)
    if parts.scheme != "https" or parts.port not in {None, 443}:
        return ()
    reply = await world.get(f"http://{parts.hostname}{parts.path}")
    is_one = isinstance(reply, Answer) and (reply.header("location") or "").startswith("https://")
    return (form_of(reply),) if isinstance(reply, Answer) and is_one else ()


async def _past(world: "World", turned: Turned, request: Request, flood: Flooding) -> Turned:
    """The same refusal, with what a declared origin answers to the same request at the same moment."""
    bodies = {one.body for one in flood.apps}
    for address in world.declaration.edge.origin:
        reply = await world.send(replace(request, address=address, verify=False), session=flood.session)
        if not isinstance(reply, Answer):
            continue
        form = form_of(reply)
        if form.line() == turned.form:
            told = f"the origin at {address}, asked past the edge, refuses in the same form"
            return replace(turned, by=By.APP, because=told)
        if not turned_away(reply, flood.usual) and form.body in bodies - {"nothing"}:
            told = f"the origin at {address}, asked past the edge, answers the same request as before: {reply.status}"
            return replace(turned, by=By.EDGE, because=f"{turned.because}; {told}")
    return turned
