"""Gives a browser a session cookie before its user signs in, and looks whether it is the signed-in one afterwards."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from launchready.declare.model import ApiSurface, Call, WebSurface
from launchready.observe.api.objects import address
from launchready.observe.auth.carrying import NO_SESSION
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.question import Question
from launchready.observe.who.arriving import arrive, cookie_header, set_cookies
from launchready.observe.who.identity import marks_of
from launchready.observe.who.people import OwnProfile, customers, sign_in_call

if TYPE_CHECKING:
    from launchready.observe.world import World

FIRST_REFUSAL = 400


@dataclass(frozen=True, slots=True)
class Fixed:
    """One sign-in with cookies that somebody else put into the browser."""

    sign_in: str
    page: str
    """What tells whose session it is; empty where nothing was found that does."""
    cookies: tuple[str, ...]
    """The names of the cookies that were there before."""
    before: bool
    """Whether they opened the user's page before the sign-in already."""
    after: bool
    """Whether they alone opened it afterwards."""
    control: bool
    """Whether what the sign-in set opened it."""
    curl: str


@dataclass(frozen=True, slots=True)
class Fixings(Question[tuple[Fixed, ...]]):
    """Does a sign-in take over a session cookie that was there before?"""

    async def ask(self, world: "World") -> tuple[Fixed, ...]:
        """Signs customer A in once more by each declared way that sets cookies."""
        found = []
        for surface, call in await calls_of(world):
            one = await self._one(world, surface, call)
            if one is not None:
                found.append(one)
        return tuple(found)

    async def _one(self, world: "World", surface: str, call: Call) -> Fixed | None:
        a = customers(world).a
        session = await world.sign_in(a)
        first = await arrive(world, call, session)
        names = [name for name, value in _set(first.reply) if value and not NO_SESSION.search(name)]
        if not names:
            return None
        at = world.declaration.surface(surface)
        line = f"{call.method} {call.path} at surface.{surface}"
        page = await _page(world, surface)
        if at is None or page is None:
            return Fixed(line, "", tuple(names), before=False, after=False, control=False, curl="")
        given = dict(_set(await world.send(Request(at.at(call.path)))))  # what a visitor gets before the sign-in
        planted = {name: given.get(name) or f"{uuid4().hex}" for name in names}
        held = tuple({**given, **planted}.items())
        marks = marks_of(world, a)

        async def opens(cookies: tuple[tuple[str, str], ...]) -> bool:
            request = Request(page).with_headers(cookie_header(cookies)) if cookies else Request(page)
            reply = await world.send(request)
            is_there = isinstance(reply, Answer) and reply.status < FIRST_REFUSAL
            return is_there and isinstance(reply, Answer) and marks.found_in(reply.body) is not None

        before = await opens(held)
        entered = await arrive(world, call, session, held=held)
        after = await opens(held)
        whole = tuple({**dict(held), **dict(_set(entered.reply))}.items())
        control = await opens(whole)
        curl = world.curl(Request(page).with_headers(("Cookie", f"{names[0]}=chosen-before-the-sign-in")))
        return Fixed(line, page, tuple(names), before=before, after=after, control=control, curl=curl)


async def calls_of(world: "World") -> list[tuple[str, Call]]:
    """Every way in which customer A signs in, with the surface that it goes to."""
    who = world.declaration.principal(customers(world).a)
    assert who is not None
    found = list(who.sign_in_at)
    try:
        usual = await sign_in_call(world, who.name)
    except CannotLook:
        return found
    on = usual.on or next((one.name for one in world.declaration.surfaces if isinstance(one, ApiSurface)), "")
    return [(on, usual), *found]


async def _page(world: "World", surface: str) -> str | None:
    """A page of a surface that shows a user their own data, or None."""
    at = world.declaration.surface(surface)
    if isinstance(at, WebSurface) and at.private_pages:
        return at.at(at.private_pages[0])
    if isinstance(at, ApiSurface):
        try:
            return address(world, surface, await world.ask(OwnProfile(surface)), ())
        except CannotLook:
            return None
    return None


def _set(reply: Reply) -> tuple[tuple[str, str], ...]:
    return set_cookies(reply) if isinstance(reply, Answer) else ()
