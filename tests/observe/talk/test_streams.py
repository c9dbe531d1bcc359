"""What a model says is read out of every form in which answers come."""

import json

import pytest

from launchready.observe.http import Answer, Request
from launchready.observe.talk.streams import said, values

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
