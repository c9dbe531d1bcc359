"""Talks to the model as one customer who is about to talk too much: a session, a conversation, and messages to send in it."""

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from launchready.declare.model import ApiSurface, Call, ChatSurface, Json
from launchready.observe.chat import Setting
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.pick import pick
from launchready.observe.talk.requests import request_for
from launchready.observe.who.people import Disposable, customers
from launchready.observe.who.session import Session

if TYPE_CHECKING:
    from launchready.observe.world import World

OWN = "an account made for this"
PLACE = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Chatting:
    """One conversation of one customer."""

    world: "World"
    chat: ChatSurface
    say: Call
    by: str
    """OWN, or the name of a principal."""
    session: Session
    words: dict[str, str]

    def message(self, text: str) -> Request:
        """Says something."""
        return _call(self.say, self.world, {**self.words, "text": text}, self.chat.name)

    def nothing(self) -> Request:
        """The same request with nothing to say: no model is asked for it."""
        request = self.message("")
        return replace(request, body="{}" if self.say.json is not None else "")


async def chatting(world: "World", surface: str, label: str, *, own: bool = False) -> Chatting:
    """Opens a conversation as an account made for it, or as a declared customer where none can be made.

    Args:
        world: the product.
        surface: the name of the chat.
        label: what the account is for.
        own: never as a declared customer.

    Raises:
        CannotLook: launch.toml does not say how to talk, or no conversation could be opened.
    """
    chat = world.declaration.surface(surface)
    if not isinstance(chat, ChatSurface) or chat.say is None:
        raise CannotLook(f"launch.toml does not say how to talk to surface.{surface}: add `say`")
    by, session = await _asker(world, label, own=own)
    words: dict[str, str] = {}
    if chat.open is not None:
        words = {
            name: (await world.ask(Setting(surface, name))).id
            for name in PLACE.findall(json.dumps(chat.open.json))
            if name in dict(chat.carriers)
        }
        request = _call(chat.open, world, {**words, "title": "Audit"}, surface)
        reply = await world.send(request, session=session)
        found = pick(reply.json(), chat.open.picks("id") or "$.id") if isinstance(reply, Answer) else None
        if not isinstance(found, str | int):
            raise CannotLook(f"no conversation could be opened: {reply.line()}")
        words["id"] = str(found)
    return Chatting(world, chat, chat.say, by, session, words)


async def _asker(world: "World", label: str, *, own: bool) -> tuple[str, Session]:
    api = next((one.name for one in world.declaration.surfaces if isinstance(one, ApiSurface)), "")
    try:
        return OWN, (await world.ask(Disposable(api, label))).session
    except CannotLook:
        if own:
            raise
        name = customers(world).b
        return name, await world.sign_in(name)


def _call(call: Call, world: "World", words: dict[str, str], surface: str) -> Request:
    """A call as a request; where it wants the whole conversation, that is the one thing which is said."""
    messages: Json = [{"role": "user", "content": words["text"]}] if words.get("text") else []
    return request_for(call, world, words, on=surface, messages=messages)
