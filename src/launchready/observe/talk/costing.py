"""Wishes for answers that cost far more than a question should, and measures what each took."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from launchready.declare.model import OneTurn
from launchready.declare.packs.model import Goal
from launchready.observe.chat import HARMLESS, say
from launchready.observe.question import Question
from launchready.observe.talk.carriers import Sending, Untried, sendings
from launchready.observe.talk.delivering import delivered
from launchready.observe.talk.trial import Trial
from launchready.observe.talk.trying import Tries, chat_of, tried, within_turns
from launchready.observe.talk.turns import Turn

if TYPE_CHECKING:
    from launchready.observe.world import World


@dataclass(frozen=True, slots=True)
class Costs(Question[Tries]):
    """What does one answer take, at the most?"""

    surface: str
    by: str

    async def ask(self, world: "World") -> Tries:
        """A harmless question first, then each attack once: what costs too much once does so."""
        world = within_turns(world)
        chat = chat_of(world, self.surface)
        ready, untried = sendings(chat, Goal.COST)
        said = [one for one in ready if not one.carrier]
        harmless = Trial("", (await say(world, self.surface, HARMLESS, by=self.by),))

        async def once(sending: Sending, number: int) -> Trial | Untried:
            del number  # the words are the same each time
            return await delivered(world, self.surface, self.by, sending, {})

        found = await tried(said, once, chat.turns - 1, Tries(steady=True, trials=(harmless,), left=0), _never)
        return replace(found, untried=(*untried, *found.untried))


def _never(sending: Sending, trials: Sequence[Trial]) -> bool:
    del sending, trials
    return False


def beyond(turn: Turn, ceiling: OneTurn) -> str:
    """How a turn goes beyond a ceiling; empty where it keeps below."""
    cost = turn.cost
    if cost is None:
        return ""
    told = []
    if ceiling.tokens is not None and cost.tokens > ceiling.tokens:
        counted = "as the answer counts them" if cost.counted else "at the least"
        told.append(f"{cost.tokens:,} tokens {counted}, {ceiling.tokens:,} are declared")
    if ceiling.tool_calls is not None and len(turn.tools) > ceiling.tool_calls:
        told.append(f"{len(turn.tools)} calls of tools, {ceiling.tool_calls} are declared")
    if ceiling.seconds is not None and cost.seconds > ceiling.seconds:
        told.append(f"{cost.seconds:g} seconds, {ceiling.seconds} are declared")
    return "; ".join(told)
