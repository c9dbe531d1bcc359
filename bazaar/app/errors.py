"""The error tracker at errors.bazaar.test: takes envelopes, keeps them, and lists them for admins."""

import hmac
import json
import re
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bazaar.app.db import new_id
from bazaar.app.records import now
from bazaar.app.settings import Settings
from bazaar.app.trace import EdgeOnly
from launchready_guard.bodies import Bodies, Bound

MOST_EVENTS = 1000

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True)
class Event:
    """One exception, as admins read it."""

    id: str
    at: str
    message: Json
    exception: Json
    request_id: Json
    extra: Json


class Tracker:
    """Keeps the newest events in memory."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._events: list[Event] = []

    async def take(self, request: Request) -> Response:
        """An envelope of the product's."""
        given = re.search(r"sentry_key=(\w+)", request.headers.get("x-sentry-auth", ""))
        if given is None or not hmac.compare_digest(given[1].encode(), self._settings.errors_key.encode()):
            return JSONResponse({"detail": "unknown key"}, 401)
        try:
            _head, _item, event = (json.loads(line) for line in (await request.body()).splitlines())
        except ValueError:
            event = None
        if not isinstance(event, dict):
            return JSONResponse({"detail": "no envelope"}, 400)
        fields = [event.get(name) for name in ("message", "exception", "request_id", "extra")]
        self._events.insert(0, Event(new_id("evt"), now(), *fields))
        del self._events[MOST_EVENTS:]
        return JSONResponse({"id": self._events[0].id})

    async def events(self, request: Request) -> Response:
        """The newest events, for whoever has the token."""
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(given.encode(), self._settings.errors_read_token.encode()):
            return JSONResponse({"detail": "not for you"}, 401)
        shown = [{name: getattr(event, name) for name in Event.__slots__} for event in self._events]
        return JSONResponse(shown, headers={"Cache-Control": "private, no-store"})


def create_tracker(settings: Settings) -> Starlette:
    """The tracker, an app of its own."""
    tracker = Tracker(settings)
    key = None if "edg-origin-open" in settings.faults else settings.edge_key
    return Starlette(
        routes=[
            Route("/api/1/envelope", tracker.take, methods=["POST"]),
            Route("/api/events", tracker.events),
        ],
        middleware=[Middleware(EdgeOnly, key=key), Middleware(Bodies, usual=Bound(types=("*/*",)))],
    )
