"""The guard between a model and its tools, as each client writes calls and answers: OpenAI, Anthropic, MCP, plain functions.

Nothing of the clients is imported: their objects are read by their fields, and mappings of the same fields do as well.
"""

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from launchready_guard.model.taint import Taint
from launchready_guard.model.tools import Outcome, Ran, Refused, Session, ToolGuard

PENDING = "A person has been asked to approve this. It is not done yet: tell the customer so, and do not try again."


class NotDoneError(Exception):
    """A plain function was refused or waits; `outcome` says which."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(said(outcome))
        self.outcome = outcome


def said(outcome: Outcome) -> str:
    """What the model is told of an outcome."""
    match outcome:
        case Ran(result):
            return result if isinstance(result, str) else json.dumps(result, ensure_ascii=False, default=str)
        case Refused(why):
            return f"Not done: {why}."
        case _:
            return PENDING


class OpenAiTools:
    """For Chat Completions and the Responses API of OpenAI, and for whoever speaks as they do."""

    def __init__(self, guard: ToolGuard) -> None:
        """Takes the guard."""
        self._guard = guard

    def specs(self) -> list[dict[str, Any]]:
        """What goes to Chat Completions as `tools`."""
        return [
            {
                "type": "function",
                "function": {"name": one.name, "description": one.description, "parameters": one.shown()},
            }
            for one in self._guard.tools
        ]

    async def answers(self, message: object, *, session: Session, taint: Taint) -> list[dict[str, Any]]:
        """One `tool` message for each call of an assistant's message, in their order; none where it calls nothing."""
        found: list[dict[str, Any]] = []
        for call in _field(message, "tool_calls") or ():
            function = _field(call, "function")
            name, arguments = str(_field(function, "name")), _field(function, "arguments") or "{}"
            outcome = await self._guard.call(name, arguments, session=session, taint=taint)
            found.append({"role": "tool", "tool_call_id": _field(call, "id"), "content": said(outcome)})
        return found

    async def outputs(self, output: Iterable[object], *, session: Session, taint: Taint) -> list[dict[str, Any]]:
        """One `function_call_output` for each `function_call` of a response's output."""
        found: list[dict[str, Any]] = []
        for item in output:
            if _field(item, "type") != "function_call":
                continue
            name, arguments = str(_field(item, "name")), _field(item, "arguments") or "{}"
            outcome = await self._guard.call(name, arguments, session=session, taint=taint)
            found.append({"type": "function_call_output", "call_id": _field(item, "call_id"), "output": said(outcome)})
        return found


class AnthropicTools:
    """For Anthropic's Messages."""

    def __init__(self, guard: ToolGuard) -> None:
        """Takes the guard."""
        self._guard = guard

    def specs(self) -> list[dict[str, Any]]:
        """What goes to Messages as `tools`."""
        return [
            {"name": one.name, "description": one.description, "input_schema": one.shown()} for one in self._guard.tools
        ]

    async def answers(self, content: Iterable[object], *, session: Session, taint: Taint) -> list[dict[str, Any]]:
        """One `tool_result` for each `tool_use` of an assistant's content: the content of the user's next message."""
        found: list[dict[str, Any]] = []
        for block in content:
            if _field(block, "type") != "tool_use":
                continue
            arguments = _field(block, "input") or {}
            outcome = await self._guard.call(str(_field(block, "name")), arguments, session=session, taint=taint)
            wrong = isinstance(outcome, Refused)
            found.append(
                {"type": "tool_result", "tool_use_id": _field(block, "id"), "content": said(outcome), "is_error": wrong}
            )
        return found


class McpTools:
    """For a server of the Model Context Protocol (2025-11-25, "Tools"): its list and its calls."""

    def __init__(self, guard: ToolGuard) -> None:
        """Takes the guard."""
        self._guard = guard

    def specs(self) -> list[dict[str, Any]]:
        """The `tools` of `tools/list`."""
        return [
            {"name": one.name, "description": one.description, "inputSchema": one.shown()} for one in self._guard.tools
        ]

    async def call(
        self, name: str, arguments: Mapping[str, Any] | None, *, session: Session, taint: Taint
    ) -> dict[str, Any]:
        """The result of `tools/call`."""
        outcome = await self._guard.call(name, arguments or {}, session=session, taint=taint)
        return {"content": [{"type": "text", "text": said(outcome)}], "isError": isinstance(outcome, Refused)}


def function(guard: ToolGuard, name: str, *, session: Session, taint: Taint) -> Callable[..., Awaitable[object]]:
    """A tool as a plain function, for a framework that calls functions by itself.

    It raises `NotDoneError` where the call is refused or waits for a person.
    """

    async def called(**arguments: object) -> object:
        outcome = await guard.call(name, arguments, session=session, taint=taint)
        if isinstance(outcome, Ran):
            return outcome.result
        raise NotDoneError(outcome)

    called.__name__ = called.__qualname__ = name
    return called


def _field(of: object, name: str) -> Any:
    return of.get(name) if isinstance(of, Mapping) else getattr(of, name, None)
