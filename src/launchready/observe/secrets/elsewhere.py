"""The product's other environment as a world of its own: what would go to production goes there, as somebody known there."""

from dataclasses import replace
from typing import TYPE_CHECKING

from launchready.declare.model import ApiSurface, Principal, Surface
from launchready.observe.api.openapi import Api
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.secrets.environments import PREFIXES, moved
from launchready.observe.who.accounts import removes_oneself
from launchready.observe.who.people import Account, Disposable, customers, sign_in_call
from launchready.observe.who.session import Session, put, session_from
from launchready.observe.world import World
from launchready.verdict import Touch

if TYPE_CHECKING:
    from launchready.observe.commons import Commons

GONE = frozenset({404, 410})


class Elsewhere(World):
    """A world whose requests for production go to another environment; questions are asked of production, as ever."""

    def __init__(self, commons: "Commons", check: str, other: Surface, prefix: str) -> None:
        super().__init__(commons, check, Touch.WRITE)
        self.other = other
        self.prefix = prefix
        self.session: Session | None = None
        self._made: list[tuple[str, Request]] = []

    @classmethod
    def beside(cls, world: World, other: Surface, prefix: str) -> "Elsewhere":
        """The environment of a surface, for the same asker."""
        return cls(world._commons, world._check, other, prefix)  # noqa: SLF001 - a world of the same run, as `lend` makes one

    def lend(self, check: str, touch: Touch, *, bounded: bool = False) -> World:
        """Another asker is there as well."""
        del check, touch, bounded
        return self

    async def send(self, request: Request, *, session: Session | None = None) -> Reply:
        """Sends it there; what a principal of production's would ask is asked as whoever is known there."""
        known = session or (self.session if request.by else None)
        there = replace(request, url=moved(self.other, request.url, self.prefix), by=None)
        return await super().send(there, session=known)

    def remove_at_the_end(self, name: str, request: Request) -> None:
        """Is removed by `tidy`: at the end of the run nobody knows the session there."""
        self._made.append((name, request))

    async def tidy(self) -> None:
        """Removes what was made there; what cannot be removed is told."""
        for name, request in reversed(self._made):
            try:
                reply = await self.send(request)
            except CannotLook as refusal:
                self.leave(f"{name} at {self.other.host}: {refusal}")
                continue
            if not isinstance(reply, Answer) or (reply.status >= 400 and reply.status not in GONE):  # noqa: PLR2004 - HTTP's refusals start here
                self.leave(f"{name} at {self.other.host}: {reply.line()}")
        self._made.clear()


class Entered:
    """Who this run is at another environment."""

    def __init__(self, there: Elsewhere, way: str, account: Account | None = None) -> None:
        """`account` is one that was made there a moment ago, and nowhere else."""
        self.there = there
        self.way = way
        self.account = account


async def enter(world: World, home: ApiSurface, other: Surface) -> Entered:
    """Gets into another environment: as declared, by an account that is made there, or by production's own.

    Raises:
        CannotLook: there is no way in; says each that was tried.
    """
    for who in world.declaration.principals:
        if other.name in dict(who.sign_in_at) and not who.is_staff:
            there = Elsewhere.beside(world, other, await _prefix(world, home, other))
            there.session = await world.sign_in(who.name, surface=other.name)
            return Entered(there, f"{who.name} by sign_in_at.{other.name}")
    refusals: list[str] = []
    a = world.declaration.principal(customers(world).a)
    assert a is not None
    for prefix in PREFIXES:
        there = Elsewhere.beside(world, other, prefix)
        try:
            account = await Disposable(home.name, f"written at {other.name}{prefix}").ask(there)
        except CannotLook as refusal:
            refusals.append(f"no account could be made there: {refusal}")
        else:
            there.session = account.session
            await _forget(there, home, account)
            return Entered(there, "an account that was made there a moment ago", account)
        try:
            there.session = await _signed_in(there, a)
        except CannotLook as refusal:
            refusals.append(f"production's account is not let in: {refusal}")
        else:
            return Entered(there, "production's account, which is let in there")
    raise CannotLook("; ".join(dict.fromkeys(refusals)))


async def _forget(there: Elsewhere, home: ApiSurface, account: Account) -> None:
    """Has the account removed after what it made, where a person may remove their own; else it is told."""
    known = (await there.ask(Api(home.name))).operations
    own = next((one for one in known if removes_oneself(one)), None)
    what = f"account {account.email}"
    if own is None:
        there.leave(f"{what} at {there.other.host}: the API names no operation that deletes it")
    else:
        there.remove_at_the_end(what, Request(home.at(own.path), "DELETE", by=customers(there).a))


async def _signed_in(there: Elsewhere, who: Principal) -> Session:
    call = await sign_in_call(there, who.name)
    reply, call = await put(there, call)
    return session_from(who, call, reply, there)


async def _prefix(world: World, home: ApiSurface, other: Surface) -> str:
    """Where the environment serves the API: where it answers the API's sign-in or root with anything but "not found"."""
    for prefix in PREFIXES:
        reply = await world.send(Request(moved(other, home.at(home.health or home.openapi or "/"), prefix)))
        if isinstance(reply, Answer) and reply.status not in GONE:
            return prefix
    return PREFIXES[0]
