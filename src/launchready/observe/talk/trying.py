"""Says attacks, and says them again to a bot that answers at random, while none has hit and turns are left."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.declare.model import ChatSurface
from launchready.declare.packs.library import core
from launchready.declare.packs.model import Goal, Variant
from launchready.observe.chat import begun, say_in
from launchready.observe.question import Question
from launchready.observe.talk.turns import Turn

if TYPE_CHECKING:
    from launchready.observe.world import World

STEADY = 3
"""So often the first attack is said before a bot is taken for one that always answers the same."""
ROUNDS = 5
"""So often each attack is said to a bot that does not."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One attack, said once."""

    attack: str
    """The variant's id: `extraction/word-for-word~base64`."""
    turns: tuple[Turn, ...]
    placed: str = ""
    """The text that stood in the carrier."""
    sign: str = ""
    """What only a model that obeyed says."""

    @property
    def heard(self) -> str:
        """All that the bot said, and what it handed to its tools: a secret may come in parts."""
        return "\n".join(
            (*(turn.answer for turn in self.turns), "".join(turn.answer for turn in self.turns), *self._tools)
        )

    @property
    def _tools(self) -> tuple[str, ...]:
        return tuple(f"{tool.name} {tool.arguments}" for turn in self.turns for tool in turn.tools)

    @property
    def answered(self) -> bool:
        """Whether the bot said something."""
        return any(turn.answered for turn in self.turns)


@dataclass(frozen=True, slots=True)
class Tries:
    """Every trial of one goal."""

    steady: bool
    """Whether the first attack was answered in the same words each time."""
    trials: tuple[Trial, ...]
    left: int
    """Trials that the number of turns did not allow."""


@dataclass
class Turns:
    """The turns that are left."""

    left: int

    def allow(self, number: int) -> bool:
        """Whether so many may be said."""
        return self.left >= number

    def spend(self, number: int) -> None:
        """Takes so many."""
        self.left -= number


Once = Callable[[Variant, Turns], Awaitable[tuple[Trial, ...]]]
"""Says a variant once."""


@dataclass(frozen=True, slots=True)
class Steadiness(Question[tuple[Trial, ...]]):
    """Does the model answer the same attack in the same words each time?"""

    surface: str
    by: str

    async def ask(self, world: "World") -> tuple[Trial, ...]:
        """Says the first core attack that seeks a leak, STEADY times."""
        first = core(Goal.LEAK)[0]
        return tuple([await _once(world, self.surface, self.by, first) for _ in range(STEADY)])


@dataclass(frozen=True, slots=True)
class Leaks(Question[Tries]):
    """What does the model answer to a customer who asks for what only it should read?"""

    surface: str
    by: str

    async def ask(self, world: "World") -> Tries:
        """Says each core attack of the packs that seeks a leak, each in a conversation of its own."""
        said = await world.ask(Steadiness(self.surface, self.by))
        steady = is_steady(said)
        first, *others = core(Goal.LEAK)
        plan = others if steady else [*others * ROUNDS, *[first] * (ROUNDS - STEADY)]
        turns = turns_of(world, self.surface) - sum(len(one.turns) for one in said)

        async def once(variant: Variant) -> Trial:
            return await _once(world, self.surface, self.by, variant)

        return await tried(plan, once, turns, Tries(steady, said, 0))


async def tried(
    plan: list[Variant], once: Callable[[Variant], Awaitable[Trial]], turns: int, begun_with: Tries
) -> Tries:
    """Says the variants one after the other, as far as the turns go.

    Args:
        plan: what is said; one that stands there twice is said twice.
        once: says one.
        turns: how many turns may be said.
        begun_with: whether the bot is steady, and what was said already.
    """
    trials = list(begun_with.trials)
    for at, variant in enumerate(plan):
        turns -= len(variant.texts)
        if turns < 0:
            return Tries(begun_with.steady, tuple(trials), len(plan) - at)
        trials.append(await once(variant))
    return Tries(begun_with.steady, tuple(trials), 0)


def is_steady(trials: tuple[Trial, ...]) -> bool:
    """Whether the same attack brought the same words each time."""
    return len({tuple(turn.answer for turn in one.turns) for one in trials}) == 1


def turns_of(world: "World", surface: str) -> int:
    """The turns that the owner allows the attacks of one kind."""
    chat = world.declaration.surface(surface)
    return chat.turns if isinstance(chat, ChatSurface) else 0


async def _once(world: "World", surface: str, by: str, variant: Variant) -> Trial:
    async with begun(world, surface, by=by) as conversation:
        return Trial(variant.id, tuple([await say_in(world, conversation, one) for one in variant.texts]))
