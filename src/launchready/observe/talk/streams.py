"""Reads what a model said out of an answer: JSON, server-sent events, lines of JSON, or plain text."""

import json
import re
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
OFTEN_WRONG = frozenset({"", "text/plain", "application/json", "application/octet-stream", "application/stream+json"})
"""Types of streams that say nothing of it."""
NUMBERED = re.compile(r'[0-9a-k]:[\[{"\dtfn]')
"""A line of the AI SDK's data stream; those of the text begin with 0."""
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
    several = pieces(answer, path)
    if several is not None:
        whole = _joined([_piece(one, path) for one in several])
        return whole if whole or _is_named(answer) else answer.body
    if path is None:
        return answer.body
    return _as_text(pick(answer.json(), path))


def values(answer: Answer, path: str) -> tuple[Json, ...]:
    """What stands at a path in the answer, or in each piece of it that has it."""
    several = pieces(answer, path)
    every = [answer.json()] if several is None else [json_of(one) for one in several]
    return tuple(found for one in every if (found := pick(one, path)) is not None)


def pieces(answer: Answer, path: str | None) -> list[str] | None:
    """What an answer that comes piece by piece is made of; None for one that comes at once.

    By its type, or, as many products name none or a wrong one, by what stands in it: a JSON value a line, lines that are
    numbered as the AI SDK's are, or a list of which each item has the path.
    """
    kind, body = _type(answer.headers), answer.body
    if kind == EVENTS or (kind == "text/plain" and body.startswith("data:")):
        return list(events(body))
    lines = [line for line in (one.strip(RECORD + " \r") for one in body.splitlines()) if line]
    if kind in LINES:
        return lines
    if kind not in OFTEN_WRONG:
        return None
    if lines and all(NUMBERED.match(line) for line in lines):
        return [line[2:] for line in lines if line.startswith("0:")]
    if len(lines) > 1 and all(line.startswith("{") and isinstance(json_of(line), dict) for line in lines):
        return lines
    whole = answer.json() if path is not None and body.startswith("[") else None
    if isinstance(whole, list) and path is not None and pick(whole, path) is None:
        return [json.dumps(one) for one in whole]
    return None


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


def _is_named(answer: Answer) -> bool:
    return is_stream(answer.headers) or NUMBERED.match(answer.body) is not None


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
