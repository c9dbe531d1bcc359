"""What every model does: it reads a prompt, and answers with a text or with the wish to call a tool."""

from dataclasses import dataclass
from typing import Protocol

from bazaar.app.chat.prompt import Prompt


@dataclass(frozen=True, slots=True)
class Call:
    """A tool that the model wants called."""

    name: str
    arguments: dict[str, str]


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model says, and the tool it wants first."""

    text: str
    call: Call | None = None


class Model(Protocol):
    """Any model."""

    async def reply(self, prompt: Prompt) -> Reply:
        """The answer to a prompt."""
        ...
