"""Tokens as the answers of different models count them, in JSON and in streams."""

import json

import pytest

from launchready.declare.model import Json
from launchready.observe.http import Answer, Request
from launchready.observe.limits.tokens import Tokens, tokens_in

REQUEST = Request("https://shop.example/chat", "POST")


def answer(body: str) -> Answer:
    return Answer(REQUEST, 200, (), body, 5.0)


@pytest.mark.parametrize(
    "usage",
    [
        {"usage": {"prompt_tokens": 90, "completion_tokens": 10, "total_tokens": 100}},
        {"message": "hi", "meta": {"usage": {"input_tokens": 90, "output_tokens": 10}}},
        {"usageMetadata": {"promptTokenCount": 90, "candidatesTokenCount": 10, "totalTokenCount": 100}},
        {"data": [{"usage": {"inputTokens": 90, "outputTokens": 10}}]},
        {"response": "hi", "prompt_eval_count": 90, "eval_count": 10},
    ],
)
def test_the_answers_own_count_is_taken(usage: Json) -> None:
    assert Tokens(100, measured=True) == tokens_in("x" * 4000, answer(json.dumps(usage)))


def test_the_last_event_of_a_stream_counts() -> None:
    events = ('{"text": "h"}', '{"usage": {"total_tokens": 12}}', '{"usage": {"total_tokens": 100}}')
    stream = "".join(f"data: {one}\n\n" for one in events) + "data: [DONE]\n\n"

    assert Tokens(100, measured=True) == tokens_in("hello", answer(stream))


@pytest.mark.parametrize("body", ["plain words", '{"tokens": "many"}', '{"total_tokens": true}', '{"total_tokens": 0}'])
def test_what_nobody_counts_is_an_estimate(body: str) -> None:
    found = tokens_in("x" * 4000, answer(body))

    assert not found.measured
    assert found.count == round((4000 + len(body)) / 4)
    assert found.sure < found.count * 0.61
