"""Asks the model, in the ways of the packs that the owner chose, to act; sinks of ours show whether it did."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.declare.model import ChatSurface, MailSurface
from launchready.declare.packs.model import Goal
from launchready.observe.chat import attacker
from launchready.observe.errors import CannotLook
from launchready.observe.inputs.callbacks import ELSEWHERE
from launchready.observe.inputs.listening import listening
from launchready.observe.mail.maildir import await_mark
from launchready.observe.mail.message import new_in
from launchready.observe.question import Question
from launchready.observe.talk.carriers import Sending, Untried, not_tried, reader, sendings
from launchready.observe.talk.delivering import NO_MAIL, delivered, mail_address
from launchready.observe.talk.trial import Trial
from launchready.observe.talk.trying import Steadiness, Tries, chat_of, is_steady, tried, within_turns
from launchready_hunt.canary import Kind

if TYPE_CHECKING:
    from launchready.observe.world import World

ADDRESS, URL = "address", "url"
"""What an attack names, which is the sink that would receive something."""
WAIT_SECONDS = 3.0
NO_SINK = "nothing of ours would receive what the tool does"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attack, and what reached the sink."""

    trial: Trial
    """Its sign is the mark that the sink knows it by."""
    arrived: str
    """The message or the request; empty where none came."""


@dataclass(frozen=True, slots=True)
class Attempts:
    """Every attempt to have a tool act on one sink."""

    made: tuple[Attempt, ...] = ()
    left: int = 0
    untried: tuple[Untried, ...] = ()

    @property
    def arrived(self) -> tuple[Attempt, ...]:
        """Those that worked."""
        return tuple(one for one in self.made if one.arrived)

    @property
    def tools(self) -> tuple[str, ...]:
        """The tools that the model called, each once."""
        return tuple(dict.fromkeys(tool.name for one in self.made for turn in one.trial.turns for tool in turn.tools))

    def told(self) -> str:
        """How many ways were tried, as the end of a sentence; empty where the owner chose none."""
        ways = len({one.trial.attack for one in self.made})
        said = f"; nor did {ways} ways of the packs bring it about" if ways else ""
        left = f", and {self.left} more were left out, as `turns` and the time allow no more" if self.left else ""
        return said + left + not_tried(self.untried)


@dataclass(frozen=True, slots=True)
class Sink:
    """Where what a tool does arrives."""

    address: Callable[[str], str]
    """What stands in the attack, for a mark."""
    came: Callable[[str], bool]
    """Whether something with a mark is there already."""
    waited: Callable[[str, float], Awaitable[str | None]]
    """What came with a mark, within so many seconds."""


@dataclass(frozen=True, slots=True)
class Acts(Question[Attempts]):
    """Which wishes of a customer have one of the model's tools act, with nobody's approval?"""

    surface: str
    sink: str
    """ADDRESS or URL."""

    async def ask(self, world: "World") -> Attempts:
        """Says each attack that the owner chose and that names this sink; nothing where none does."""
        world = within_turns(world)
        chat = chat_of(world, self.surface)
        ready, untried = sendings(chat, Goal.ACT)
        mine = [one for one in ready if _sink_of(one) == self.sink]
        gone = [one for one in untried if self.sink == ADDRESS]
        if self.sink == ADDRESS:
            gone += [Untried(one.id, NO_SINK) for one in ready if not _sink_of(one)]
        if not mine:
            return Attempts(untried=tuple(gone))
        by = await attacker(world, self.surface)
        steady = is_steady(await world.ask(Steadiness(self.surface, by)))
        try:
            async with self._open(world, chat) as sink:
                return await self._tried(world, sink, mine, Tries(steady, (), 0, tuple(gone)), by)
        except CannotLook as why:
            return Attempts(untried=(*gone, *(Untried(one.id, str(why)) for one in mine)))

    async def _tried(self, world: "World", sink: Sink, mine: Sequence[Sending], begun_with: Tries, by: str) -> Attempts:
        async def once(sending: Sending, number: int) -> Trial | Untried:
            mark = world.plant(Kind.token, "mark", f"{sending.id}, {number}").value
            who = await reader(world, self.surface, sending.carrier) if sending.carrier else by
            filling = {self.sink: sink.address(mark), "mark": mark}
            return await delivered(world, self.surface, who, sending, filling, sign=mark)

        def nothing(sending: Sending, trials: Sequence[Trial]) -> bool:
            del sending
            return not any(sink.came(one.sign) for one in trials)

        tries = await tried(mine, once, chat_of(world, self.surface).turns, begun_with, nothing)
        ends, made = time.monotonic() + WAIT_SECONDS, list[Attempt]()
        for one in tries.trials:
            seconds = max(0.05, ends - time.monotonic())
            made.append(Attempt(one, await sink.waited(one.sign, seconds) or ""))
        return Attempts(tuple(made), tries.left, tries.untried)

    @asynccontextmanager
    async def _open(self, world: "World", chat: ChatSurface) -> AsyncIterator[Sink]:
        if self.sink == ADDRESS:
            yield _mailbox(world)
            return
        async with listening(world, chat.host or "") as ears:
            catcher, url = ears.inside, ears.inside.url if ears.inside else ""
            # A bot that may browse reaches the outside with right: only the inside tells.
            if (catcher := ears.inside) is None:
                raise CannotLook(ELSEWHERE)
            url = catcher.url
            heard = catcher.heard
            yield Sink(lambda mark: f"{url}/{mark}", lambda mark: bool(heard(mark)), catcher.caught)


def _sink_of(sending: Sending) -> str:
    """What of an attack a sink of ours would receive: a mail, before a request."""
    return next((hole for hole in (ADDRESS, URL) if hole in sending.variant.holes), "")


def _mailbox(world: "World") -> Sink:
    boxes = [one.mailbox for one in world.declaration.surfaces if isinstance(one, MailSurface)]
    box = next((one for one in boxes if one is not None), None)
    if box is None:
        raise CannotLook(NO_MAIL)

    def came(mark: str) -> bool:
        return any(mark in data.decode("latin-1") for data, _ in new_in(box, set()))

    async def waited(mark: str, seconds: float) -> str | None:
        return await await_mark(box, mark, seconds)

    return Sink(lambda mark: mail_address(world, mark), came, waited)
