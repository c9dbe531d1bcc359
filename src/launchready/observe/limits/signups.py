"""Signs up again and again, and looks whether the last of these accounts is one."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from launchready.declare.model import ApiSurface, Call, Principal
from launchready.observe.api.kinds import last_word
from launchready.observe.api.openapi import Api
from launchready.observe.api.operation import ApiFacts
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.limits.burst import Burst, Bursting
from launchready.observe.question import Question
from launchready.observe.who.accounts import (
    OWN_ACCOUNT,
    Credentials,
    fresh,
    refused,
    signed_up,
)
from launchready.observe.who.arriving import swapped
from launchready.observe.who.people import customers, signed_in_as
from launchready.observe.who.session import CannotSignIn, Session, request_of

if TYPE_CHECKING:
    from launchready.observe.world import World

SIGN_UPS = 30
OK = range(200, 400)
LABEL = "a burst of sign-ups"


@dataclass(frozen=True, slots=True)
class SignUpBurst:
    """Sign-ups in a row, and what came of them."""

    operation: str
    burst: Burst
    last: str
    """What came of signing in as the last of the accounts; empty where that worked."""
    left: int
    """How many accounts could not be removed."""
    curl: str
    first: str = ""
    """What the first attempt was answered."""


@dataclass(frozen=True, slots=True)
class SignUps(Question[SignUpBurst]):
    """Does anything stop one who makes accounts without end?"""

    surface: str

    async def ask(self, world: "World") -> SignUpBurst:
        """Makes one account that signs in, then others like it, up to the bound or the first sign of a limit."""
        facts = await world.ask(Api(self.surface))
        a = world.declaration.principal(customers(world).a)
        surface = world.declaration.surface(self.surface)
        assert a is not None
        if not isinstance(surface, ApiSurface) or surface.url is None:
            raise CannotLook(f"launch.toml declares no API surface {self.surface}")
        own = fresh(world, LABEL)
        done = await signed_up(world, own, a.sign_up, self.surface)
        if not done.done:
            raise CannotLook(f"no account could be made for it: {refused(done)}")
        crowd = _Crowd(world, self.surface, facts, a, done.call, done.credentials)
        try:
            session = await crowd.signs_in(done.credentials)
        except CannotSignIn as refusal:
            raise CannotLook(f"an account was made for it, and {refusal}") from None
        replies: list[Answer] = []
        call = done.call
        limit = world.declaration.limit(call.method, call.path)
        bursting = Bursting(world, crowd.next, SIGN_UPS, limit, None, surface.at("/"), replies=replies)
        burst = await bursting.go()
        made = crowd.made(replies)
        last = await crowd.told(made[-1]) if made and not burst.stopped else ""
        first = f"{replies[0].line()}: {replies[0].body[:120]}" if replies else ""
        curl = world.curl(crowd.next())
        left = await crowd.removed(made, session)
        return SignUpBurst(f"{call.method} {call.path}", burst, last, left, curl, first)


@dataclass(slots=True)
class _Crowd:
    """The accounts of one burst."""

    world: "World"
    surface: str
    facts: ApiFacts
    a: Principal
    call: Call
    """The sign-up that made the first account."""
    own: Credentials
    """What the first account signs in with."""
    others: list[Credentials] = field(default_factory=list)

    def next(self) -> Request:
        """Another sign-up: the same, with another address and name."""
        mark = self.world.made_up(f"{LABEL} {len(self.others) + 1}")[:10]
        domain = self.own.email.rpartition("@")[2]
        longest = len(self.own.username)
        username = f"audit{mark}" if len(mark) + len("audit") <= longest else f"a{mark[::-1]}"[:longest]
        one = replace(self.own, email=f"audit-{mark}@{domain}", username=username)
        self.others.append(one)
        call = swapped(swapped(self.call, self.own.email, one.email), self.own.username, one.username)
        return request_of(call, self.world, {}, on=self.surface)

    def made(self, replies: list[Answer]) -> list[Credentials]:
        """Those that the product said yes to."""
        taken = " ".join(one.request.body or "" for one in replies if one.status in OK)
        return [one for one in self.others if one.username in taken or quote(one.email) in taken or one.email in taken]

    async def signs_in(self, one: Credentials) -> Session:
        """A session of one of them."""
        return (await signed_in_as(self.world, self.a, one, LABEL))[0]

    async def told(self, one: Credentials) -> str:
        """Why one of them cannot sign in; empty where they can."""
        try:
            await self.signs_in(one)
        except CannotLook as refusal:
            return str(refusal)
        return ""

    async def removed(self, made: list[Credentials], first: Session) -> int:
        """Removes the accounts where people can remove their own; how many are left, which are told."""
        ways = [one for one in self.facts.operations if one.method == "DELETE" and not one.places]
        own = next((one for one in ways if last_word(one.path) in OWN_ACCOUNT), None)
        surface = self.world.declaration.surface(self.surface)
        if own is None or surface is None:
            self.world.leave(
                f"{len(made) + 1} accounts of a burst ({self.call.method} {self.call.path}), "
                f"{self.own.email} the first: the API names no operation that deletes it"
            )
            return len(made) + 1
        left = 0
        gone = Request(surface.at(own.path), "DELETE")
        for one in (None, *made):
            try:
                session = first if one is None else await self.signs_in(one)
            except CannotLook:
                left += 1
                continue
            reply = await self.world.send(gone, session=session)
            left += not (isinstance(reply, Answer) and reply.status in OK)
        if left:
            self.world.leave(f"{left} of {len(made) + 1} accounts of a burst ({self.call.method} {self.call.path})")
        return left
