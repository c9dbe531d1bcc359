"""Floods a sign-in and a chat through the edge, within a bound, and says who turned it away and how much got through."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

from launchready.declare.model import ApiSurface, ChatSurface, Limit
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request, Silence, Why
from launchready.observe.limits.chatting import chatting
from launchready.observe.limits.refusal import By, Form, Refused, form_of, turned_away, who
from launchready.observe.limits.spellings import swapped
from launchready.observe.limits.tokens import tokens_in
from launchready.observe.who.people import Disposable, attempt, customers, email_of, sign_in_call
from launchready.observe.who.session import request_of

if TYPE_CHECKING:
    from launchready.observe.who.session import Session
    from launchready.observe.world import World

SIGN_INS, MESSAGES = "sign-ins", "messages"
USUAL = {SIGN_INS: 330, MESSAGES: 660}
"""How many are sent where launch.toml does not say what the edge lets pass: far more than people at one address send in a minute."""
MOST = 3000
AT_ONCE = 16
SECONDS = 50
"""An edge counts for a minute at least: what is sent within it counts."""
WINDOW = 60
FEWEST = 300
"""A minute's requests below which nobody need be turned away."""
ANSWERS = 40
"""Answers of the model that a flood may cost; what follows says nothing, so that no model is asked."""
PAIRS = 3
"""How often it is looked whether another account is refused as well."""
LAST, HURT = 20, 0.25
"""It stops where a quarter of the last twenty answers failed."""
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


@dataclass(frozen=True, slots=True)
class Surge:
    """One flood and what came of it."""

    what: str
    """SIGN_INS or MESSAGES."""
    operation: str
    control: str
    """How the app answered before the flood."""
    aim: int
    declared: str
    """The bound that the edge is declared to keep; empty where none is."""
    sent: int
    seconds: float
    turned: tuple[Turned, ...]
    answered: int
    """Answers of the model."""
    tokens: int
    """Of one answered message, as far as it can be told."""
    stopped: str
    """Why it was ended before its aim, or could not begin; empty otherwise."""
    curl: str
    not_working: bool = False
    """Whether the door did not work before the flood, so that it proves nothing."""

    def by(self, *whom: By) -> int:
        """How many were turned away by these."""
        return sum(one.times for one in self.turned if one.by in whom)


@dataclass(slots=True)
class _Flood:
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
        refused = isinstance(reply, Answer) and turned_away(reply, self.usual)
        self.latest.append(not isinstance(reply, Answer) or (not refused and reply.status in FAILURES))
        if not isinstance(reply, Answer):
            return
        if not refused:
            self.answered += reply.status in SUCCESS
            return
        form = form_of(reply)
        if form not in self.known:
            self.known[form] = who(reply, self.apps, self.edges)
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


async def sign_ins(world: "World") -> Surge:
    """Wrong passwords for an account made for it, or for one that is nobody's.

    Raises:
        CannotLook: nobody signs in.
    """
    name = customers(world).a
    call = await sign_in_call(world, name)
    api = next((one.name for one in world.declaration.surfaces if isinstance(one, ApiSurface)), "")
    try:
        account = await world.ask(Disposable(api, "a flood of sign-ins"))
        call = account.call
        right = account.password

        def make() -> Request:
            return request_of(swapped(call, right, f"wrong-{uuid4().hex}"), world, {})
    except CannotLook:
        domain = (email_of(world, name) or "@example.com").rpartition("@")[2]
        email = f"nobody-{uuid4().hex[:10]}@{domain}"

        def make() -> Request:
            return attempt(world, call, email, f"wrong-{uuid4().hex}")

    limit = _declared(world, call.method, call.path)
    first = await world.send(make())
    blank = _blank(SIGN_INS, f"{call.method} {call.path}", first.line(), limit, world.curl(make()))
    if not isinstance(first, Answer) or turned_away(first, frozenset({first.status} - {429})):
        return replace(blank, not_working=True, stopped=f"the first wrong password was answered so: {first.line()}")
    if first.status in FAILURES:
        return replace(blank, not_working=True, stopped=f"the sign-in fails by itself: {first.line()}")
    domain = (email_of(world, name) or "@example.com").rpartition("@")[2]

    def other() -> Request:
        return attempt(world, call, f"nobody-{uuid4().hex[:10]}@{domain}", f"wrong-{uuid4().hex}")

    return await _flooded(world, blank, (first,), lambda _: make(), other=other)


async def messages(world: "World", chat: ChatSurface) -> Surge:
    """Messages to the model as one customer: a few that it answers, then many with nothing in them.

    Raises:
        CannotLook: no conversation could be opened.
    """
    talk = await chatting(world, chat.name, "a flood of messages")
    limit = _declared(world, talk.say.method, talk.say.path)
    said = talk.message("Hello")
    first = await world.send(said, session=talk.session)
    operation = f"{talk.say.method} {talk.say.path}"
    blank = _blank(MESSAGES, operation, first.line(), limit, world.curl(said))
    if not isinstance(first, Answer) or first.status not in SUCCESS:
        return replace(blank, not_working=True, stopped=f"the first message was answered so: {first.line()}")
    empty = await world.send(talk.nothing(), session=talk.session)
    if not isinstance(empty, Answer) or empty.status in SUCCESS or empty.status in FAILURES:
        why = f"a message with nothing in it is answered so: {empty.line()}; a flood of them would cost money"
        return replace(blank, stopped=why)
    blank = replace(blank, tokens=tokens_in(said.body or "", first).count, answered=1)
    return await _flooded(
        world,
        blank,
        (first, empty),
        lambda done: said if done < ANSWERS - AT_ONCE else talk.nothing(),
        session=talk.session,
    )


def _declared(world: "World", method: str, path: str) -> Limit | None:
    return next((one for one in world.declaration.edge.floods if one.is_of(method, path)), None)


def _blank(what: str, operation: str, control: str, limit: Limit | None, curl: str) -> Surge:
    aim, declared = USUAL[what], ""
    if limit is not None:
        aim, declared = limit.most + max(AT_ONCE, limit.most // 10), limit.text()
    many = f"seq {aim} | xargs -P {AT_ONCE} -I{{}} {curl}"
    return Surge(what, operation, control, aim, declared, 0, 0.0, (), 0, 0, "", many)


async def _flooded(
    world: "World",
    blank: Surge,
    firsts: tuple[Answer, ...],
    make: Callable[[int], Request],
    *,
    session: "Session | None" = None,
    other: Callable[[], Request] | None = None,
) -> Surge:
    rate = world.declaration.consent.requests_per_second
    most = min(MOST, int(rate * SECONDS))
    if blank.declared:
        if blank.aim > most:
            return replace(blank, stopped=f"{blank.aim} within a minute are more than this run sends ({most})")
    elif most < FEWEST:
        return replace(
            blank, stopped=f"consent.requests_per_second is {rate:g}: too few for a flood ({FEWEST} within a minute)"
        )
    aim = min(blank.aim, most)
    edges = await _edges(world, make(ANSWERS))
    apps = tuple(form_of(one) for one in firsts)
    usual = frozenset(one.status for one in firsts)
    flood = _Flood(world, make, aim, session, usual, apps, edges, answered=blank.answered)
    seconds = await flood.go()
    turned = await _cleared(world, flood, make(ANSWERS), other)
    stopped = flood.stopped
    if not stopped and flood.sent / max(seconds, 1.0) * WINDOW < FEWEST and not blank.declared:
        stopped = f"{flood.sent} in {seconds:.0f} seconds are no flood"
    return replace(
        blank,
        aim=aim,
        sent=flood.sent,
        seconds=round(seconds, 1),
        turned=turned,
        answered=flood.answered,
        stopped=stopped,
    )


async def _cleared(
    world: "World", flood: _Flood, request: Request, other: Callable[[], Request] | None
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
    world: "World", turned: Turned, request: Request, other: Callable[[], Request], flood: _Flood
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


async def _edges(world: "World", like: Request) -> tuple[Form, ...]:
    """An answer that needs no app: the way from plain HTTP to HTTPS, where there is one."""
    parts = urlsplit(like.url)
    if parts.scheme != "https" or parts.port not in {None, 443}:
        return ()
    reply = await world.get(f"http://{parts.hostname}{parts.path}")
    is_one = isinstance(reply, Answer) and (reply.header("location") or "").startswith("https://")
    return (form_of(reply),) if isinstance(reply, Answer) and is_one else ()


async def _past(world: "World", turned: Turned, request: Request, flood: _Flood) -> Turned:
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
