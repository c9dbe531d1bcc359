"""A question to the world that many checks may ask and that is asked once a run."""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

if TYPE_CHECKING:
    from launchready.observe.world import World

AnswerT_co = TypeVar("AnswerT_co", covariant=True)


class Question(ABC, Generic[AnswerT_co]):
    """A frozen dataclass whose fields say what is asked; two equal questions are the same question.

    The return annotation of `ask` is the answer's type: a frozen dataclass (or a tuple of them, or a union) of plain
    values that can be stored. `kept = False` is for answers that must not be stored or cannot be, a session for one.
    """

    kept: ClassVar[bool] = True

    @abstractmethod
    async def ask(self, world: "World") -> AnswerT_co:
        """Finds the answer out. May raise CannotLook; that too is remembered for the rest of the run."""
