"""What init asks of a chat, in six answers, and the table that they make."""

import json
import re
from collections.abc import Iterator, Mapping

from launchready.first import guess
from launchready.first.guess import Chat
from launchready.first.network import Outside
from launchready.first.questions import Question
from launchready.first.sheet import Row, Table

NONE = "none"
USUAL = "usual"
_ID = r"\$[\w.\[\]'\"-]+"
_PATH = r"(/[\w.~%:-]*|/\{\w+\})+"
_OPENAI = re.compile(r"openai (?P<model>\S{1,100})")
_ANSWER = re.compile(rf"(?P<at>{_ID}|{USUAL})(?: until (?P<until>{_ID}))?")
_OPENS = re.compile(rf"(?P<method>POST|PUT) (?P<path>{_PATH}) (?P<id>{_ID})")
_UPLOAD = re.compile(rf"(?P<method>POST|PUT) (?P<path>{_PATH}) (?P<field>[\w.\[\]-]+) (?P<id>{_ID})")


def operation(guessed: str) -> Question:
    """The first: how the model is spoken to."""
    return Question(
        "chat",
        "Which operation says something to your model? Method and path (WS for a WebSocket), or none",
        "the audit talks to the model as a customer does",
        guessed or NONE,
        rf"none|(POST|PUT|PATCH|WS) {_PATH}",
        "a method and a path such as POST /conversations/{id}/messages or WS /chat, or none",
    )


def others(chosen: str, chat: Chat) -> tuple[Question, ...]:
    """The other five, where there is a chat; each with what the API's document says as its default."""
    like_openai = chosen.endswith(guess.COMPLETIONS)
    body = json.dumps({chat.field: "{text}"})
    opens = f"POST {chat.open_path} {chat.open_id}" if chat.open_path else NONE
    return (
        Question(
            "chat_body",
            "Which JSON goes along, with {text} where the customer's words stand? Or, where it speaks as OpenAI's API does: "
            "openai and the model's name",
            "{messages} stands for the whole conversation, {file} for the id of an uploaded file",
            "openai gpt-4o-mini" if like_openai else body,
            r"openai \S{1,100}|\{.*\}",
            'a JSON object such as {"message": "{text}"}, or openai and a model',
            valid=_is_body,
        ),
        Question(
            "chat_opens",
            "What opens a conversation first? Method, path and where its id stands in the answer, or none",
            "{id} in the path of the first answer is that id",
            opens,
            rf"{NONE}|{_OPENS.pattern}",
            "such as POST /conversations $.id, or none",
        ),
        Question(
            "chat_answer",
            "Where in the answer, or in one piece of a stream, does the text stand? A JSON path, or usual",
            "pieces are put together; a WebSocket's last message is told by: $.delta until $.done",
            chat.answer or USUAL,
            _ANSWER.pattern,
            "a JSON path such as $.answer, or usual",
        ),
        Question(
            "chat_file",
            "Which operation takes a file that the model may read? Method, path, the upload's field, where its id stands; or none",
            "orders hidden in files are tried there",
            NONE,
            rf"{NONE}|{_UPLOAD.pattern}",
            "such as POST /files file $.id, or none",
        ),
        Question(
            "chat_planted",
            "Which made-up mark stands in the model's instructions, and must never come out? Or none",
            "`launchready mint` makes one; without it a leak of the instructions stays unknown",
            NONE,
            r"[A-Za-z0-9_.:-]{6,200}|none",
            "one word of six letters or more, or none",
        ),
    )


def tables(outside: Outside, chosen: str, chat: Chat | None, said: Mapping[str, str], owner: str) -> Iterator[Table]:
    """The table of the chat."""
    if chosen == NONE or outside.api_host is None or chat is None:
        rows = (
            Row("kind", "chat"),
            Row("url", outside.url(outside.api_host or outside.canonical)),
            Row("say", {"post": "/chat", "json": {"message": "{text}"}, "answer": "$.answer"}),
            Row("owner", owner),
        )
        yield Table("[surface.chat]", rows, "no operation was named that says something to your model", on=False)
        return
    at = outside.url(outside.api_host)
    usual = {one.id: one.default for one in others(chosen, chat)}
    told = {key: said[key] for key in usual}
    rows_of_chat: list[Row] = [Row("kind", "chat")]
    if model := _OPENAI.fullmatch(told["chat_body"]):
        path = chosen.split(" ", 1)[1].removesuffix(guess.COMPLETIONS)
        spoken = "its path is that of OpenAI's API; write the model's name" if told == usual else None
        rows_of_chat += [Row("url", f"{at}{path}"), Row("openai", model["model"], spoken)]
    else:
        rows_of_chat += [Row("url", at), *_spoken(chosen, chat, told, usual)]
    rows_of_chat += _beside(told)
    yield Table("[surface.chat]", (*rows_of_chat, Row("owner", owner)), f"{chosen} says something to the model")


def _spoken(chosen: str, chat: Chat, told: Mapping[str, str], usual: Mapping[str, str]) -> Iterator[Row]:
    """`open` and `say`."""
    if opens := _OPENS.fullmatch(told["chat_opens"]):
        guessed = told["chat_opens"] == usual["chat_opens"]
        body = (dict(chat.open_fields) if guessed else {}) or {"title": "Launch Ready"}
        opened = {opens["method"].lower(): opens["path"], "json": body, "id": opens["id"]}
        why = "the collection in front of the id; correct its body" if guessed else "correct its body"
        yield Row("open", opened, why)
    method = chosen.split(" ", 1)[0].lower()
    said: dict[str, object] = {method: chat.path, "json": json.loads(told["chat_body"])}
    answer = _ANSWER.fullmatch(told["chat_answer"])
    assert answer is not None
    if answer["at"] != USUAL:
        said["answer"] = answer["at"]
    if answer["until"]:
        said["until"] = answer["until"]
    keys = ("chat_body", "chat_answer")
    if any(told[key] != usual[key] for key in keys):
        yield Row("say", said)
        return
    yield Row(
        "say",
        said,
        "fields as documented" if chat.answer else "no field of the answer was documented; all of it is read",
    )


def _beside(told: Mapping[str, str]) -> Iterator[Row]:
    """Where a file is put, and what must not come out."""
    if upload := _UPLOAD.fullmatch(told["chat_file"]):
        carrier = {upload["method"].lower(): upload["path"], "upload": upload["field"], "id": upload["id"]}
        read = "{file}" in told["chat_body"]
        why = None if read else "put {file}, the id of the upload, where the chat's body names a file"
        yield Row("carriers", {"file": carrier}, why, on=read)
    if told["chat_planted"] != NONE:
        yield Row("planted", {"system_prompt": told["chat_planted"]})


def _is_body(text: str) -> bool:
    if _OPENAI.fullmatch(text):
        return True
    try:
        return isinstance(json.loads(text), dict) and ("{text}" in text or "{messages}" in text)
    except ValueError:
        return False
