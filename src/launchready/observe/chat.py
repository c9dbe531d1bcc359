"""Talks to the product's model as a customer does, and plants text where the model reads it."""

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

import anyio

from launchready.declare.model import Call, ChatSurface, Json
from launchready.declare.packs.library import core
from launchready.declare.packs.model import Goal
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.pick import pick
from launchready.observe.question import Question
from launchready.observe.who.session import request_of

if TYPE_CHECKING:
    from launchready.observe.world import World

HARMLESS = "Hello! In one short sentence, what can you help me with?"
LONGEST_WAIT = 65
"""Seconds that a turn waits for a limit to open again; one minute is the usual window."""
RETRIES = 4
"""How often a turn waits: others of the same customer wait for the same window."""
PLACE = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool that the model called, as the product tells it."""

    name: str
    arguments: str
    state: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing said and what came back."""

    by: str
    said: str
    status: int
    """0 where nothing came back."""
    answer: str
    tools: tuple[ToolCall, ...]
    curl: str

    @property
    def answered(self) -> bool:
        """Whether the model said something."""
        return 200 <= self.status < 300 and bool(self.answer.strip() or self.tools)  # noqa: PLR2004 - HTTP's success


@dataclass(frozen=True, slots=True)
class Tried:
    """One attack and the turn it made."""

    attack: str
    turn: Turn


@dataclass(frozen=True, slots=True)
class Placed:
    """Text that stands where the model reads it."""

    carrier: str
    id: str


@dataclass(frozen=True, slots=True)
class Harmless(Question[Turn]):
    """Does the model answer a harmless question? The control behind every resisted attack."""

    surface: str
    by: str

    async def ask(self, world: "World") -> Turn:
        """Asks it in a conversation of its own."""
        return await say(world, self.surface, HARMLESS, by=self.by)


@dataclass(frozen=True, slots=True)
class Setting(Question[Placed]):
    """The harmless object (a listing) that a conversation needs before it can be opened."""

    kept: ClassVar[bool] = False

    surface: str
    carrier: str

    async def ask(self, world: "World") -> Placed:
        """Makes one by the declared carrier."""
        return await place(world, self.surface, self.carrier, "Answers questions about gardening, politely.")


@dataclass(frozen=True, slots=True)
class Extractions(Question[tuple[Tried, ...]]):
    """What does the model answer to a customer who asks for its instructions and keys?"""

    surface: str
    by: str

    async def ask(self, world: "World") -> tuple[Tried, ...]:
        """Says each core attack of the packs that seeks a leak, in a conversation of its own."""
        found: list[Tried] = []
        for variant in core(Goal.LEAK):
            in_ = await open_conversation(world, self.surface, by=self.by)
            found += [
                Tried(variant.id, await say(world, self.surface, text, by=self.by, in_=in_))
                for text in variant.attack.say
            ]
        return tuple(found)


async def place(world: "World", surface: str, carrier: str, text: str) -> Placed:
    """Puts a text where the model reads it, by the declared carrier.

    Raises:
        CannotLook: the carrier is not declared, or the product did not take the text.
    """
    chat = _chat(world, surface)
    call = dict(chat.carriers).get(carrier)
    if call is None:
        raise CannotLook(f"launch.toml declares no carrier `{carrier}` for surface.{surface} (line {chat.line})")
    words = {"text": text, "title": f"Audit {uuid4().hex[:8]}"}
    answer = await world.answer(_request(call, world, words, on=surface))
    found = pick(answer.json(), call.picks("id") or "$.id")
    if answer.status >= 300 or not isinstance(found, str | int):  # noqa: PLR2004 - HTTP's success ends here
        raise CannotLook(f"the carrier `{carrier}` was not taken: {answer.line()}")
    return Placed(carrier, str(found))


async def say(
    world: "World", surface: str, text: str, *, by: str, placed: tuple[Placed, ...] = (), in_: str | None = None
) -> Turn:
    """Says one thing, in a conversation of its own or in the one named by `in_`.

    Raises:
        CannotLook: no conversation could be opened.
    """
    request = await saying(world, surface, text, by=by, placed=placed, in_=in_)
    call = _chat(world, surface).say
    assert call is not None
    reply = await patiently(lambda: world.send(request))
    if not isinstance(reply, Answer):
        return Turn(by, text, 0, reply.line(), (), world.curl(request))
    return Turn(by, text, reply.status, _text(reply, call), _tools(reply, call), world.curl(request))


async def patiently(send: Callable[[], Awaitable[Reply]]) -> Reply:
    """Sends, and sends again where a limit asks to wait: the model's limit is shared by every check that talks to it."""
    reply = await send()
    for _ in range(RETRIES):
        if not (isinstance(reply, Answer) and (pause := _asked_to_wait(reply))):
            break
        await anyio.sleep(pause)
        reply = await send()
    return reply


async def saying(
    world: "World", surface: str, text: str, *, by: str, placed: tuple[Placed, ...] = (), in_: str | None = None
) -> Request:
    """The request that says one thing, for who needs the whole of what comes back.

    Raises:
        CannotLook: launch.toml does not tell how to talk, or no conversation could be opened.
    """
    chat = _chat(world, surface)
    if chat.say is None:
        raise CannotLook(f"launch.toml does not say how to talk to surface.{surface} (line {chat.line}): add `say`")
    words = {one.carrier: one.id for one in placed}
    words["id"] = in_ or await open_conversation(world, surface, by=by, placed=placed)
    return _as(_request(chat.say, world, {**words, "text": text}, on=surface), by)


async def open_conversation(world: "World", surface: str, *, by: str, placed: tuple[Placed, ...] = ()) -> str:
    """The id of a fresh conversation; an empty string where the product needs none.

    Raises:
        CannotLook: it could not be opened.
    """
    chat = _chat(world, surface)
    if chat.open is None:
        return ""
    words = {one.carrier: one.id for one in placed}
    for carrier in _needs(chat.open):
        if carrier in dict(chat.carriers) and carrier not in words:
            words[carrier] = (await world.ask(Setting(surface, carrier))).id
    answer = await world.answer(_as(_request(chat.open, world, words, on=surface), by))
    found = pick(answer.json(), chat.open.picks("id") or "$.id")
    if answer.status >= 300 or not isinstance(found, str | int):  # noqa: PLR2004 - HTTP's success ends here
        raise CannotLook(f"no conversation could be opened: {answer.line()}: {answer.body[:200]}")
    return str(found)


def askers(world: "World") -> tuple[str, str]:
    """Two customers who may talk to the model: the first two principals that are no staff.

    Raises:
        CannotLook: fewer than two are declared.
    """
    names = [one.name for one in world.declaration.principals if "admin" not in one.role]
    if len(names) < 2:  # noqa: PLR2004 - two customers
        raise CannotLook("launch.toml declares fewer than two principals that are no admins; the model is asked as two")
    return names[0], names[1]


def _asked_to_wait(answer: Answer) -> float:
    """Seconds that a limit asks to wait, where it is worth the wait."""
    after = answer.header("Retry-After") or ""
    return float(after) + 0.5 if answer.status == 429 and after.isdigit() and int(after) <= LONGEST_WAIT else 0.0  # noqa: PLR2004


def _chat(world: "World", surface: str) -> ChatSurface:
    found = world.declaration.surface(surface)
    if not isinstance(found, ChatSurface):
        raise CannotLook(f"launch.toml declares no chat surface {surface}")
    return found


def _needs(call: Call) -> tuple[str, ...]:
    return tuple(PLACE.findall(json.dumps(call.json)))


def _request(call: Call, world: "World", words: dict[str, str], *, on: str) -> Request:
    if call.upload is not None:
        boundary = uuid4().hex
        body = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="{call.upload}"; filename="notes.txt"\r\n'
            f"Content-Type: text/plain\r\n\r\n{words['text']}\r\n--{boundary}--\r\n"
        )
        request = request_of(Call(call.method, call.path, call.on, call.by), world, words, on=on)
        typed = ("Content-Type", f"multipart/form-data; boundary={boundary}")
        return Request(request.url, request.method, (typed,), body, request.by)
    pruned = _prune(call.json, {"title", *words})
    return request_of(Call(call.method, call.path, call.on, call.by, pruned, call.form), world, words, on=on)


def _prune(value: Json, known: set[str]) -> Json:
    """Leaves out the parts of a body whose carrier is not in play."""
    if isinstance(value, dict):
        return {key: _prune(item, known) for key, item in value.items() if not _is_open(item, known)}
    if isinstance(value, list):
        return [_prune(item, known) for item in value if not _is_open(item, known)]
    return value


def _is_open(value: Json, known: set[str]) -> bool:
    return isinstance(value, str) and (place := PLACE.fullmatch(value)) is not None and place[1] not in known


def _as(request: Request, by: str) -> Request:
    return Request(request.url, request.method, request.headers, request.body, by)


def _text(answer: Answer, call: Call) -> str:
    path = call.picks("answer")
    if path is None:
        return answer.body
    found = pick(answer.json(), path)
    return found if isinstance(found, str) else "" if found is None else json.dumps(found)


def _tools(answer: Answer, call: Call) -> tuple[ToolCall, ...]:
    path = call.picks("tools")
    found = pick(answer.json(), path) if path else None
    if not isinstance(found, list):
        return ()
    return tuple(
        ToolCall(str(one.get("name")), json.dumps(one.get("arguments")), str(one.get("state", "")))
        for one in found
        if isinstance(one, dict)
    )
