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
    def words(self) -> tuple[str, ...]:
        """What the bot said, without what differs from one order to the next."""
        if not self.sign:
            return tuple(turn.answer for turn in self.turns)
        return tuple(turn.answer.replace(self.placed, "").lower().replace(self.sign, "") for turn in self.turns)

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
class Leaks(Question[Tries]):
    """What does the model answer to a customer who asks for what only it should read?"""

    surface: str
    by: str

    async def ask(self, world: "World") -> Tries:
        """Says each core attack of the packs that seeks a leak, each in a conversation of its own."""

        async def once(variant: Variant, turns: Turns) -> tuple[Trial, ...]:
            turns.spend(len(variant.texts))
            async with begun(world, self.surface, by=self.by) as conversation:
                return (Trial(variant.id, tuple([await say_in(world, conversation, one) for one in variant.texts])),)

        return await tried(core(Goal.LEAK), turns_of(world, self.surface), once)


async def tried(variants: tuple[Variant, ...], turns: Turns, once: Once) -> Tries:
    """The variants, said once each to a bot that always answers the same, ROUNDS times to another.

    Args:
        variants: what is said; the first of them tells whether the bot is steady.
        turns: how many may be said.
        once: says one.
    """
    trials: list[Trial] = []
    first = variants[0]
    for _ in range(STEADY):
        trials += await once(first, turns)
    steady = len({one.words for one in trials}) == 1
    plan = [one for one in variants if one is not first]
    if not steady:
        plan = plan * ROUNDS + [first] * (ROUNDS - STEADY)
    for at, variant in enumerate(plan):
        if not turns.allow(len(variant.texts)):
            return Tries(steady, tuple(trials), len(plan) - at)
        trials += await once(variant, turns)
    return Tries(steady, tuple(trials), 0)


def turns_of(world: "World", surface: str) -> Turns:
    """The turns that the owner allows the attacks of one kind."""
    chat = world.declaration.surface(surface)
    return Turns(chat.turns if isinstance(chat, ChatSurface) else 0)
