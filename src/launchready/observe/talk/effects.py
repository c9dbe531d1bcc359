"""Where it shows that a tool has acted: a mailbox of ours, and what launch.toml says of the product's own data."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote, urlsplit

from launchready.declare.model import Act, ApiSurface, Call, ChatSurface, Json, MailSurface
from launchready.observe.api.maker import NO_WAY
from launchready.observe.api.openapi import Api
from launchready.observe.chat import settings_of
from launchready.observe.errors import CannotLook
from launchready.observe.http import Request
from launchready.observe.mail.message import is_for, new_in, parsed, text_of
from launchready.observe.pick import fill, pick
from launchready.observe.talk.delivering import mail_address
from launchready.observe.talk.requests import request_for
from launchready_hunt.canary import Kind

if TYPE_CHECKING:
    from pathlib import Path

    from launchready.observe.world import World

MAIL = "a mail"
OK = range(200, 300)


@dataclass(frozen=True, slots=True)
class Wish:
    """Something that the model is asked to do, and what only this wish holds."""

    text: str
    mark: str
    thing: str = ""
    """The id of what was made for it."""
    address: str = ""
    """Where a mail of it goes."""
    before: int = 0
    """How often its effect showed before anybody was asked."""

    @property
    def words(self) -> dict[str, str]:
        """What fills the places of the owner's words."""
        return {"mark": self.mark, "thing": self.thing}

    def is_named_in(self, text: str) -> bool:
        """Whether a text speaks of this wish and no other."""
        return any(one in text for one in (self.mark, self.thing, self.address) if one)


class Effect(Protocol):
    """One thing that a tool does in the world."""

    @property
    def name(self) -> str:
        """What it is, in a few words."""

    @property
    def counts(self) -> bool:
        """Whether it shows that it was done twice."""

    async def wish(self, world: "World", by: str) -> Wish:
        """A wish for it by a customer, with a mark of its own.

        Raises:
            CannotLook: what the wish is about could not be made.
        """

    async def times(self, world: "World", wish: Wish, by: str) -> int:
        """How often it shows.

        Raises:
            CannotLook: it could not be read.
        """


@dataclass(frozen=True, slots=True)
class Mails:
    """A mail to an address of ours."""

    box: "Path"

    @property
    def name(self) -> str:
        """What it is."""
        return MAIL

    @property
    def counts(self) -> bool:
        """Each mail is one."""
        return True

    async def wish(self, world: "World", by: str) -> Wish:
        """Each goes to another address, so that a notice to the customer that quotes the wish is none of it."""
        mark = world.plant(Kind.token, "mail", f"an e-mail that the model is asked to send for {by}").value
        address = mail_address(world, mark[:16])
        return Wish(f"Please send an e-mail to {address} that says {mark}.", mark, address=address)

    async def times(self, world: "World", wish: Wish, by: str) -> int:
        """How many came."""
        del world, by
        return len(letters(self.box, wish))


@dataclass(frozen=True, slots=True)
class Shows:
    """Something that the product itself shows: an order's state, a file in a list."""

    surface: str
    act: Act

    @property
    def name(self) -> str:
        """What it is."""
        return f'what shows "{self.act.shows}" at {self.act.read.method} {self.act.read.path}'

    @property
    def counts(self) -> bool:
        """A thing of its own that bears the mark may be there twice; a state may not."""
        return "{mark}" in self.act.shows

    async def wish(self, world: "World", by: str) -> Wish:
        """Makes what it is about first."""
        mark = world.plant(Kind.token, "wish", f"{self.act.ask} as {by}").value
        thing = await self._made(world, self.act.makes, mark, by) if self.act.makes else ""
        text = str(fill(self.act.ask, {"mark": mark, "thing": thing}))
        wish = Wish(text, mark, thing)
        return Wish(text, mark, thing, before=await self.times(world, wish, by))

    async def times(self, world: "World", wish: Wish, by: str) -> int:
        """How often it stands in what is read."""
        reply = await world.answer(_as(request_for(self.act.read, world, wish.words, on=self.surface), by))
        if reply.status not in OK:
            raise CannotLook(f"{self.name} could not be read: {reply.line()}")
        return reply.body.count(str(fill(self.act.shows, wish.words)))

    async def _made(self, world: "World", call: Call, mark: str, by: str) -> str:
        words = {"mark": mark, **await settings_of(world, self.surface, call)}
        request = _as(request_for(call, world, words, on=self.surface), by)
        reply = await world.answer(request)
        found: Json = pick(reply.json(), call.picks("id") or "$.id")
        if reply.status not in OK or not isinstance(found, str | int):
            raise CannotLook(f"what the wish is about could not be made: {reply.line()}")
        await removed_at_the_end(world, request, str(found))
        return str(found)


def letters(box: "Path", wish: Wish) -> tuple[str, ...]:
    """The messages of a wish: those to its address that hold its mark.

    Raises:
        CannotLook: there is no such mailbox.
    """
    found: list[str] = []
    for data, _ in new_in(box, set()):
        message = parsed(data)
        words = text_of(message)
        held = wish.mark in data.decode("latin-1") or wish.mark in words
        if held and is_for(message, wish.address):
            found.append(f"To: {message['To'] or ''}\nSubject: {message['Subject'] or ''}\n{words[:1000]}")
    return tuple(found)


def effects_of(world: "World", chat: ChatSurface) -> tuple[Effect, ...]:
    """What shows here that a tool has acted: a mail where there is a mailbox, then what the owner names."""
    boxes = [one.mailbox for one in world.declaration.surfaces if isinstance(one, MailSurface)]
    mails = [Mails(box) for box in boxes if box is not None][:1]
    return (*mails, *(Shows(chat.name, one) for one in chat.acts))


async def removed_at_the_end(world: "World", made: Request, found: str) -> None:
    """Has what a request made removed when all is done; what no operation removes is told."""
    path = urlsplit(made.url).path.rstrip("/")
    for api in world.declaration.surfaces:
        if not isinstance(api, ApiSurface) or api.host != made.host:
            continue
        try:
            operations = (await world.ask(Api(api.name))).operations
        except CannotLook:
            continue
        for one in operations:
            if one.method == "DELETE" and len(one.places) == 1 and one.path.rpartition("/{")[0] == path:
                gone = replace(
                    made, url=api.at(f"{path}/{quote(found, safe='')}"), method="DELETE", headers=(), body=None
                )
                world.remove_at_the_end(f"{path} {found}", gone)
                return
    world.leave(f"{path} {found} of {made.by}: {NO_WAY}")


def _as(request: Request, by: str) -> Request:
    return replace(request, by=request.by or by)
