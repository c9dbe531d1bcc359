"""One thing said to the model, what came back, and the tools that it called."""

import json
from dataclasses import dataclass

from launchready.declare.model import Call
from launchready.observe.http import Answer
from launchready.observe.pick import pick
from launchready.observe.talk.streams import values


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool that the model called, as the product tells it."""

    name: str
    arguments: str
    state: str


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

    @property
    def heard(self) -> str:
        """All that came back: what was said, and what was handed to tools."""
        return "\n".join((self.answer, *(f"{tool.name} {tool.arguments}" for tool in self.tools)))

    @property
    def answered(self) -> bool:
        """Whether the model said something."""
        return 200 <= self.status < 300 and bool(self.answer.strip() or self.tools)  # noqa: PLR2004 - HTTP's success


def tools_of(answer: Answer, call: Call) -> tuple[ToolCall, ...]:
    """The tools that were called, as the product names them or as OpenAI's API does."""
    path = call.picks("tools")
    found: list[ToolCall] = []
    for several in values(answer, path) if path else ():
        for one in several if isinstance(several, list) else ():
            inner = pick(one, "$.function") or one
            name, arguments = pick(inner, "$.name"), pick(inner, "$.arguments")
            if isinstance(one, dict):
                told = arguments if isinstance(arguments, str) and inner is not one else json.dumps(arguments)
                found.append(ToolCall(str(name), told, str(one.get("state", ""))))
    return tuple(found)
