"""Makes one test error that carries marks, and waits for it in the error tracker."""

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import anyio

from launchready.declare.model import ErrorsSurface, Json
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.question import Question
from launchready.observe.who.session import Session, request_of
from launchready_hunt.canary import Canary, Kind
from launchready_hunt.hunt import Hunter

if TYPE_CHECKING:
    from launchready.observe.world import World

WAIT_SECONDS = 10.0
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 2.0
AROUND = 120
OK = 200
MARKED_HEADER = "X-Api-Key"


@dataclass(frozen=True, slots=True)
class Spilled:
    """A secret of the request that stands in the stored event."""

    what: str
    shown: str
    view: str


@dataclass(frozen=True, slots=True)
class FollowedError:
    """What became of one test error."""

    mark: str
    trigger: str
    """The trigger's answer, in a line."""
    status: int
    """The trigger's status; 0 where nothing came back."""
    trigger_curl: str
    readable: bool
    """Whether the list of events could be read."""
    events: str
    """The list's last answer, in a line."""
    events_curl: str
    arrived: bool
    seconds: float
    event: str
    """The stored event around the mark."""
    carried: tuple[str, ...]
    """The secrets that the request carried, in words."""
    spilled: tuple[Spilled, ...]


@dataclass(frozen=True, slots=True)
class Tracked(Question[FollowedError]):
    """Does a test error arrive in the tracker, and what does the tracker keep of its request?"""

    surface: str
    seconds: float = WAIT_SECONDS
    """How long the event is waited for."""

    async def ask(self, world: "World") -> FollowedError:
        """Triggers once, and reads the events until the mark shows or the time is up."""
        at = world.declaration.surface(self.surface)
        if not isinstance(at, ErrorsSurface) or at.trigger is None or at.events is None:
            raise CannotLook(f"surface.{self.surface} names no `trigger` and `events`: a test error cannot be followed")
        mark = world.plant(Kind("token"), "test error", "a test error").value
        key = world.plant(Kind("key"), "header", f"{MARKED_HEADER} of the request that makes a test error")
        request = request_of(at.trigger, world, {"mark": mark}).with_headers((MARKED_HEADER, key.value))
        session = await world.sign_in(request.by) if request.by else None
        secrets = {key: f"the header {MARKED_HEADER}", **_of_session(session)}
        trigger = await world.send(request, session=session)
        started = time.monotonic()
        reply = await self._wait(world, at, mark)
        seconds = round(time.monotonic() - started, 1)
        body = reply.body if isinstance(reply, Answer) else ""
        event = _event(body, mark)
        return FollowedError(
            mark=mark,
            trigger=trigger.line(),
            status=trigger.status if isinstance(trigger, Answer) else 0,
            trigger_curl=world.curl(request),
            readable=isinstance(reply, Answer) and reply.status == OK,
            events=reply.line(),
            events_curl=world.curl(Request(at.at(at.events), by=f"{self.surface}_read")),
            arrived=mark in body,
            seconds=seconds,
            event=_around(event, mark),
            carried=tuple(secrets.values()),
            spilled=_spilled(event, secrets),
        )

    async def _wait(self, world: "World", at: ErrorsSurface, mark: str) -> Reply:
        assert at.events is not None
        token = world.secrets.resolve(at.token) if at.token else None
        headers = (("Authorization", f"Bearer {token}"),) if token else ()
        pause = FIRST_PAUSE
        until = time.monotonic() + self.seconds
        while True:
            reply = await world.send(Request(at.at(at.events), headers=headers))
            if (isinstance(reply, Answer) and mark in reply.body) or time.monotonic() + pause > until:
                return reply
            await anyio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)


def _of_session(session: Session | None) -> dict[Canary, str]:
    if session is None:
        return {}
    secret = session.token or session.headers[0][1].partition("=")[2]
    return {Canary(secret, Kind("key"), "session"): f"the session of {session.principal}"}


def _event(body: str, mark: str) -> str:
    """The smallest JSON object that holds the mark and is an item of a list; the whole where there is none."""
    try:
        value: Json = json.loads(body)
    except ValueError:
        return body
    return json.dumps(_item(value, mark), ensure_ascii=False)


def _item(value: Json, mark: str) -> Json:
    inner = value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else []
    for one in inner:
        if mark in json.dumps(one, ensure_ascii=False):
            deeper = _item(one, mark)
            return one if isinstance(value, list) and isinstance(one, dict) else deeper
    return value


def _spilled(event: str, secrets: dict[Canary, str]) -> tuple[Spilled, ...]:
    found = Hunter(list(secrets)).find(event).sightings
    first = {one.canary.value: one for one in reversed(found)}
    return tuple(
        Spilled(what, first[canary.value].excerpt, " in ".join(first[canary.value].view) or "as it stands")
        for canary, what in secrets.items()
        if canary.value in first
    )


def _around(text: str, mark: str) -> str:
    at = max(0, text.find(mark))
    return text[max(0, at - AROUND) : at + len(mark) + AROUND]
