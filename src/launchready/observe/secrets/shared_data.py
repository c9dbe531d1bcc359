"""Looks in the other environments for what this run made in production: where it shows, both live off the same data."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import uuid4

from launchready.declare.model import ApiSurface, Surface
from launchready.observe.api.calls import request, values
from launchready.observe.api.deeds import Use
from launchready.observe.api.kinds import kinds
from launchready.observe.api.naming import READ
from launchready.observe.api.objects import Objects, Planted
from launchready.observe.api.openapi import Api
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.question import Question
from launchready.observe.secrets.environments import PREFIXES, moved
from launchready.observe.who.recipe import call_of
from launchready.observe.who.session import Session, request_of, session_from

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST_OBJECTS = 3
SAYS_NO = frozenset({400, 401, 403, 422})
"""How a sign-in refuses an account that it does not know."""
ABSENT = frozenset({404, 405, 501})
NOBODY, PRODUCTION, ACCOUNT = "nobody", "production's session", "production's account, signed in there"


@dataclass(frozen=True, slots=True)
class View:
    """One read of one object of production's at another environment."""

    by: str
    line: str
    status: int
    """0 where nothing came back."""
    shows: bool
    """Whether a canary that was planted in production came back."""
    curl: str


@dataclass(frozen=True, slots=True)
class SharedData:
    """What another environment shows of production."""

    surface: str
    environment: str
    home: str
    """How production itself answered the owner with the canary; empty where it did not."""
    sign_in: str
    """How the environment took the sign-in of production's account."""
    is_unknown_there: bool
    """Whether the environment has a sign-in of the same kind, and refused the account."""
    is_in: bool
    """Whether the account could sign in there."""
    views: tuple[View, ...]


@dataclass(frozen=True, slots=True)
class SharedDataSeen(Question[tuple[SharedData, ...]]):
    """Do other environments show what was just written in production?"""

    async def ask(self, world: "World") -> tuple[SharedData, ...]:
        """One sign-in, and a few reads of each environment."""
        elsewhere = [one for one in world.declaration.surfaces if one.url and one.environment != "production"]
        if not elsewhere:
            return ()
        apis = [one for one in world.declaration.surfaces if isinstance(one, ApiSurface) and one.url]
        api = next((one for one in apis if one.environment == "production"), None)
        if api is None:
            raise CannotLook(
                "launch.toml declares no API in production, so that nothing can be written there and looked for elsewhere"
            )
        objects, home = await _readable(world, api.name)
        return tuple([await _Other(world, api, one).look(objects, home) for one in elsewhere])


async def _readable(world: "World", surface: str) -> tuple[list[tuple[Planted, Request]], str]:
    """Objects of this run with the request that shows its owner the canary, and how production answered the first."""
    planting = await world.ask(Objects(surface))
    reads = {kind.collection: kind.all(READ) for kind in kinds(await world.ask(Api(surface)))}
    found: list[tuple[Planted, Request]] = []
    home = ""
    for planted in planting.planted:
        use: Use | None = next((one for one in reads.get(planted.collection, ()) if one.by_url), None)
        if use is None or not planted.canaries or len(found) >= MOST_OBJECTS:
            continue
        try:
            ids = await values(world, surface, use, planted.named)
        except CannotLook:
            continue
        asked = request(world, surface, use, ids, planted.owner)
        reply = await world.send(asked)
        if planted.in_(reply):
            home = home or reply.line()
            found.append((planted, asked))
    return found, home


class _Other:
    """One other environment."""

    def __init__(self, world: "World", home: ApiSurface, other: Surface) -> None:
        self._world, self._home, self._other = world, home, other

    async def look(self, objects: list[tuple[Planted, Request]], home: str) -> SharedData:
        if not objects:
            return SharedData(self._other.name, self._other.environment, home, "", False, False, ())  # noqa: FBT003 - nothing was tried
        owner = objects[0][0].owner
        line, prefix, unknown, session = await self._sign_in(owner)
        own = await self._world.sign_in(owner)
        views: list[View] = []
        for planted, asked in objects:
            there = replace(asked, url=self._moved(asked.url, prefix), by=None)
            for by, with_session in ((NOBODY, None), (PRODUCTION, own), (ACCOUNT, session)):
                if by == NOBODY or (with_session is not None and planted.owner == owner):
                    reply = await self._world.send(there, session=with_session)
                    status = reply.status if isinstance(reply, Answer) else 0
                    shown = self._world.curl(replace(there, by=None if with_session is None else owner))
                    views.append(View(by, reply.line(), status, planted.in_(reply), shown))
        return SharedData(
            self._other.name, self._other.environment, home, line, unknown, session is not None, tuple(views)
        )

    async def _sign_in(self, name: str) -> tuple[str, str, bool, Session | None]:
        """How the sign-in went, at which prefix, whether the account is unknown there, and the session where it is known."""
        who = self._world.declaration.principal(name)
        call = await call_of(self._world, who) if who else None
        if who is None or call is None:
            return "", PREFIXES[0], False, None
        asked = request_of(call, self._world, {})
        for prefix in PREFIXES:
            reply = await self._world.send(replace(asked, url=self._moved(asked.url, prefix), by=None))
            if not isinstance(reply, Answer) or reply.status in ABSENT:
                continue
            try:
                return reply.line(), prefix, False, session_from(who, call, reply, self._world)
            except CannotLook:
                return reply.line(), prefix, await self._knows_not(asked, prefix, reply), None
        return "no sign-in of production's API is there", PREFIXES[0], False, None

    async def _knows_not(self, asked: Request, prefix: str, reply: Answer) -> bool:
        """Whether a refusal is the sign-in's own: a door before everything refuses what cannot be there too."""
        nowhere = f"{self._moved(asked.url, prefix).rpartition('/')[0]}/{uuid4().hex}"
        control: Reply = await self._world.send(replace(asked, url=nowhere, by=None))
        return reply.status in SAYS_NO and isinstance(control, Answer) and control.status != reply.status

    def _moved(self, url: str, prefix: str) -> str:
        """An address of production's API at this environment."""
        return moved(self._other, url, prefix)
