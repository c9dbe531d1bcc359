"""Signs in and out as a browser and as an API client would: what a sign-in sets, and what a sign-out ends."""

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from launchready.declare.model import Call
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.kinds import words
from launchready.observe.objects import address
from launchready.observe.openapi import Api, ApiFacts, Operation
from launchready.observe.people import Disposable, OwnProfile, customers, email_of
from launchready.observe.question import Question
from launchready.observe.session import Session, request_of

if TYPE_CHECKING:
    from launchready.observe.world import World

SHORTEST_SECRET = 8
"""Characters; what is shorter is no session, and hiding it would hide half the report."""
SIGN_OUT = re.compile(r"log-?_?out|sign-?_?out|log_?off", re.IGNORECASE)
NO_SESSION = re.compile(r"csrf|xsrf|lang|locale|theme|consent|flash|analytics|_ga|tz|timezone", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SignOutSeen:
    """A token before and after its user signed out."""

    operation: str
    """The sign-out; empty where the API names none."""
    by: str
    before: bool
    """The control: the token brought the user's own data."""
    sign_out: int
    """The sign-out's status."""
    after: int
    """The status with the same token afterwards."""
    still: bool
    """Whether the token still brought the user's own data."""
    curl: str


@dataclass(frozen=True, slots=True)
class SignsOut(Question[SignOutSeen]):
    """Does a sign-out end a token?"""

    surface: str

    async def ask(self, world: "World") -> SignOutSeen:
        """Uses an account made for it, so that nobody else's session ends; else a fresh session of customer B's."""
        facts = await world.ask(Api(self.surface))
        leave = _sign_out(facts)
        if leave is None:
            return SignOutSeen("", "", before=False, sign_out=0, after=0, still=False, curl="")
        profile = await world.ask(OwnProfile(self.surface))
        by, session, mark = await self._asker(world)
        request = Request(address(world, self.surface, profile, ()))
        before = await world.send(request, session=session)
        out = await world.send(Request(address(world, self.surface, leave, ()), leave.method), session=session)
        after = await world.send(request, session=replace(session, principal="a signed-out session"))
        if not isinstance(after, Answer) or not isinstance(out, Answer):
            raise CannotLook(f"the sign-out could not be followed: {out.line()}; {after.line()}")
        curl = world.curl(replace(request, by="signed_out"))
        return SignOutSeen(
            leave.name,
            by,
            isinstance(before, Answer) and mark in before.body,
            out.status,
            after.status,
            mark in after.body,
            curl,
        )

    async def _asker(self, world: "World") -> tuple[str, Session, str]:
        try:
            account = await world.ask(Disposable(self.surface, "sign-out"))
        except CannotLook:
            b = customers(world).b
            mark = email_of(world, b)
            if mark is None:
                raise CannotLook(
                    f"nothing tells customer {b} apart in an answer: the sign-in names no e-mail address"
                ) from None
            return b, await world.sign_in(b, again=71), mark
        return "an account made for this", account.session, account.email


def _sign_out(facts: ApiFacts) -> Operation | None:
    for one in facts.operations:
        if (
            one.method in {"POST", "DELETE", "GET"}
            and not one.places
            and (SIGN_OUT.search(one.path) or SIGN_OUT.search(one.id))
        ):
            return one
    ends = [one for one in facts.operations if one.method == "DELETE" and not one.places]
    return next((one for one in ends if {"session", "sessions"} & set(words(one.path))), None)


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
        calls: list[tuple[str | None, Call]] = [(None, a.sign_in)] if a.sign_in else []
        calls += list(a.sign_in_at)
        told: list[str] = []
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
            for raw in reply.all("Set-Cookie"):
                cookie = read_cookie(raw, where)
                value = raw.split(";", 1)[0].partition("=")[2]
                if len(value) > SHORTEST_SECRET:
                    world.secrets.meet(value)
                if cookie is not None and not NO_SESSION.search(cookie.name):
                    found.append(cookie)
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
    )
