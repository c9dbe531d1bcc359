"""Signs in and out as a browser and as an API client would: what a sign-in sets, and what a sign-out ends."""

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from launchready.declare.model import Call, Json
from launchready.observe.api.bodies import Body
from launchready.observe.api.kinds import words
from launchready.observe.api.objects import address
from launchready.observe.api.openapi import Api, ApiFacts, Operation
from launchready.observe.auth.carrying import carrying
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.question import Question
from launchready.observe.who.arriving import SHORTEST_SECRET, Arrival, arrive, renewing, set_cookies
from launchready.observe.who.own import OwnView, heard
from launchready.observe.who.people import Disposable, OwnProfile, customers, sign_in_call
from launchready.observe.who.recipe import call_of
from launchready.observe.who.session import Session, request_of

if TYPE_CHECKING:
    from launchready.observe.world import World

CARRIERS = ("bearer token", "cookie")
SIGN_OUT = re.compile(r"log-?_?out|sign-?_?out|log_?off", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Departure:
    """A session before and after its user signed out."""

    carrier: str
    """How the session travels: `bearer token` or `cookie`."""
    before: bool
    """The control: the session brought the user's own data."""
    sign_out: int
    """The sign-out's status."""
    after: int
    """The status with the same session afterwards."""
    still: bool
    """Whether the session still brought the user's own data."""


@dataclass(frozen=True, slots=True)
class SignOutSeen:
    """What a sign-out ends."""

    operation: str
    """The sign-out; empty where the API names none."""
    by: str
    departures: tuple[Departure, ...]
    """One for each way in which a session travels and brings the user's own data; else the first that does not."""
    curl: str


@dataclass(frozen=True, slots=True)
class SignsOut(Question[SignOutSeen]):
    """Does a sign-out end a session?"""

    surface: str

    async def ask(self, world: "World") -> SignOutSeen:
        """Uses an account made for it, so that nobody else's session ends; else fresh sessions of a customer's."""
        facts = await world.ask(Api(self.surface))
        leave = sign_out_in(facts)
        if leave is None:
            return SignOutSeen("", "", (), "")
        by, call, like, request, marks = await self._asker(world)
        way = _Way(world, self.surface, leave, request, marks)
        found: list[Departure] = []
        for number in range(len(CARRIERS)):  # a sign-in for each, since a sign-out may end all that one gave
            arrival = await arrive(world, call, like)
            carriers = arrival.carriers()
            if not carriers:
                raise CannotLook(f"{by} cannot sign in: {arrival.reply.line()}")
            if number < len(carriers):
                found.append(await way.out(*carriers[number], arrival))
        working = tuple(one for one in found if one.before)
        return SignOutSeen(leave.name, by, working or tuple(found[:1]), world.curl(replace(request, by="signed_out")))

    async def _asker(self, world: "World") -> tuple[str, Call, Session, Request, tuple[str, ...]]:
        try:
            profile = await world.ask(OwnProfile(self.surface))
            account = await world.ask(Disposable(self.surface, "sign-out"))
        except CannotLook:
            return await self._customer(world)
        request = Request(address(world, self.surface, profile, ()))
        return "an account made for this", account.call, account.session, request, (account.email, account.name)

    async def _customer(self, world: "World") -> tuple[str, Call, Session, Request, tuple[str, ...]]:
        """One of the two who is shown something of their own, B first: objects are mostly A's."""
        people = customers(world)
        why: list[str] = []
        for who in (people.b, people.a):
            try:
                view = await world.ask(OwnView(self.surface, who))
            except CannotLook as unknown:
                why.append(str(unknown))
                continue
            if view.marks:
                return who, await sign_in_call(world, who), view.session, view.request, view.marks
            why.append(f"nothing tells customer {who} apart in an answer: {view.because}")
        raise CannotLook("; ".join(dict.fromkeys(why)))


def sign_out_in(facts: ApiFacts) -> Operation | None:
    """The operation that signs out, if the API names one."""
    for one in facts.every:
        if (
            one.method in {"POST", "DELETE", "GET"}
            and not one.places
            and (SIGN_OUT.search(one.path) or SIGN_OUT.search(one.id))
        ):
            return one
    ends = [one for one in facts.operations if one.method == "DELETE" and not one.places]
    return next((one for one in ends if {"session", "sessions"} & set(words(one.path))), None)


def leaving(world: "World", surface: str, leave: Operation, arrival: Arrival) -> Request:
    """The sign-out, with what renews the session where it asks for that."""
    known: dict[str, Json] = {
        one.name: value for one in leave.body if (value := renewing(arrival, one.name)) is not None
    }
    body = Body(leave, lambda _: "audit", known, optional=False)
    return body.request(address(world, surface, leave, ()), None)


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie that a sign-in set."""

    name: str
    where: str
    """The sign-in that set it: `POST https://…`."""
    secure: bool
    http_only: bool
    same_site: str
    """`lax`, `strict`, `none`, or nothing."""
    domain: str
    """The Domain attribute; empty for the host alone."""
    path: str = "/"
    """The Path attribute; empty for the folder of the sign-in."""


@dataclass(frozen=True, slots=True)
class Cookies:
    """The cookies of every declared sign-in of customer A."""

    sign_ins: tuple[str, ...]
    """Each sign-in and its status."""
    answered: bool
    cookies: tuple[Cookie, ...]


@dataclass(frozen=True, slots=True)
class SessionCookies(Question[Cookies]):
    """How are the cookies of a session set?"""

    async def ask(self, world: "World") -> Cookies:
        """Signs customer A in once by each declared way."""
        a = world.declaration.principal(customers(world).a)
        assert a is not None
        told: list[str] = []
        calls: list[tuple[str | None, Call]] = []
        try:
            call = await call_of(world, a)  # None: a token, a key or HTTP Basic goes with each request
            calls += [(None, call)] if call is not None else []
        except CannotLook as unknown:
            told.append(str(unknown))
        calls += list(a.sign_in_at)
        found: list[Cookie] = []
        answered = bool(calls)
        for surface, call in calls:
            request = request_of(call, world, {}, on=surface)
            where = f"{request.method} {request.url}"
            reply = await world.send(request)
            if not isinstance(reply, Answer) or reply.status >= 400:  # noqa: PLR2004 - HTTP's refusals start here
                answered = False
                told.append(f"{where} -> {reply.status if isinstance(reply, Answer) else reply.why}")
                continue
            told.append(f"{where} -> {reply.status}")
            jar = dict(set_cookies(reply))
            for value in jar.values():
                if len(value) > SHORTEST_SECRET:
                    world.secrets.meet(value)
            ours = await carrying(world, request.url, a.name, jar)
            cookies = [cookie for raw in reply.all("Set-Cookie") if (cookie := read_cookie(raw, where)) is not None]
            found += [cookie for cookie in cookies if cookie.name in ours]
        return Cookies(tuple(told), answered, tuple(found))


def read_cookie(raw: str, where: str) -> Cookie | None:
    """A Set-Cookie header without its value; None where it takes the cookie away."""
    first, *rest = raw.split(";")
    name, _, value = first.strip().partition("=")
    flags = {key.strip().lower(): one.strip() for key, _, one in (part.partition("=") for part in rest)}
    if not value.strip('"') or flags.get("max-age") == "0":
        return None
    return Cookie(
        name,
        where,
        "secure" in flags,
        "httponly" in flags,
        flags.get("samesite", "").lower(),
        flags.get("domain", ""),
        flags.get("path", ""),
    )


@dataclass(frozen=True, slots=True)
class _Way:
    """A profile, and the way out of it."""

    world: "World"
    surface: str
    leave: Operation
    profile: Request
    marks: tuple[str, ...]

    async def out(self, carrier: str, session: Session, arrival: Arrival) -> Departure:
        """Signs out by one carrier, and looks before and after."""
        before = await self.world.send(self.profile, session=session)
        out = await self.world.send(leaving(self.world, self.surface, self.leave, arrival), session=session)
        after = heard(await self.world.send(self.profile, session=replace(session, principal="a signed-out session")))
        if not isinstance(after, Answer) or not isinstance(out, Answer):
            raise CannotLook(f"the sign-out could not be followed: {out.line()}; {after.line()}")
        return Departure(carrier, self._shows(before), out.status, after.status, self._shows(after))

    def _shows(self, reply: Reply) -> bool:
        return isinstance(reply, Answer) and any(mark in reply.body for mark in self.marks)
