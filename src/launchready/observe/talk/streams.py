"""Reads what a model said out of an answer: JSON, server-sent events, lines of JSON, or plain text."""

import json
from collections.abc import Iterator

from launchready.declare.model import Json
from launchready.observe.http import Answer
from launchready.observe.pick import json_of, pick

EVENTS = "text/event-stream"
LINES = (
    "application/x-ndjson",
    "application/ndjson",
    "application/jsonl",
    "application/x-jsonlines",
    "application/json-seq",
)
DONE = "[DONE]"
"""With which OpenAI's streams end."""
USUAL = (
    "$.choices[0].delta.content",
    "$.choices[0].message.content",
    "$.choices[0].text",
    "$.delta.text",
    "$.delta.content",
    "$.message.content",
    *(
        f"$.{name}"
        for name in ("delta", "token", "text", "content", "answer", "response", "output", "chunk", "message")
    ),
)
"""Where pieces of an answer usually stand, for a stream whose `answer` is not declared."""
RECORD = "\x1e"
"""RFC 7464: what begins each text of a JSON sequence."""


def is_stream(headers: tuple[tuple[str, str], ...]) -> bool:
    """Whether an answer comes piece by piece, by its type."""
    return _type(headers) in {EVENTS, *LINES}


def said(answer: Answer, path: str | None) -> str:
    """What the model said.

    Args:
        answer: what came back.
        path: where the text stands, in the answer or in each piece of it; None where that is not declared.
    """
    kind = _type(answer.headers)
    if kind == EVENTS or (kind == "text/plain" and answer.body.startswith("data:")):
        return _joined([_piece(one, path) for one in events(answer.body)])
    if kind in LINES:
        lines = [line.strip(RECORD + " \r") for line in answer.body.splitlines()]
        return _joined([_piece(line, path) for line in lines if line])
    if path is None:
        return answer.body
    return _as_text(pick(answer.json(), path))


def values(answer: Answer, path: str) -> tuple[Json, ...]:
    """What stands at a path in the answer, or in each piece of it that has it."""
    kind = _type(answer.headers)
    if kind == EVENTS:
        pieces = [json_of(one) for one in events(answer.body)]
    elif kind in LINES:
        pieces = [json_of(line.strip(RECORD + " \r")) for line in answer.body.splitlines()]
    else:
        pieces = [answer.json()]
    return tuple(found for one in pieces if (found := pick(one, path)) is not None)


def events(body: str) -> Iterator[str]:
    """The data of each server-sent event (WHATWG HTML, 9.2.6), up to the one that says it is done."""
    data: list[str] = []
    for line in [*body.replace("\r\n", "\n").replace("\r", "\n").split("\n"), ""]:
        if line.startswith("data:"):
            data.append(line[5:].removeprefix(" "))
        elif not line and data:
            text = "\n".join(data)
            if text.strip() == DONE:
                return
            yield text
            data = []


def _piece(text: str, path: str | None) -> str:
    value = json_of(text)
    if value is None:
        return text  # no JSON: the text itself is what was said
    if isinstance(value, str):
        return value
    if path is not None and (found := pick(value, path)) is not None:
        return _as_text(found)
    # Its place is not declared, or is that of an answer which comes at once.
    return next((found for usual in USUAL if isinstance(found := pick(value, usual), str)), "")


def _joined(pieces: list[str]) -> str:
    """The pieces as one text; a piece that repeats all before it takes their place, as do pieces that grow."""
    whole = ""
    for piece in pieces:
        whole = piece if len(whole) > 1 and piece.startswith(whole) else whole + piece
    return whole


def _as_text(value: Json) -> str:
    return value if isinstance(value, str) else "" if value is None else json.dumps(value)


def _type(headers: tuple[tuple[str, str], ...]) -> str:
    found = next((value for name, value in headers if name.lower() == "content-type"), "")
    return found.partition(";")[0].strip().lower()
