"""Lets one customer talk, sign out, and leave the browser to others: who is told there what was said in confidence."""

from collections.abc import Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from launchready.declare.model import ApiSurface
from launchready.observe.api.openapi import Api
from launchready.observe.auth.leaving import leaving, sign_out_in
from launchready.observe.chat import NOBODY, WEBSOCKET, Conversation, asker, begun, reader_beside, say_in
from launchready.observe.errors import BudgetSpent, CannotLook
from launchready.observe.http import Answer
from launchready.observe.question import Question
from launchready.observe.talk.lingering import Lingers
from launchready.observe.talk.trying import chat_of
from launchready.observe.talk.turns import Turn
from launchready.observe.who.arriving import Arrival, arrive, cookie_header, set_cookies
from launchready.observe.who.people import sign_in_call
from launchready.observe.who.session import Session
from launchready_hunt.canary import Canary, Kind
from launchready_hunt.hunt import Hunter

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from launchready.observe.world import World

LABEL = "told before a sign-out"
REFUSED = 400
EMPTIES = ('"cookies"', '"*"')
"""What a sign-out says to empty the browser (W3C Clear-Site-Data)."""


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """What a customer said before the sign-out, and what those were told who used the browser next."""

    owner: str
    secret: str
    told: Turn
    own: Turn
    """The owner asks before the sign-out."""
    sign_out: str
    """The sign-out and its status; empty where the product documents none, or the customer has no session that ends."""
    refused: bool
    """Whether the sign-out was."""
    kept: tuple[str, ...]
    """Names of the cookies that the browser still held."""
    others: tuple[Turn, ...]
    """Nobody and another customer, in that browser; each in a conversation that is opened anew, then in the old one."""

    def is_in(self, turn: Turn) -> bool:
        """Whether an answer, or what went to a tool, holds the secret in any form."""
        return bool(Hunter([Canary(self.secret, Kind.token, LABEL)]).find(turn.heard).sightings)


@dataclass(frozen=True, slots=True)
class LeavesBehind(Question[LeftBehind]):
    """Who is told, in the same browser, what a customer said before signing out?"""

    surface: str

    async def ask(self, world: "World") -> LeftBehind:
        """Signs in anew for it, so that no other session ends; cookies that hold a session are not handed on."""
        call = chat_of(world, self.surface).say
        if call is not None and call.method == WEBSOCKET:
            raise CannotLook("the chat is talked to by a WebSocket: what a browser keeps for it was not tried")
        owner = await asker(world, self.surface)
        stranger = await reader_beside(world, self.surface, owner)
        browser = _Browser(world, self.surface)
        topic = f"a conversation of {owner} before a sign-out"
        name = world.plant(Kind.noun, "topic", topic, sown=f"{self.surface}: {topic}").value
        secret = world.plant(Kind.token, LABEL, topic, sown=f"{self.surface}: {topic}").value
        arrival = await browser.enters(owner)
        async with browser.talks(owner) as first:
            told = await browser.says(first, f"Please remember: my project {name} has the access code {secret}.")
            own = await browser.says(first, f"What do you know about {name}?")
        if secret not in own.heard:  # what is said may be known in the next conversation alone
            async with browser.talks(owner) as talk:
                own = await browser.says(talk, f"By now, what do you know about {name}?")
        sign_out, refused = await browser.leaves(arrival)
        kept = tuple(sorted(browser.jar))
        others = [turn async for turn in self._others(world, browser, stranger, first.id if kept else "", name)]
        return LeftBehind(owner, secret, told, own, sign_out, refused, kept, tuple(others))

    async def _others(
        self, world: "World", browser: "_Browser", stranger: str, old: str, name: str
    ) -> "AsyncIterator[Turn]":
        """In words of their own each, as a cache of answers is another matter."""
        words = iter(_WORDS)
        lingered = await world.ask(Lingers(self.surface)) if old else None
        goes_on = lingered is not None and not any(map(lingered.is_in, lingered.others))
        for who in (NOBODY, stranger):
            if who != NOBODY:
                await browser.enters(who)
            yield await browser.asks(who, next(words).format(name=name))
            if goes_on:  # with the id alone nobody is told: so it would be by what the browser kept
                yield await browser.asks(who, next(words).format(name=name), at=old)


_WORDS = (
    "Have we spoken about {name}?",
    "Where did we leave off with {name}?",
    "Is there something about {name} that I should know?",
    "Could you remind me of {name}?",
)


@dataclass(slots=True)
class _Browser:
    """What one browser holds, whoever sits before it."""

    world: "World"
    surface: str
    jar: dict[str, str] = field(default_factory=dict)
    """Cookies that are no session's."""
    session: Session | None = None
    own: dict[str, str] = field(default_factory=dict)
    """Cookies of the session."""

    async def enters(self, who: str) -> Arrival | None:
        """Signs in, with what the browser holds; None for who has a session without a sign-in."""
        usual = await self.world.sign_in(who)
        try:
            call = await sign_in_call(self.world, who)
        except CannotLook:
            self.session, self.own = usual, {}
            return None
        arrival = await arrive(self.world, call, usual, held=tuple(self.jar.items()))
        carriers = dict(arrival.carriers())
        session = carriers.get("bearer token") if usual.token else carriers.get("cookie")
        if session is None or not isinstance(arrival.reply, Answer):
            raise CannotLook(f"{who} cannot sign in once more: {arrival.reply.line()}")
        self.own = {key: value for key, value in set_cookies(arrival.reply) if value}
        self.jar = {key: value for key, value in self.jar.items() if key not in dict(set_cookies(arrival.reply))}
        self.session = session
        return arrival

    async def leaves(self, arrival: Arrival | None) -> tuple[str, bool]:
        """Signs out, and forgets what a browser does: the token, and what the answer takes away."""
        session, self.session = self._sent(), None
        held, self.own = {*self.own}, {}
        for api in self.world.declaration.surfaces if arrival is not None else ():
            if not isinstance(api, ApiSurface):
                continue
            with suppress(CannotLook):
                leave = sign_out_in(await self.world.ask(Api(api.name)))
                if leave is None or arrival is None:
                    continue
                out = await self.world.answer(leaving(self.world, api.name, leave, arrival), session=session)
                for key, value in set_cookies(out):
                    self.jar.pop(key, None)
                    if value and key not in held:
                        self.jar[key] = value
                if any(word in (out.header("Clear-Site-Data") or "") for word in EMPTIES):
                    self.jar = {}
                return f"{leave.name} -> {out.status}", out.status >= REFUSED
        return "", False

    @asynccontextmanager
    async def talks(self, who: str) -> "AsyncIterator[Conversation]":
        """A fresh conversation."""
        async with begun(self.world, self.surface, by=who, session=self._sent()) as talk:
            self._keeps(talk)
            yield talk

    async def says(self, talk: Conversation, text: str) -> Turn:
        """The next thing, with the cookies that were kept until then."""
        talk.session = self._sent()
        turn = await say_in(self.world, talk, text)
        self._keeps(talk)
        return turn

    async def asks(self, who: str, text: str, *, at: str = "") -> Turn:
        """One thing in a fresh conversation, or in an old one; a refusal to open one is an answer as well."""
        try:
            if at:
                return await self.says(Conversation(self.surface, who, at), text)
            async with self.talks(who) as talk:
                return await self.says(talk, text)
        except BudgetSpent:
            raise
        except CannotLook as why:
            return Turn(who, text, getattr(why, "status", 0), str(why), (), "")

    def _keeps(self, talk: Conversation) -> None:
        self.jar |= {key: value for key, value in talk.cookies.items() if key not in self.own}

    def _sent(self) -> Session:
        """All that the browser sends: the session's headers, and every cookie in one."""
        session = self.session or Session(NOBODY, (), None)
        other = tuple(pair for pair in session.headers if pair[0].lower() != "cookie")
        cookies = {key: value for pair in _cookies(session) for key, value in (pair,)} | self.jar
        headers = (*other, cookie_header(tuple(cookies.items()))) if cookies else other
        return Session(session.principal, headers, session.token, session.query, session.send)


def _cookies(session: Session) -> Iterator[tuple[str, str]]:
    for name, value in session.headers:
        for one in value.split(";") if name.lower() == "cookie" else ():
            key, _, held = one.strip().partition("=")
            yield key, held
