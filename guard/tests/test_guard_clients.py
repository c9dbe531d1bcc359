"""Calls as the real clients' own types hold them, and answers as their own types take them."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from anthropic.types import Message, ToolParam, ToolResultBlockParam
from mcp.types import CallToolResult
from mcp.types import Tool as McpTool
from openai.types.chat import ChatCompletionMessage, ChatCompletionToolMessageParam, ChatCompletionToolUnionParam
from openai.types.responses import ResponseFunctionToolCall
from pydantic import TypeAdapter

from launchready_guard.model.approvals import Approvals
from launchready_guard.model.clients import PENDING, AnthropicTools, McpTools, NotDoneError, OpenAiTools, function
from launchready_guard.model.taint import Taint
from launchready_guard.model.tools import Refused, Session, Tool, ToolGuard

ADA = Session("ada", facts={"tenant": "t_1"})
ORDERS = {
    "type": "object",
    "properties": {"tenant": {"type": "string"}, "last": {"type": "integer"}},
    "required": ["tenant", "last"],
}
SHOWN = {
    "type": "object",
    "properties": {"last": {"type": "integer"}},
    "required": ["last"],
    "additionalProperties": False,
}


async def orders(tenant: str, last: int) -> list[str]:
    return [f"{tenant} {number}" for number in range(last)]


async def refund() -> str:
    return "refunded"


@pytest.fixture
def guard(tmp_path: Path) -> ToolGuard:
    shop = [
        Tool("orders", orders, ORDERS, from_session={"tenant": "tenant"}, description="Lists the customer's orders."),
        Tool("refund", refund, {"type": "object"}, approved=lambda _arguments: True),
    ]
    return ToolGuard(shop, approvals=Approvals(tmp_path / "approvals.db", b"sixteen bytes of key"))


def openai_message(*calls: tuple[str, str, str]) -> ChatCompletionMessage:
    return ChatCompletionMessage.model_validate(
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {"id": number, "type": "function", "function": {"name": name, "arguments": arguments}}
                for number, name, arguments in calls
            ],
        }
    )


CALLS = (("c1", "orders", '{"last": 2}'), ("c2", "orders", '{"last": 1, "tenant": "t_2"}'), ("c3", "refund", ""))
TOLD = ['["t_1 0", "t_1 1"]', "Not done: tenant is not the model's to choose.", PENDING]


def test_openai_s_calls_pass_and_each_is_answered(guard: ToolGuard) -> None:
    tools = OpenAiTools(guard)

    found = asyncio.run(tools.answers(openai_message(*CALLS), session=ADA, taint=Taint()))

    TypeAdapter(list[ChatCompletionToolUnionParam]).validate_python(tools.specs())
    TypeAdapter(list[ChatCompletionToolMessageParam]).validate_python(found)
    assert [(one["tool_call_id"], one["content"]) for one in found] == list(zip(["c1", "c2", "c3"], TOLD, strict=True))
    assert tools.specs()[0]["function"]["parameters"] == SHOWN


def test_openai_s_mappings_and_messages_without_calls_do_as_well(guard: ToolGuard) -> None:
    tools = OpenAiTools(guard)

    def answered(message: object) -> list[dict[str, Any]]:
        return asyncio.run(tools.answers(message, session=ADA, taint=Taint()))

    assert [one["content"] for one in answered(openai_message(*CALLS).model_dump())] == TOLD
    assert answered({"role": "assistant", "content": "hello"}) == []


def test_openai_s_responses_are_answered_by_their_call(guard: ToolGuard) -> None:
    output = [
        ResponseFunctionToolCall(type="function_call", call_id=number, name=name, arguments=arguments)
        for number, name, arguments in CALLS
    ]

    found = asyncio.run(OpenAiTools(guard).outputs([{"type": "message"}, *output], session=ADA, taint=Taint()))

    assert [(one["call_id"], one["output"]) for one in found] == list(zip(["c1", "c2", "c3"], TOLD, strict=True))


def test_anthropic_s_calls_pass_and_each_is_answered(guard: ToolGuard) -> None:
    tools = AnthropicTools(guard)
    blocks = [
        {"type": "text", "text": "Let me see."},
        {"type": "tool_use", "id": "c1", "name": "orders", "input": {"last": 2}},
        {"type": "tool_use", "id": "c2", "name": "orders", "input": {"last": 1, "tenant": "t_2"}},
        {"type": "tool_use", "id": "c3", "name": "refund", "input": {}},
    ]
    usage = {"input_tokens": 1, "output_tokens": 1}
    message = Message.model_validate(
        {"id": "m", "type": "message", "role": "assistant", "model": "m", "content": blocks, "usage": usage}
    )

    found = asyncio.run(tools.answers(message.content, session=ADA, taint=Taint()))

    TypeAdapter(list[ToolParam]).validate_python(tools.specs())
    TypeAdapter(list[ToolResultBlockParam]).validate_python(found)
    assert [(one["tool_use_id"], one["content"]) for one in found] == list(zip(["c1", "c2", "c3"], TOLD, strict=True))
    assert [one["is_error"] for one in found] == [False, True, False]


def test_mcp_s_calls_pass_and_each_is_answered(guard: ToolGuard) -> None:
    tools = McpTools(guard)

    def called(name: str, arguments: dict[str, Any] | None) -> CallToolResult:
        return CallToolResult.model_validate(
            asyncio.run(tools.call(name, arguments, session=ADA, taint=Taint())), by_alias=True
        )

    TypeAdapter(list[McpTool]).validate_python(tools.specs())
    assert called("orders", {"last": 2}).content[0].text == TOLD[0]  # type: ignore[union-attr]
    assert called("orders", {"last": 1, "tenant": "t_2"}).is_error
    assert not called("refund", None).is_error


def test_a_plain_function_does_or_raises(guard: ToolGuard) -> None:
    listed = function(guard, "orders", session=ADA, taint=Taint())

    assert listed.__name__ == "orders"
    assert asyncio.run(_awaited(listed(last=1))) == ["t_1 0"]
    with pytest.raises(NotDoneError, match="not the model's to choose") as refused:
        asyncio.run(_awaited(listed(last=1, tenant="t_2")))
    assert isinstance(refused.value.outcome, Refused)
    with pytest.raises(NotDoneError, match="A person has been asked"):
        asyncio.run(_awaited(function(guard, "refund", session=ADA, taint=Taint())()))


async def _awaited(one: Any) -> object:
    return await one
