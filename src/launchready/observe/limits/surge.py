"""Floods a sign-in and a chat through the edge, within a bound, and says who turned it away and how much got through."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import uuid4

from launchready.declare.model import ApiSurface, ChatSurface, Limit
from launchready.observe.chat import WEBSOCKET
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.limits.chatting import chatting
from launchready.observe.limits.flooding import (
    AT_ONCE,
    FAILURES,
    SUCCESS,
    WINDOW,
    Flooding,
    Turned,
    answers_of_edges,
    cleared,
    complains,
)
from launchready.observe.limits.refusal import By, form_of, turned_away
from launchready.observe.limits.tokens import tokens_in
from launchready.observe.who.arriving import swapped
from launchready.observe.who.people import Disposable, attempt, customers, email_of, sign_in_call
from launchready.observe.who.session import request_of

if TYPE_CHECKING:
    from launchready.observe.who.session import Session
    from launchready.observe.world import World

SIGN_INS, MESSAGES = "sign-ins", "messages"
USUAL = {SIGN_INS: 330, MESSAGES: 660}
"""How many are sent where launch.toml does not say what the edge lets pass: far more than people at one address send in a minute."""
MOST = 3000
SECONDS = 50
"""An edge counts for a minute at least: what is sent within it counts."""
FEWEST = 300
"""A minute's requests below which nobody need be turned away."""
ANSWERS = 40
"""Answers of the model that a flood may cost; what follows says nothing, so that no model is asked."""


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
    url: str = ""
    """Where it was sent to."""

    def by(self, *whom: By) -> int:
        """How many were turned away by these."""
        return sum(one.times for one in self.turned if one.by in whom)


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
    again = make()
    blank = _blank(SIGN_INS, f"{call.method} {call.path}", first.line(), limit, world.curl(again))
    blank = replace(blank, url=again.url)
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
    if chat.say is not None and chat.say.method == WEBSOCKET:
        raise CannotLook(
            "messages travel over one open connection, and an edge counts requests: nothing at it can count them"
        )
    talk = await chatting(world, chat.name, "a flood of messages")
    limit = _declared(world, talk.say.method, talk.say.path)
    said = talk.message("Hello")
    first = await world.send(said, session=talk.session)
    operation = f"{talk.say.method} {talk.say.path}"
    blank = replace(_blank(MESSAGES, operation, first.line(), limit, world.curl(said)), url=said.url)
    if not isinstance(first, Answer) or first.status not in SUCCESS or complains(first):
        return replace(blank, not_working=True, stopped=f"the first message was answered so: {first.line()}")
    empty = await world.send(talk.nothing(), session=talk.session)
    if not isinstance(empty, Answer) or empty.status in FAILURES or (empty.status in SUCCESS and not complains(empty)):
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
    edges = await answers_of_edges(world, make(ANSWERS))
    apps = tuple(form_of(one) for one in firsts)
    usual = frozenset(one.status for one in firsts)
    flood = Flooding(world, make, aim, session, usual, apps, edges, answered=blank.answered)
    seconds = await flood.go()
    turned = await cleared(world, flood, make(ANSWERS), other)
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
