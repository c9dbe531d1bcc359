"""Says attacks, and says them again to a bot that answers at random, while none has hit and turns are left."""

import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.declare.model import ChatSurface
from launchready.declare.packs.library import core
from launchready.declare.packs.model import Goal
from launchready.observe.errors import CannotLook
from launchready.observe.question import Question
from launchready.observe.talk.carriers import Sending, Untried, reader, sendings
from launchready.observe.talk.delivering import delivered
from launchready.observe.talk.trial import Trial
from launchready.verdict import Touch
from launchready_hunt.canary import Canary, kind_of
from launchready_hunt.hunt import Hunter

if TYPE_CHECKING:
    from launchready.observe.world import World

__all__ = ["Leaks", "Steadiness", "Trial", "Tries", "Untried", "is_steady", "seconds_of", "tried"]

STEADY = 3
"""So often the first attack is said before a bot is taken for one that always answers the same."""
ROUNDS = 5
"""So often each attack is said to a bot that does not."""
STAGES = (ROUNDS, 20, 50)
"""So often while nothing has hit, as far as the turns go."""
SECONDS = 150.0
"""So long the attacks of one kind may take where `turns` is left as it is."""
USUAL_TURNS = 60
TURN_SECONDS = 3.0
"""So much longer for each turn that the owner allows beyond those."""


@dataclass(frozen=True, slots=True)
class Tries:
    """Every trial of one goal."""

    steady: bool
    """Whether the first attack was answered in the same words each time."""
    trials: tuple[Trial, ...]
    left: int
    """Trials that the number of turns, or the time, did not allow."""
    untried: tuple[Untried, ...] = ()
    """Attacks that could not be said at all."""


Once = Callable[[Sending, int], Awaitable[Trial | Untried]]
"""Says an attack for the so-many-th time."""
Open = Callable[[Sending, Sequence[Trial]], bool]
"""Whether saying an attack again could still show something."""


@dataclass(frozen=True, slots=True)
class Steadiness(Question[tuple[Trial, ...]]):
    """Does the model answer the same attack in the same words each time?"""

    surface: str
    by: str

    async def ask(self, world: "World") -> tuple[Trial, ...]:
        """Says the first core attack that seeks a leak, STEADY times."""
        first = core(Goal.LEAK)[0]
        said = [await delivered(world, self.surface, self.by, Sending(first.id, first), {}) for _ in range(STEADY)]
        return tuple(one for one in said if isinstance(one, Trial))


@dataclass(frozen=True, slots=True)
class Leaks(Question[Tries]):
    """What does the model answer to a customer who asks for what only it should read?"""

    surface: str
    by: str

    async def ask(self, world: "World") -> Tries:
        """Says each attack that the owner chose and that seeks a leak, each in a conversation of its own."""
        world = within_turns(world)
        said = await world.ask(Steadiness(self.surface, self.by))
        chat = chat_of(world, self.surface)
        ready, untried = sendings(chat, Goal.LEAK)
        turns = chat.turns - sum(len(one.turns) for one in said)

        async def once(sending: Sending, number: int) -> Trial | Untried:
            del number  # a leak's texts are the same each time
            by = await reader(world, self.surface, sending.carrier) if sending.carrier else self.by
            return await delivered(world, self.surface, by, sending, {})

        begun_with = Tries(is_steady(said), said, 0, untried)
        return await tried(ready, once, turns, begun_with, _still_sought(chat))


def _still_sought(chat: ChatSurface) -> Open:
    """Whether something that an attack seeks has not come back yet."""
    hunters = {
        what: Hunter([Canary(value, kind_of(value), what) for name, value in chat.planted if name == what])
        for what in {name for name, _ in chat.planted}
    }
    found: dict[tuple[str, int], bool] = {}

    def came(what: str, trials: Sequence[Trial]) -> bool:
        for at, one in enumerate(trials):
            if (what, at) not in found:
                found[what, at] = bool(hunters[what].find(one.heard).sightings)
        return any(found[what, at] for at in range(len(trials)))

    def still(sending: Sending, trials: Sequence[Trial]) -> bool:
        return any(what in hunters and not came(what, trials) for what in sending.variant.attack.seeks)

    return still


async def tried(plan: Sequence[Sending], once: Once, turns: int, begun_with: Tries, still: Open | None = None) -> Tries:
    """Says the attacks one after the other, the core ones first, as far as the turns and the time go.

    A bot that always answers the same hears each once. Another one hears each five times; and while nothing has come of
    it, twenty and fifty times. What has hit has hit: it is not tried away.

    Args:
        plan: what is said.
        once: says one.
        turns: how many turns may be said.
        begun_with: whether the bot is steady, and what was said, or could not be said, already.
        still: whether saying one again could still show something; None where it always could.
    """
    course = _Course(once, turns, time.monotonic() + seconds_of(turns), [*begun_with.trials], [*begun_with.untried])
    often = 1 if begun_with.steady else ROUNDS
    await course.bring([one for one in plan if one.variant.attack.core and not one.variant.transform], often)
    left = await course.bring(plan, often)
    for more in () if begun_with.steady or left else STAGES[1:]:
        again = [one for one in plan if still is None or still(one, course.trials)]
        if not again or await course.bring(again, more):
            break
    return Tries(begun_with.steady, tuple(course.trials), left, tuple(course.untried))


@dataclass
class _Course:
    """What was said so far, and what may still be."""

    once: Once
    turns: int
    ends: float
    trials: list[Trial]
    untried: list[Untried]

    async def bring(self, several: Sequence[Sending], often: int) -> int:
        """Has each been said so often, round by round; the number of trials that turns and time did not allow."""
        left, said = 0, Counter(one.attack for one in self.trials)
        gone = {one.attack for one in self.untried}
        for number in range(1, often + 1):
            for one in several:
                if said[one.id] >= number or one.id in gone:
                    continue
                if one.variant.turns > self.turns or time.monotonic() > self.ends:
                    left += 1
                    continue
                made = await self.once(one, number)
                if isinstance(made, Untried):
                    gone.add(made.attack)
                    self.untried.append(made)
                    continue
                self.turns -= one.variant.turns
                said[one.id] += 1
                self.trials.append(made)
        return left


def within_turns(world: "World") -> "World":
    """The world for who is held by `turns`: the conversations and carriers of so many attacks are not counted besides."""
    return world.lend("attacks on the model", Touch.WRITE, bounded=True)


def is_steady(trials: tuple[Trial, ...]) -> bool:
    """Whether the same attack brought the same words each time."""
    return len({tuple(turn.answer for turn in one.turns) for one in trials}) == 1


def chat_of(world: "World", surface: str) -> ChatSurface:
    """The chat of that name.

    Raises:
        CannotLook: there is none.
    """
    chat = world.declaration.surface(surface)
    if not isinstance(chat, ChatSurface):
        raise CannotLook(f"launch.toml declares no chat surface {surface}")
    return chat


def seconds_of(turns: int) -> float:
    """How long so many turns may take."""
    return SECONDS + TURN_SECONDS * max(0, turns - USUAL_TURNS)
