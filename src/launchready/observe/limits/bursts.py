"""Asks too often: wrong passwords for an account of this run's own, and messages to the model."""

import secrets as random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

import anyio

from launchready.declare.model import Call
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.limits.burst import Burst, Bursting, Try
from launchready.observe.limits.chatting import chatting
from launchready.observe.limits.spellings import Spelling, swapped, ways
from launchready.observe.question import Question
from launchready.observe.who.people import (
    Account,
    Disposable,
    attempt,
    customers,
    email_of,
    is_refused,
    sign_in_call,
)
from launchready.observe.who.session import request_of, session_from

if TYPE_CHECKING:
    from launchready.observe.world import World

WRONG_PASSWORDS = 15
MESSAGES = 30
LOOPBACK = "127.0.0.1"
CLIENT_HEADERS = (
    *("X-Forwarded-For", "X-Real-IP", "True-Client-IP", "X-Client-IP", "CF-Connecting-IP", "X-Forwarded"),
    *("X-Originating-IP", "X-Cluster-Client-IP", "Fastly-Client-IP", "Forwarded", "Forwarded-For", "Client-IP"),
    *("X-Remote-IP", "X-Remote-Addr", "X-Azure-ClientIP", "Fly-Client-IP"),
)
TRUSTED = ("X-Forwarded-For", "X-Real-IP")
"""Also sent with the address of the server itself, which a limit may let pass."""
LONGEST_WAIT, LOOK_AGAIN = 65.0, 5.0


@dataclass(frozen=True, slots=True)
class LoginBurst:
    """Wrong passwords in a row, and what came of them."""

    account: str
    """Whose password was guessed."""
    is_real: bool
    """Whether the account exists and its password signed in before; a limit may count only those."""
    burst: Burst
    works_after: bool
    """Whether the right password signs in right after the burst; a locked account is a limit too."""
    headers: tuple[Try, ...]
    """What came, once limited, with each header that claims another address."""
    limited_after: bool
    """The control behind `headers`: without them, the limit still held after those attempts."""
    spellings: tuple[Spelling, ...]
    """What came, once limited, of the right password with the same thing written otherwise."""
    others_waited: float
    """Seconds for which others at this address could not sign in either, and the run waited; 0 where they could."""
    curl: str
    header_curl: str

    @property
    def stopped(self) -> str:
        """What stopped it: a sign of a limit, or a lock that says nothing; empty where nothing did."""
        if self.burst.stopped:
            return self.burst.stopped
        silent = self.is_real and not self.works_after and bool(self.burst.tries) and not self.burst.unclear
        return "after them the right password did not sign in either: the account was locked" if silent else ""


@dataclass(frozen=True, slots=True)
class WrongPasswords(Question[LoginBurst]):
    """Does anything stop one who guesses passwords?"""

    surface: str

    async def ask(self, world: "World") -> LoginBurst:
        """Guesses the password of an account made for it, up to the bound or the first sign of a limit."""
        who = world.declaration.principal(customers(world).a)
        assert who is not None
        call = await sign_in_call(world, who.name)
        account: Account | None = None
        try:
            account = await world.ask(Disposable(self.surface, "wrong passwords"))
            email = account.email
        except CannotLook:
            domain = (email_of(world, who.name) or "@example.com").rpartition("@")[2]
            email = f"nobody-{uuid4().hex[:10]}@{domain}"
        guesser = _Guesser(world, account.call if account else call, email, account)
        surface = world.declaration.surface(self.surface)
        bursting = Bursting(
            world,
            guesser.wrong,
            WRONG_PASSWORDS,
            world.declaration.limit(call.method, call.path),
            elsewhere=surface.at("/") if surface and surface.url else "",
        )
        burst = await bursting.go()
        works = account is not None and not burst.too_slow and await guesser.signs_in(guesser.call)
        headers: tuple[Try, ...] = ()
        limited_after = False
        spellings: tuple[Spelling, ...] = ()
        if burst.tries and burst.tries[-1].limited:
            headers = await guesser.headers(bursting)
            limited_after = bursting.take(await world.send(guesser.wrong())).limited
        if account is not None and burst.tries and (limited_after or not works):
            spellings = await guesser.spellings(bursting)
        opened = next((one.header for one in headers if not one.limited), CLIENT_HEADERS[0])
        request = guesser.wrong()
        return LoginBurst(
            account="an account made for this" if account else "a made-up account",
            is_real=account is not None,
            burst=burst,
            works_after=works,
            headers=headers,
            limited_after=limited_after,
            spellings=spellings,
            others_waited=await guesser.wait_for_others(),
            curl=f"for i in $(seq {burst.aim}); do {world.curl(request)}; done",
            header_curl=world.curl(request.with_headers((opened, "198.51.100.7"))),
        )


@dataclass(frozen=True, slots=True)
class _Guesser:
    """Signs in wrongly and rightly as one account."""

    world: "World"
    call: Call
    email: str
    account: Account | None

    def wrong(self) -> Request:
        """A sign-in with a wrong password."""
        password = f"wrong-{uuid4().hex}"
        if self.account is None:
            return attempt(self.world, self.call, self.email, password)
        return request_of(swapped(self.call, self.account.password, password), self.world, {})

    async def signs_in(self, call: Call) -> bool:
        """Whether a sign-in gives a session."""
        return (await self._sign_in(call))[0]

    async def headers(self, bursting: Bursting) -> tuple[Try, ...]:
        """Wrong passwords, each with a header that claims another address."""
        found = []
        made_up = [(name, f"198.51.100.{random.randbelow(200) + 20}") for name in CLIENT_HEADERS]
        for name, address in (*made_up, *((name, LOOPBACK) for name in TRUSTED)):
            value = f"for={address}" if name == "Forwarded" else address
            reply = await self.world.send(self.wrong().with_headers((name, value)))
            found.append(bursting.take(reply, name))
        return tuple(found)

    async def spellings(self, bursting: Bursting) -> tuple[Spelling, ...]:
        """The account or the path written otherwise, while the usual way is limited: does the right password sign in?

        Where a limit lets right passwords pass, a wrong one must be answered as before as well.
        """
        found: list[Spelling] = []
        lets_right_pass = await self.signs_in(self.call)
        for of, how, call in ways(self.call, self.email):
            signed_in, status = await self._sign_in(call)
            passed = signed_in
            if signed_in and lets_right_pass:
                assert self.account is not None
                wrong = swapped(call, self.account.password, f"wrong-{uuid4().hex}")
                passed = not bursting.take(await self.world.send(request_of(wrong, self.world, {}))).limited
            limited = True
            if passed and lets_right_pass:
                limited = bursting.take(await self.world.send(self.wrong())).limited
            elif passed:
                limited = not await self.signs_in(self.call)
            curl = self.world.curl(request_of(swapped(call, self._password, "wrong"), self.world, {}))
            found.append(Spelling(of, how, signed_in, passed, limited, status, curl))
            if not limited:
                break  # the limit ended, by itself or by the success: what follows proves nothing
        return tuple(found)

    @property
    def _password(self) -> str:
        return self.account.password if self.account else ""

    async def wait_for_others(self) -> float:
        """Waits as long as a limit shuts everybody at this address out, a minute at most: other checks sign in, too."""
        try:
            call = await sign_in_call(self.world, customers(self.world).b)
        except CannotLook:
            return 0.0
        started = time.monotonic()
        while (spent := time.monotonic() - started) < LONGEST_WAIT:
            reply = await self.world.send(request_of(call, self.world, {}))
            if not isinstance(reply, Answer) or not is_refused(reply):
                break
            await anyio.sleep(LOOK_AGAIN)
        return round(spent, 1) if spent > LOOK_AGAIN else 0.0

    async def _sign_in(self, call: Call) -> tuple[bool, int]:
        who = self.world.declaration.principal(customers(self.world).a)
        assert who is not None
        reply = await self.world.send(request_of(call, self.world, {}))
        try:
            session_from(who, call, reply, self.world)
        except CannotLook:
            return False, reply.status if isinstance(reply, Answer) else 0
        return True, reply.status if isinstance(reply, Answer) else 0


@dataclass(frozen=True, slots=True)
class ChatBurst:
    """Messages in a row, as one user."""

    by: str
    burst: Burst
    curl: str


@dataclass(frozen=True, slots=True)
class Messages(Question[ChatBurst]):
    """Does anything stop one user who makes the model answer without end?"""

    surface: str

    async def ask(self, world: "World") -> ChatBurst:
        """Sends short messages in one conversation, up to the bound or the first sign of a limit."""
        talk = await chatting(world, self.surface, "messages")
        request = talk.message("Hello")
        limit = world.declaration.limit(talk.say.method, talk.say.path)
        bursting = Bursting(world, lambda: request, MESSAGES, limit, talk.session, talk.chat.at("/"), speaks=True)
        burst = await bursting.go()
        return ChatBurst(talk.by, burst, f"for i in $(seq {burst.aim}); do {world.curl(request)}; done")
