"""Takes a session of production to the other environments, and sees whether they believe it."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from launchready.declare.model import ApiSurface, Surface
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.question import Question
from launchready.observe.who.people import OwnProfile, customers, email_of
from launchready.observe.who.session import Session

if TYPE_CHECKING:
    from launchready.observe.world import World

PREFIXES = ("", "/api")
"""Where another environment may serve the same API."""
REFUSALS = frozenset({401, 403})


@dataclass(frozen=True, slots=True)
class Entry:
    """What one environment answered to the question of who asks."""

    url: str
    by: str
    line: str
    status: int | None
    """None where nothing came back."""
    knows: bool
    """Whether the answer holds the account's own mark."""
    curl: str


@dataclass(frozen=True, slots=True)
class Crossing:
    """A session of production, at production and at another environment."""

    surface: str
    environment: str
    home: Entry
    """Production, with its own session."""
    nobody: Entry
    """The other environment, without a session."""
    bent: Entry
    """The other environment, with a session whose last characters were changed."""
    visitor: Entry
    """The other environment, with production's session."""


@dataclass(frozen=True, slots=True)
class Crossings(Question[tuple[Crossing, ...]]):
    """Do other environments believe production's sessions?"""

    async def ask(self, world: "World") -> tuple[Crossing, ...]:
        """A handful of reads a pair of environments."""
        elsewhere = [one for one in world.declaration.surfaces if one.url and one.environment != "production"]
        if not elsewhere:
            return ()
        api = next((one for one in world.declaration.surfaces if _is_home(one)), None)
        if api is None:
            raise CannotLook("launch.toml declares no API in production, so that there is no session to take elsewhere")
        profile = await world.ask(OwnProfile(api.name))
        who = customers(world).a
        mark = email_of(world, who)
        if mark is None:
            raise CannotLook(f"the sign-in of {who} holds no e-mail address by which its account could be recognised")
        session = await world.sign_in(who)
        home = await _enter(world, api.at(profile.path), mark, session, f"{who} of production")
        return tuple([await _cross(world, one, profile.path, Visit(mark, session, home)) for one in elsewhere])


def _is_home(surface: Surface) -> bool:
    return isinstance(surface, ApiSurface) and surface.environment == "production" and surface.url is not None


@dataclass(frozen=True, slots=True)
class Visit:
    """A session on its way; never stored."""

    mark: str
    session: Session
    home: Entry


async def _cross(world: "World", other: Surface, path: str, visit: Visit) -> Crossing:
    nobody = await _enter(world, other.at(path), visit.mark, None, "nobody")
    for prefix in PREFIXES[1:]:
        if nobody.status in REFUSALS:
            break
        further = await _enter(world, other.at(f"{prefix}{path}"), visit.mark, None, "nobody")
        nobody = further if further.status in REFUSALS else nobody
    visitor = await _enter(world, nobody.url, visit.mark, visit.session, visit.home.by)
    bent = await _enter(world, nobody.url, visit.mark, bend(visit.session), "a tampered session")
    return Crossing(other.name, other.environment, visit.home, nobody, bent, visitor)


def moved(other: Surface, url: str, prefix: str) -> str:
    """An address of production's at another environment, below a prefix; what names an operation of GraphQL stays."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return other.at(f"{prefix}{parts.path}{query}{f'#{parts.fragment}' if parts.fragment else ''}")


def bend(session: Session) -> Session:
    """The session with the middle of its last header turned round: of the same form, and worth nothing."""

    def bent(value: str) -> str:
        at = len(value) * 3 // 4
        return value[:at] + ("A" if value[at] != "A" else "B") + value[at + 1 :]

    return Session(session.principal, tuple((name, bent(value)) for name, value in session.headers), None)


async def _enter(world: "World", url: str, mark: str, session: Session | None, by: str) -> Entry:
    request = Request(url)
    reply = await world.send(request, session=session)
    status = reply.status if isinstance(reply, Answer) else None
    shown = world.curl(Request(url, by=session.principal if session else None))
    return Entry(url, by, reply.line(), status, _knows(reply, mark), shown)


def _knows(reply: Reply, mark: str) -> bool:
    """Whether an answer is a success in JSON that holds the mark."""
    if not isinstance(reply, Answer) or reply.status >= 300 or reply.json() is None:  # noqa: PLR2004 - where success ends
        return False
    return json.dumps(mark) in json.dumps(reply.json())
