"""Says one harmless thing to each chat, and shows what was understood of the answer."""

import os
from collections.abc import AsyncIterator, Iterator

from launchready.declare.model import ChatSurface, Json
from launchready.first.line import Line, State
from launchready.observe.chat import HARMLESS, WEBSOCKET, say, saying
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer
from launchready.observe.pick import json_of
from launchready.observe.talk.carriers import NAME_WORDS, is_called
from launchready.observe.talk.patience import patiently
from launchready.observe.talk.requests import PLACE
from launchready.observe.talk.streams import said
from launchready.observe.talk.turns import tools_of
from launchready.observe.who.session import shortly
from launchready.observe.world import World
from launchready.verdict import Touch
from launchready_hunt.keys import Redactor

PART = "chat"
SHOWN = 160
"""Letters of an answer."""
MOST_PLACES = 6


async def talks(world: World) -> AsyncIterator[Line]:
    """One line for each chat that says how it is spoken to: as the first customer, in a conversation of its own."""
    for at in world.declaration.surfaces:
        if isinstance(at, ChatSurface) and at.say is not None:
            yield await _turn(world, at)
            for line in _carried(at):
                yield line


def _carried(at: ChatSurface) -> Iterator[Line]:
    """What of the carriers was not understood, or leads nowhere."""
    calls = [(key, call) for key, call in (("open", at.open), ("say", at.say)) if call is not None]
    held = {name for _, call in calls for name in PLACE.findall(f"{call.path} {call.json} {call.form}")}
    for key, call in calls:
        for name in dict.fromkeys(_holes(call.json)):
            if name not in {"text", "messages", "id", "title", *dict(at.carriers)}:
                what = (
                    f"surface.{at.name}: nothing fills {{{name}}} in `{key}`, so that this part of the body is left out"
                )
                yield Line(PART, State.MISSING, what, f"Declare carriers.{name}, or correct the place", at.line)
    for name, call in at.carriers:
        if call.by is None:
            what = f"surface.{at.name}: the carrier `{name}` is sent by nobody who is signed in"
            yield Line(PART, State.NOT_DECLARED, what, 'Say who, where that is wrong: as = "PRINCIPAL"', at.line)
        if name not in held and not is_called(name, NAME_WORDS):
            what = (
                f"surface.{at.name}: {{{name}}} stands in neither `open` nor `say`: what the carrier `{name}` places is read only where "
                "search finds it"
            )
            yield Line(PART, State.NOT_DECLARED, what, f"Put {{{name}}} where its id goes along, if it does", at.line)


def _holes(value: Json) -> Iterator[str]:
    """The places that are a whole text of a body: where nothing fills one, that part is left out."""
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _holes(one)
    elif isinstance(value, str) and (found := PLACE.fullmatch(value)):
        yield found[1]


async def _turn(world: World, at: ChatSurface) -> Line:
    untried = _untried(world, at)
    if untried is not None:
        return untried
    assert at.say is not None
    names = [one.name for one in world.declaration.principals if not one.is_disposable]
    by = next((one for one in names if "admin" not in _role(world, one)), None)
    if by is None:
        what, do = f"surface.{at.name}: no account is declared that talks to the model", "Declare a [principal.NAME]"
        return Line(PART, State.NOT_TRIED, what, do, at.line)
    try:
        status, words, whole, tools = await _said(world, at, by)
    except CannotLook as refused:
        do = "Correct the chat's `open` and `say`, or the account that talks"
        return Line(PART, State.MISSING, f"surface.{at.name}: {_clean(world, str(refused))}", do, at.line)
    how = f"surface.{at.name}: {by} said {HARMLESS!r}, and {at.say.method} {at.say.path} answered {status or 'nothing'}"
    if 200 <= status < 300 and (words.strip() or tools):  # noqa: PLR2004 - HTTP's success
        called = f"; it called {', '.join(tools)}" if tools else ""
        return Line(PART, State.OK, f'{how}; read as the answer: "{_clean(world, words)}"{called}', line=at.line)
    where = at.say.picks("answer")
    nothing = f"; nothing was read at {where}" if 200 <= status < 300 and where else ""  # noqa: PLR2004
    do = "Correct the body or the path of `say`"
    if nothing:
        places = ", ".join(list(_places_of(whole))[:MOST_PLACES])
        do = "Correct `answer`, the place where the text stands" + (f"; texts stand at {places}" if places else "")
    return Line(PART, State.MISSING, f"{how}{nothing}; it said: {_clean(world, whole) or 'nothing'}", do, at.line)


def _untried(world: World, at: ChatSurface) -> Line | None:
    if world.touch is Touch.READ:
        what = f"surface.{at.name}: consent.touch is read, and a word to the model is more"
        return Line(PART, State.NOT_TRIED, what, "Set consent.touch to probe or more to have it tried", at.line)
    if at.open is not None and world.declaration.consent.touch < Touch.WRITE:
        what = f"surface.{at.name}: a conversation has to be opened first, and consent.touch is below write"
        return Line(PART, State.NOT_TRIED, what, "Set consent.touch to write to have it tried", at.line)
    placed = {name for name, _ in at.carriers}
    needs = {name for call in (at.open, at.say) if call is not None for name in PLACE.findall(repr(call.json))}
    if placed & needs:
        first = ", ".join(
            f"`{name}` ({call.method} {call.path} as {call.by or 'nobody'})"
            for name, call in at.carriers
            if name in needs
        )
        what = f"surface.{at.name}: a talk needs {first} first, which the audit places and the doctor, who changes nothing, does not"
        return Line(PART, State.NOT_TRIED, what, line=at.line)
    return None


async def _said(world: World, at: ChatSurface, by: str) -> tuple[int, str, str, tuple[str, ...]]:
    """The status, what was read as the answer, the whole of what came, and the tools that were called."""
    assert at.say is not None
    if at.say.method == WEBSOCKET:
        turn = await say(world, at.name, HARMLESS, by=by)
        return turn.status, turn.answer, turn.answer, tuple(tool.name for tool in turn.tools)
    request = await saying(world, at.name, HARMLESS, by=by)
    reply = await patiently(lambda: world.send(request))
    if not isinstance(reply, Answer):
        raise CannotLook(reply.line())
    words = said(reply, at.say.picks("answer"))
    return reply.status, words, reply.body, tuple(tool.name for tool in tools_of(reply, at.say))


def _places_of(body: str) -> Iterator[str]:
    """The places of an answer's texts, or of those of its first piece."""
    for line in (body, *body.splitlines()):
        if isinstance(value := json_of(line.removeprefix("data:").strip()), dict | list):
            yield from _places(value, "$")
            return


def _places(value: Json, at: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _places(inner, f"{at}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _places(inner, f"{at}[{number}]")
    elif isinstance(value, str) and value.strip():
        yield at


def _role(world: World, name: str) -> str:
    found = world.declaration.principal(name)
    return found.role if found else ""


def _clean(world: World, text: str) -> str:
    return Redactor(os.urandom(16), world.secrets.met()).redact(shortly(text, SHOWN))
