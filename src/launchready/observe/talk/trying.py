"""Says attacks, and says them again to a bot that answers at random, while none has hit and turns are left."""

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


@dataclass(frozen=True, slots=True)
class Leaks(Question[Tries]):
    """What does the model answer to a customer who asks for what only it should read?"""

    surface: str
    by: str

    async def ask(self, world: "World") -> Tries:
        """Says each core attack of the packs that seeks a leak, each in a conversation of its own."""
        return await tried(world, self.surface, self.by, core(Goal.LEAK))


async def tried(world: "World", surface: str, by: str, variants: tuple[Variant, ...]) -> Tries:
    """The variants, said once each to a bot that always answers the same, ROUNDS times to another.

    Args:
        world: where they are said.
        surface: the chat.
        by: the customer who says them.
        variants: what is said; the first of them tells whether the bot is steady.
    """
    chat = world.declaration.surface(surface)
    turns = _Turns(chat.turns if isinstance(chat, ChatSurface) else 0)
    trials: list[Trial] = []
    first = variants[0]
    for _ in range(STEADY):
        trials += await _said(world, surface, by, first, turns)
    steady = len({tuple(turn.answer for turn in one.turns) for one in trials}) == 1
    plan = [one for one in variants if one is not first]
    if not steady:
        plan = plan * ROUNDS + [first] * (ROUNDS - STEADY)
    for at, variant in enumerate(plan):
        if not turns.allow(len(variant.attack.say)):
            return Tries(steady, tuple(trials), len(plan) - at)
        trials += await _said(world, surface, by, variant, turns)
    return Tries(steady, tuple(trials), 0)


@dataclass
class _Turns:
    """The turns that are left."""

    left: int

    def allow(self, number: int) -> bool:
        return self.left >= number

    def spend(self, number: int) -> None:
        self.left -= number


async def _said(world: "World", surface: str, by: str, variant: Variant, turns: "_Turns") -> tuple[Trial, ...]:
    turns.spend(len(variant.attack.say))
    async with begun(world, surface, by=by) as conversation:
        return (Trial(variant.id, tuple([await say_in(world, conversation, text) for text in variant.texts])),)
