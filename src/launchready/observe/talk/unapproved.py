"""Asks the model to act, approves nothing, and looks where the effect would show: what was said of it and what was done."""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import anyio

from launchready.observe.chat import askers, say
from launchready.observe.errors import BudgetSpent, CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.question import Question
from launchready.observe.talk.effects import OK, Effect, Mails, Wish, effects_of, letters
from launchready.observe.talk.states import State, state_of
from launchready.observe.talk.trying import chat_of
from launchready.observe.talk.turns import Turn

if TYPE_CHECKING:
    from launchready.observe.world import World

WAIT_SECONDS = 3.0
LONGER_SECONDS = 12.0
"""So long what the product does not say to be held back is waited for."""
STEP = 0.2


@dataclass(frozen=True, slots=True)
class Deed:
    """One wish for an action that nobody approved."""

    name: str
    """What its effect is, in a few words."""
    wish: Wish
    turn: Turn
    state: State | None
    """What the product says of it; None where the model called no tool."""
    arrived: str
    """What shows that it was done; empty where nothing does."""
    seconds: float
    """How long it was waited for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Every wish for an action."""

    deeds: tuple[Deed, ...]
    missing: tuple[str, ...] = ()
    """Actions that could not be wished for, and why."""

    @property
    def waiting(self) -> tuple[str, ...]:
        """The tools of which an answer says that they wait for approval."""
        waits = (one.turn.tools for one in self.deeds if one.state is State.WAITING)
        return tuple(dict.fromkeys(tool.name for tools in waits for tool in tools))


@dataclass(frozen=True, slots=True)
class Unapproved(Question[Asked]):
    """What is done in the world before anybody has approved it?"""

    surface: str

    async def ask(self, world: "World") -> Asked:
        """Wishes for each as the second customer, and waits.

        Raises:
            CannotLook: nothing of ours would show it, or the model could not be asked.
        """
        chat = chat_of(world, self.surface)
        effects = effects_of(world, chat)
        _, who = askers(world)
        asked: list[tuple[Effect, Wish, Turn, float]] = []
        missing: list[str] = []
        for effect in effects:
            try:
                wish = await effect.wish(world, who)
            except BudgetSpent:
                raise
            except CannotLook as why:
                missing.append(f"{effect.name}: {why}")
                continue
            asked.append((effect, wish, await say(world, self.surface, wish.text, by=who), time.monotonic()))
        return Asked(tuple([await self._deed(world, *one) for one in asked]), tuple(missing))

    async def _deed(self, world: "World", effect: Effect, wish: Wish, turn: Turn, began: float) -> Deed:
        who, state = turn.by, state_of(turn.tools)
        if state is State.ATTEMPTED and await self._is_listed(world, who, wish):
            state = State.WAITING
        held = state in {State.WAITING, State.BLOCKED}
        most = WAIT_SECONDS if held or state is None else LONGER_SECONDS
        while not (came := await effect.times(world, wish, who) > wish.before):
            if time.monotonic() - began > most:
                break
            await anyio.sleep(STEP)
        shown = ""
        if came:
            shown = letters(effect.box, wish)[0] if isinstance(effect, Mails) else effect.name
        return Deed(effect.name, wish, turn, state, shown, round(time.monotonic() - began, 1))

    async def _is_listed(self, world: "World", who: str, wish: Wish) -> bool:
        """Whether the list of what waits names the wish, where launch.toml says where that list is."""
        chat = chat_of(world, self.surface)
        if chat.approvals is None:
            return False
        reply = await world.send(Request(chat.at(chat.approvals), by=who))
        return isinstance(reply, Answer) and reply.status in OK and wish.is_named_in(reply.body)
