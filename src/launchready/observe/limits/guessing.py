"""Signs in wrongly and rightly as one account: by the same request, which is proved to take a right password."""

import secrets as random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

import anyio

from launchready.declare.model import Call
from launchready.observe.auth.entering import Entrance
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.limits.burst import Bursting, Try
from launchready.observe.limits.spellings import Spelling, ways
from launchready.observe.who.arriving import arrive, swapped
from launchready.observe.who.own import View, of_account
from launchready.observe.who.people import (
    Account,
    OwnProfile,
    attempt,
    customers,
    is_refused,
    sign_in_call,
)
from launchready.observe.who.session import guarded, request_of, session_from

if TYPE_CHECKING:
    from launchready.observe.world import World

LOOPBACK = "127.0.0.1"
CLIENT_HEADERS = (
    *("X-Forwarded-For", "X-Real-IP", "True-Client-IP", "X-Client-IP", "CF-Connecting-IP", "X-Forwarded"),
    *("X-Originating-IP", "X-Cluster-Client-IP", "Fastly-Client-IP", "Forwarded", "Forwarded-For", "Client-IP"),
    *("X-Remote-IP", "X-Remote-Addr", "X-Azure-ClientIP", "Fly-Client-IP"),
)
TRUSTED = ("X-Forwarded-For", "X-Real-IP")
"""Also sent with the address of the server itself, which a limit may let pass."""
LONGEST_WAIT, LOOK_AGAIN = 65.0, 5.0


@dataclass(slots=True)
class Guesser:
    """Signs in wrongly and rightly as one account."""

    world: "World"
    call: Call
    email: str
    account: Account | None
    view: View | None = None
    """The account's own profile, where its sessions show it."""
    headers_held: tuple[tuple[str, str], ...] = ()
    """What a browser sends with a form whose hidden fields it holds."""
    held: Call | None = None
    """The same sign-in with the hidden fields of its page; None where there are none."""
    unproved: str = ""
    """Why the request is not known to take even the right password; empty where it is."""

    @classmethod
    async def of(cls, world: "World", surface: str, call: Call, email: str, account: Account | None) -> "Guesser":
        """Finds what the sign-in needs, and proves that the requests of a burst get as far as the password."""
        guesser = cls(world, account.call if account else call, email, account)
        if account is not None:
            guesser.view = await guesser._own(surface, account)
        await guesser._hold()
        if guesser.held is not None and account is not None:
            # A page's fields may hold for one attempt alone: one that is refused, then the right one with the same.
            await world.send(guesser.wrong())
            right = request_of(guesser.held, world, {}).with_headers(*guesser.headers_held)
            if not await guesser._gives(right):
                guesser.unproved = (
                    f"the form of {call.method} {call.path} takes its hidden fields for one attempt alone, so a row of "
                    "attempts never got as far as the password"
                )
            await guesser._hold()
        return guesser

    def wrong(self) -> Request:
        """A sign-in with a wrong password."""
        password = f"wrong-{uuid4().hex}"
        call = self.held or self.call
        if self.account is None:
            return attempt(self.world, call, self.email, password).with_headers(*self.headers_held)
        made = request_of(swapped(call, self.account.password, password), self.world, {})
        return made.with_headers(*self.headers_held)

    async def signs_in(self, call: Call) -> bool:
        """Whether a sign-in gives a session that is the account's own."""
        return (await self._sign_in(call))[0]

    def took(self, first: Answer | None) -> None:
        """Learns from the answer to the first wrong password whether a refusal looks like a session as well."""
        if first is None or self.view is not None or self.account is None:
            return
        who = self.world.declaration.principal(customers(self.world).a)
        assert who is not None
        try:
            session_from(who, self.call, first, self.world)
        except CannotLook:
            return
        self.unproved = self.unproved or (
            "a wrong password is answered with what looks like a session, and no operation shows whose it is"
        )

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
        assert self.account is not None
        arrival = await arrive(self.world, call, self.account.session)
        status = arrival.reply.status if isinstance(arrival.reply, Answer) else 0
        return await Entrance(self.world, self.account, self.view).opens(arrival) is True, status

    async def _gives(self, request: Request) -> bool:
        """Whether one request, as it is, gives a session that is the account's own."""
        who = self.world.declaration.principal(customers(self.world).a)
        assert who is not None
        try:
            session = session_from(who, self.call, await self.world.send(request), self.world)
        except CannotLook:
            return False
        return self.view is None or self.view.shows(await self.world.send(self.view.request, session=session))

    async def _hold(self) -> None:
        """Takes the hidden fields of the sign-in's page, where it is a form that has some."""
        if not self.call.form:
            return
        url = request_of(self.call, self.world, {}).url
        found = guarded(self.call, await self.world.send(Request(url)), url)
        if found is not None:
            self.held, self.headers_held = found

    async def _own(self, surface: str, account: Account) -> View | None:
        try:
            view = of_account(self.world, surface, await self.world.ask(OwnProfile(surface)), account)
        except CannotLook:
            return None
        return view if view.shows(await self.world.send(view.request, session=account.session)) else None
