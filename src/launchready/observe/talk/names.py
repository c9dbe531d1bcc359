"""Changes how a user is called beside whose things the model talks to others, and puts the name back when all is done."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from launchready.declare.model import ApiSurface, Call, ChatSurface, Json
from launchready.observe.api.bodies import Body, is_free
from launchready.observe.api.ids import own_id
from launchready.observe.api.naming import snake
from launchready.observe.api.objects import address
from launchready.observe.api.openapi import Api, Field, Operation
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.talk.carriers import NAME_WORDS, is_called
from launchready.observe.talk.requests import request_for
from launchready.observe.who.people import OwnProfile
from launchready.observe.who.person import Person, place_of, updates_of

if TYPE_CHECKING:
    from launchready.observe.world import World

SHOWN = (
    "display_name",
    "shop_name",
    "store_name",
    "public_name",
    "screen_name",
    "nickname",
    "nick",
    "full_name",
    "name",
)
"""What a field is called that holds how a user is shown to others, the surest first."""
OK = range(200, 300)


class Renames(Protocol):
    """A way to change how one user is called."""

    @property
    def who(self) -> str:
        """The user."""

    async def name(self, world: "World", text: str) -> str:
        """Calls them so; why it was not taken, empty where it was."""

    async def back(self, world: "World") -> None:
        """Calls them as before; what cannot be put back is told."""


@dataclass(frozen=True, slots=True)
class ByCarrier:
    """As launch.toml says."""

    who: str
    surface: str
    call: Call

    async def name(self, world: "World", text: str) -> str:
        """One request of the carrier."""
        request = request_for(self.call, world, {"text": text}, on=self.surface)
        reply = await world.send(replace(request, by=request.by or self.who))
        return "" if isinstance(reply, Answer) and reply.status in OK else reply.line()

    async def back(self, world: "World") -> None:
        """Nothing says what the name was: a plain one takes its place."""
        await self.name(world, "Ann")
        world.leave(f"the name of {self.who}, which the carrier changed, is Ann")


@dataclass(frozen=True, slots=True)
class ByProfile:
    """By the operation of the API with which users change themselves."""

    who: str
    me: Person
    update: Operation
    field: str
    shown: tuple[tuple[str, Json], ...]
    """The profile as it was."""

    async def name(self, world: "World", text: str) -> str:
        """Changes the name, and reads whether it shows."""
        reply = await world.send(self._request(text), session=self.me.session)
        if not isinstance(reply, Answer) or reply.status not in OK:
            return reply.line()
        return (
            "" if text in str((await self.me.read()).get(self.field)) else "the profile shows another name afterwards"
        )

    async def back(self, world: "World") -> None:
        """As it was."""
        was = dict(self.shown)[self.field]
        await world.send(self._request(was), session=self.me.session)
        if (await self.me.read()).get(self.field) != was:
            world.leave(f"the name of {self.who} could not be put back")

    def at_the_end(self) -> Request:
        """Puts it back, whatever became of the look."""
        return replace(self._request(dict(self.shown)[self.field]), by=self.who)

    def _request(self, value: Json) -> Request:
        shown = dict(self.shown)
        kept = {key: one for key, one in shown.items() if key != self.field}
        body = Body(self.update, lambda _: "Audit", kept, optional=False, extra={self.field: value})
        own = own_id(shown, "user", "id") or ""
        ids = tuple(place_of(shown, place, own) for place in self.update.places)
        return body.request(address(self.me.world, self.me.surface, self.update, ids), None)


async def renames(world: "World", chat: ChatSurface, who: str) -> Renames | None:
    """How a user's name is changed: as a carrier says, else as the API documents; None where it documents no way.

    Raises:
        CannotLook: nothing tells how, and there is no document to look in.
    """
    for name, call in chat.carriers:
        if is_called(name, NAME_WORDS) and call.by in {None, who}:
            return ByCarrier(who, chat.name, call)
    silent = "no API is declared, and no carrier `name` of the chat says how a user's name is changed"
    for api in world.declaration.surfaces:
        if not isinstance(api, ApiSurface) or api.environment != chat.environment:
            continue
        try:
            facts = await world.ask(Api(api.name))
            profile = await world.ask(OwnProfile(api.name))
            me = Person(world, api.name, profile, await world.sign_in(who))
            shown = await me.read()
        except CannotLook as why:
            silent = f"{why}; a carrier `name` of the chat would say how a user's name is changed"
            continue
        for update in updates_of(world, facts, profile):
            field = _name_in(update.body, shown)
            risky = [one.name for one in update.body if one.required and one.name not in shown and not is_free(one)]
            if field and not risky:
                found = ByProfile(who, me, update, field, tuple(shown.items()))
                world.remove_at_the_end(f"the name that {who} had for a moment", found.at_the_end())
                return found
        silent = ""
    if silent:
        raise CannotLook(silent)
    return None


def _name_in(body: tuple[Field, ...], shown: dict[str, Json]) -> str:
    """The field that holds how a user is called, as the profile shows it; empty where there is none."""
    held = {snake(one.name): one.name for one in body if len(one.path) == 1 and one.type == "string" and not one.enum}
    return next((held[one] for one in SHOWN if one in held and isinstance(shown.get(held[one]), str)), "")
