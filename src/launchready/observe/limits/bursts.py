"""Asks too often: wrong passwords for an account of this run's own, and messages to the model."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from launchready.observe.errors import CannotLook
from launchready.observe.limits.burst import Burst, Bursting, Try
from launchready.observe.limits.chatting import chatting
from launchready.observe.limits.guessing import CLIENT_HEADERS, Guesser
from launchready.observe.limits.spellings import Spelling
from launchready.observe.question import Question
from launchready.observe.who.people import (
    Account,
    Disposable,
    customers,
    email_of,
    sign_in_call,
)

if TYPE_CHECKING:
    from launchready.observe.world import World

WRONG_PASSWORDS = 15
MESSAGES = 30


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
    unproved: str = ""
    """Why the attempts are not known to have reached the password, or no sign-in is told from a refusal; empty otherwise."""

    @property
    def stopped(self) -> str:
        """What stopped it: a sign of a limit, or a lock that says nothing; empty where nothing did."""
        if self.burst.stopped:
            return self.burst.stopped
        is_told = self.is_real and not self.unproved and not self.burst.unclear
        silent = is_told and not self.works_after and bool(self.burst.tries)
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
        guesser = await Guesser.of(world, self.surface, call, email, account)
        surface = world.declaration.surface(self.surface)
        bursting = Bursting(
            world,
            guesser.wrong,
            WRONG_PASSWORDS,
            world.declaration.limit(call.method, call.path),
            elsewhere=surface.at("/") if surface and surface.url else "",
        )
        burst = await bursting.go()
        guesser.took(bursting.first)
        works = account is not None and not burst.too_slow and await guesser.signs_in(guesser.call)
        headers: tuple[Try, ...] = ()
        limited_after = False
        spellings: tuple[Spelling, ...] = ()
        if burst.tries and burst.tries[-1].limited:
            headers = await guesser.headers(bursting)
            limited_after = bursting.take(await world.send(guesser.wrong())).limited
        if account is not None and burst.tries and not guesser.unproved and (limited_after or not works):
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
            unproved=guesser.unproved,
        )


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
