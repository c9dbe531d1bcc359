"""What a model says is read out of every form in which answers come."""

import json

import pytest

from launchready.declare.model import Call
from launchready.observe.http import Answer, Request
from launchready.observe.talk.streams import said, values
from launchready.observe.talk.turns import tools_of

EVENTS, LINES = "text/event-stream", "application/x-ndjson"


def answer(body: str, kind: str = "application/json") -> Answer:
    return Answer(Request("http://127.0.0.1/"), 200, (("Content-Type", f"{kind}; charset=utf-8"),), body, 1.0)


def stream(*pieces: object) -> str:
    return "".join(f"data: {one if isinstance(one, str) else json.dumps(one)}\n\n" for one in pieces)


def openai(text: str) -> dict[str, object]:
    return {"choices": [{"index": 0, "delta": {"content": text}}]}


@pytest.mark.parametrize(
    ("body", "kind", "path", "text"),
    [
        ('{"answer": "Hello"}', "application/json", "$.answer", "Hello"),
        ('{"answer": {"parts": ["Hello"]}}', "application/json", "$.answer", '{"parts": ["Hello"]}'),
        ('{"answer": "Hello"}', "application/json", "$.text", ""),
        ('{"answer": "Hello"}', "application/json", None, '{"answer": "Hello"}'),
        ("Hello", "text/plain", None, "Hello"),
        # OpenAI's stream: the first piece has no text, the last says that it is done
        (
            stream({"choices": [{"delta": {"role": "assistant"}}]}, openai("Hel"), openai("lo"), "[DONE]"),
            EVENTS,
            None,
            "Hello",
        ),
        (stream(openai("Hel"), openai("lo"), "[DONE]", openai("!")), EVENTS, "$.choices[0].delta.content", "Hello"),
        # Anthropic's
        (
            (
                'event: message_start\ndata: {"type": "message_start"}\n\nevent: content_block_delta\n'
                'data: {"type": "content_block_delta", "delta": {"type": "text_delta", "text": "Hello"}}\n\n'
            ),
            EVENTS,
            None,
            "Hello",
        ),
        # Ollama's
        ('{"message": {"content": "Hel"}}\n{"message": {"content": "lo"}, "done": true}\n', LINES, None, "Hello"),
        # Lines of JSON under a type that says nothing of them, or a wrong one
        (
            '{"message": {"content": "Hel"}}\n{"message": {"content": "lo"}}\n',
            "application/json",
            "$.message.content",
            "Hello",
        ),
        ('{"token": "Hel"}\n{"token": "lo"}', "text/plain", None, "Hello"),
        ('{"a": 1}\n{"a": 2}', "text/plain", None, '{"a": 1}\n{"a": 2}'),
        ('{"answer": "Hello"}\n', "text/plain", "$.answer", "Hello"),
        ("Use these lines:\n{}\n{}", "text/plain", None, "Use these lines:\n{}\n{}"),
        # The AI SDK's numbered lines, and Gemini's list of pieces
        ('f:{"id": 1}\n0:"Hel"\n0:"lo"\ne:{"finishReason": "stop"}\n', "text/plain", None, "Hello"),
        ('[{"c": {"t": "Hel"}},\n{"c": {"t": "lo"}}]', "application/json", "$.c.t", "Hello"),
        ('[{"c": {"t": "Hello"}}]', "application/json", "$[0].c.t", "Hello"),
        # A path of our own, and one that is that of an answer which comes at once
        (stream({"d": {"t": "Hel"}}, {"d": {"t": "lo"}}), EVENTS, "$.d.t", "Hello"),
        (stream({"token": "Hel"}, {"token": "lo"}), EVENTS, "$.message.body", "Hello"),
        # Bare text, several lines of data, comments, carriage returns
        ("data: Hel\n\ndata: lo\n\n", EVENTS, None, "Hello"),
        (": ping\r\ndata: one\r\ndata: two\r\n\r\n", EVENTS, None, "one\ntwo"),
        ("data:Hello", EVENTS, None, "Hello"),
        # Pieces that grow, and a last one that repeats all
        (stream({"text": "He"}, {"text": "Hello"}, {"text": "Hello there"}), EVENTS, None, "Hello there"),
        (stream({"text": "He"}, {"text": "llo"}, {"text": "Hello"}), EVENTS, None, "Hello"),
        (stream({"text": "l"}, {"text": "l"}, {"text": "ama"}), EVENTS, None, "llama"),
        ('\x1e{"text": "Hel"}\n\x1e{"text": "lo"}\n', "application/json-seq", None, "Hello"),
        (stream('"Hel"', '"lo"'), EVENTS, None, "Hello"),
        (stream({"usage": 3}), EVENTS, None, ""),
    ],
)
def test_what_was_said(body: str, kind: str, path: str | None, text: str) -> None:
    assert said(answer(body, kind), path) == text


def test_tools_are_read_from_each_piece() -> None:
    body = stream({"text": "a"}, {"tools": [{"name": "mail"}]})

    assert values(answer(body, EVENTS), "$.tools") == ([{"name": "mail"}],)
    assert values(answer('{"tools": []}'), "$.tools") == ([],)


def test_a_call_of_a_tool_that_comes_in_pieces_is_one() -> None:
    def calls(*several: dict[str, object]) -> dict[str, object]:
        return {"choices": [{"index": 0, "delta": {"tool_calls": list(several)}}]}

    body = stream(
        calls({"index": 0, "id": "c1", "function": {"name": "mail", "arguments": ""}}),
        calls({"index": 1, "id": "c2", "function": {"name": "fetch", "arguments": '{"url": '}}),
        calls({"index": 0, "function": {"arguments": '{"to": "a@sh'}}),
        calls({"index": 1, "function": {"arguments": '"/x"}'}}, {"index": 0, "function": {"arguments": 'op.test"}'}}),
        "[DONE]",
    )
    call = Call("POST", "/chat", pick=(("tools", "$.choices[0].delta.tool_calls"),))

    found = tools_of(answer(body, EVENTS), call)

    assert [(one.name, one.arguments) for one in found] == [
        ("mail", '{"to": "a@shop.test"}'),
        ("fetch", '{"url": "/x"}'),
    ]
