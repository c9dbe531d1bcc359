"""One thing said to the model, what came back, and the tools that it called."""

import json
from dataclasses import dataclass, replace

from launchready.declare.model import Call
from launchready.observe.http import Answer
from launchready.observe.limits.tokens import CHARACTERS, FEWEST, tokens_in
from launchready.observe.pick import pick
from launchready.observe.talk.streams import values


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool that the model called, as the product tells it."""

    name: str
    arguments: str
    state: str


@dataclass(frozen=True, slots=True)
class Cost:
    """What one turn took."""

    tokens: int
    """At the least, where the answer does not count them."""
    counted: bool
    """Whether the answer counts them itself."""
    seconds: float
    """Until the whole answer was there, or was given up."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing said and what came back."""

    by: str
    said: str
    status: int
    """0 where nothing came back."""
    answer: str
    tools: tuple[ToolCall, ...]
    curl: str
    cost: Cost | None = None
    """None where nothing was measured."""
    beside: str = ""
    """What came beside the model's words: sources, names of files, addresses, and the files that the answer links to."""

    @property
    def heard(self) -> str:
        """All that came back: what was said, what was handed to tools, and what came beside it."""
        tools = (f"{tool.name} {tool.arguments}" for tool in self.tools)
        return "\n".join((self.answer, *tools, *filter(None, (self.beside,))))

    @property
    def answered(self) -> bool:
        """Whether the model said something."""
        return 200 <= self.status < 300 and bool(self.answer.strip() or self.tools)  # noqa: PLR2004 - HTTP's success


def cost_of(turn: Turn, answer: Answer, silence: float = 0.0) -> Cost:
    """What a turn took: tokens as the answer counts them, else what was said and answered, at the least.

    Args:
        turn: what was said and answered.
        answer: the whole of it.
        silence: seconds that were only waited to see whether more came.
    """
    counted = tokens_in(turn.said, answer)
    tokens = counted.count if counted.measured else int(FEWEST * len(turn.said + turn.heard) / CHARACTERS)
    return Cost(tokens, counted.measured, max(0.0, round(answer.milliseconds / 1000 - silence, 1)))


def tools_of(answer: Answer, call: Call) -> tuple[ToolCall, ...]:
    """The tools that were called, as the product names them or as OpenAI's API does."""
    path = call.picks("tools")
    found: list[ToolCall] = []
    at: dict[str, int] = {}
    for several in values(answer, path) if path else ():
        for one in several if isinstance(several, list) else ():
            inner = pick(one, "$.function") or one
            name, arguments = pick(inner, "$.name"), pick(inner, "$.arguments")
            if isinstance(one, dict):
                told = arguments if isinstance(arguments, str) and inner is not one else json.dumps(arguments)
                if name is None and inner is not one and found:  # a stream's next piece of the same call
                    before = at.get(str(one.get("index")), len(found) - 1)
                    found[before] = replace(found[before], arguments=found[before].arguments + told)
                    continue
                at[str(one.get("index"))] = len(found)
                found.append(ToolCall(str(name), told, str(one.get("state", ""))))
    return tuple(found)
