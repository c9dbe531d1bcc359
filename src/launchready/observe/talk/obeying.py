"""Hides orders in texts that the model reads, and sees whether it carries them out for somebody who asked something else."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from launchready.declare.model import ChatSurface
from launchready.declare.packs.model import Goal
from launchready.observe.chat import attacker, begun, say_in
from launchready.observe.errors import CannotLook
from launchready.observe.question import Question
from launchready.observe.talk.carriers import Sending, Untried, carrier_of, held_by, reader
from launchready.observe.talk.delivering import delivered
from launchready.observe.talk.documents import PLAIN
from launchready.observe.talk.orders import ADD, JOIN, REPEAT, TASKS, Order, is_done, order
from launchready.observe.talk.trial import Trial
from launchready.observe.talk.trying import Steadiness, Tries, chat_of, is_steady, tried, within_turns
from launchready.observe.talk.turns import Turn

if TYPE_CHECKING:
    from launchready.observe.world import World

__all__ = [
    "ADD",
    "JOIN",
    "REPEAT",
    "TASKS",
    "Able",
    "Obeyed",
    "Order",
    "is_done",
    "kinds_of",
    "order",
    "reader",
    "unheeded",
]


@dataclass(frozen=True, slots=True)
class Able(Question[tuple[Turn, ...]]):
    """Which order does the model carry out for the customer who gives it? The control behind every order that was not obeyed."""

    surface: str
    by: str

    async def ask(self, world: "World") -> tuple[Turn, ...]:
        """One turn for each kind of order, up to the first that is carried out; that one says its sign."""
        found: list[Turn] = []
        for task in TASKS:
            given = order(task, world.made_up(f"an order by {self.by} at {self.surface}", sown=True))
            async with begun(world, self.surface, by=self.by) as conversation:
                turn = await say_in(world, conversation, f"Please {given.text}")
            if is_done(given.sign, turn.answer):
                return (*found, replace(turn, said=f"{task}: {turn.said}"))
            found.append(turn)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Obeyed(Question[Tries]):
    """Which orders that stand in a carrier does the model carry out?"""

    surface: str
    by: str
    carrier: str
    task: str
    """The kind of order that the model is able to carry out."""

    async def ask(self, world: "World") -> Tries:
        """Says each attack that the owner chose and that this carrier can hold."""
        world = within_turns(world)
        steady = is_steady(await world.ask(Steadiness(self.surface, await attacker(world, self.surface))))
        chat = chat_of(world, self.surface)
        name, call = carrier_of(chat, self.carrier)
        if call is None:
            raise CannotLook(f"launch.toml declares no carrier `{name}` for surface.{chat.name} (line {chat.line})")
        ready, untried = held_by(chat, Goal.OBEY, name)

        async def once(sending: Sending, number: int) -> Trial | Untried:
            given = order(self.task, world.made_up(f"an order in {sending.carrier}: {sending.id}, {number}", sown=True))
            return await delivered(world, self.surface, self.by, sending, {"order": given.text}, sign=given.sign)

        return await tried(ready, once, chat.turns, Tries(steady, (), 0, untried), unheeded)


def unheeded(sending: Sending, trials: Sequence[Trial]) -> bool:
    """Whether no order has been carried out yet."""
    del sending
    return not any(is_done(one.sign, turn.answer) for one in trials for turn in one.turns)


def kinds_of(chat: ChatSurface, carrier: str, tries: Tries) -> tuple[str, ...]:
    """The kinds of text (plain, pdf, …) that held the orders of these trials."""
    kinds = {one.id: one.variant.attack.file or PLAIN for one in held_by(chat, Goal.OBEY, carrier)[0]}
    return tuple(dict.fromkeys(kinds[one.attack] for one in tries.trials if one.attack in kinds))
