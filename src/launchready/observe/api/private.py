"""Finds operations whose answers belong to one user, and how that user's session travels."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from launchready.declare.model import ApiSurface
from launchready.observe.api.kinds import is_admin
from launchready.observe.api.objects import Objects
from launchready.observe.api.openapi import Api, ApiFacts, Operation
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.who.identity import Marks, marks_of
from launchready.observe.who.people import OwnProfile, customers
from launchready.verdict import Touch

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST_LOOKS = 5
MOST_PLACES = 2
NO_SESSION = (401, 403)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an API answers to a user, and as whom to ask."""

    who: str | None
    path: str
    known_by: str
    """How it is known that the answer belongs to the user; empty where none was seen that does."""
    works: bool
    """Whether the plain request, with the session where there is one, was answered."""
    more: tuple[str, ...] = ()
    """Other such paths."""
    public: str = ""
    """A path that the document gives to anybody; empty for none."""
    by_cookie: bool = False
    """Whether the usual session is a cookie."""
    marks: Marks | None = None

    def mark_in(self, body: str) -> str:
        """What of the user's own stands in a body; empty for nothing."""
        return (self.marks.found_in(body) if self.marks else None) or ""


async def private_places(world: "World", surface: ApiSurface) -> Place:
    """Looks at a few operations that only read, with the session and without."""
    who = await _who(world)
    marks = marks_of(world, who) if who else None
    facts = await _facts(world, surface)
    found: list[tuple[str, str]] = []
    ready = await _candidates(world, surface, facts)
    for path in ready[:MOST_LOOKS]:
        known_by = await _known_by(world, surface, path, who, marks)
        if known_by:
            found.append((path, known_by))
        if len(found) == MOST_PLACES:
            break
    public = next((one.path for one in facts.operations if _reads(one) and not one.secured), "") if facts else ""
    if not found:
        path = next(iter(ready), surface.health or urlsplit(surface.url or "").path or "/")
        reply = await world.send(Request(surface.at(path), by=who))
        works = isinstance(reply, Answer) and reply.status < 400  # noqa: PLR2004 - HTTP's refusals start here
        return Place(who, path, "", works, public=public, marks=marks)
    path, known_by = found[0]
    more = tuple(path for path, _ in found[1:])
    by_cookie = who is not None and (await world.sign_in(who)).token is None
    return Place(who, path, known_by, who is not None, more, public, by_cookie, marks)


async def _who(world: "World") -> str | None:
    try:
        who = customers(world).a
    except CannotLook:
        who = next((one.name for one in world.declaration.principals), "")
    try:
        await world.sign_in(who)
    except CannotLook:
        return None
    return who


async def _facts(world: "World", surface: ApiSurface) -> ApiFacts | None:
    try:
        return await world.ask(Api(surface.name))
    except CannotLook:
        return None


async def _candidates(world: "World", surface: ApiSurface, facts: ApiFacts | None) -> list[str]:
    if facts is None:
        return []
    try:
        first = [(await world.ask(OwnProfile(surface.name))).path]
    except CannotLook:
        first = await _own_objects(world, surface, facts)
    ready = sorted((one for one in facts.operations if _reads(one)), key=lambda one: not one.secured)
    return list(dict.fromkeys([*first, *(one.path for one in ready)]))


async def _own_objects(world: "World", surface: ApiSurface, facts: ApiFacts) -> list[str]:
    """Where this run's own objects are read, for an API that tells nobody who they are."""
    if world.declaration.consent.touch < Touch.WRITE:
        return []
    try:
        planting = await world.lend("private places", Touch.WRITE).ask(Objects(surface.name))
    except CannotLook:
        return []
    reads = {one.name: one for one in facts.operations if one.method == "GET"}
    mine = [one for one in planting.planted if one.owner == planting.a and one.shown in reads]
    return [urlsplit(await one.url(world, surface.name, reads[one.shown])).path for one in mine]


def _reads(one: Operation) -> bool:
    needs = any(param.required for param in one.params if param.where != "cookie")
    return one.method == "GET" and not one.places and not needs and not is_admin(one)


async def _known_by(world: "World", surface: ApiSurface, path: str, who: str | None, marks: Marks | None) -> str:
    bare = await world.send(Request(surface.at(path)))
    if not isinstance(bare, Answer):
        return ""
    if who is None or marks is None:
        return f"GET {path} is answered {bare.status} to nobody" if bare.status in NO_SESSION else ""
    reply = await world.send(Request(surface.at(path), by=who))
    if not isinstance(reply, Answer) or not 200 <= reply.status < 300:  # noqa: PLR2004 - HTTP's success
        return ""
    mark = marks.found_in(reply.body)
    if mark and not marks.found_in(bare.body):
        return f"GET {path} answers {who}'s own {mark}, and to nobody {bare.status} without it"
    return f"GET {path} answers {who}, and to nobody {bare.status}" if bare.status in NO_SESSION else ""
