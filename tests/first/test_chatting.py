"""Six answers describe a chat of any usual kind; what they make is read as launch.toml."""

from pathlib import Path

import pytest

from launchready.declare.model import ChatSurface
from launchready.declare.read import read_text
from launchready.first.questions import NoAnswerError
from tests.first.conftest import Product
from tests.first.test_initialize import answers, first


def chat_of(product: Product, **said: str) -> ChatSurface:
    people = {"buyers": "a@lamps.test, b@lamps.test", "touch": "write"}
    declared = read_text(first(product, ask=answers(**people, **said)).text, Path("launch.toml"))
    (found,) = (one for one in declared.surfaces if isinstance(one, ChatSurface))
    return found


def test_json_in_and_out_with_a_conversation_a_file_and_a_mark(product: Product) -> None:
    chat = chat_of(
        product,
        chat="POST /talks/{id}/turns",
        chat_body='{"words": "{text}", "files": ["{file}"]}',
        chat_opens="PUT /talks $.talk.key",
        chat_answer="$.reply.words",
        chat_file="POST /uploads document $.key",
        chat_planted="lrc3iujkod6qfr2ox6jh4iwx6hb",
    )

    assert chat.say is not None
    assert chat.open is not None
    assert (chat.say.method, chat.say.path, chat.say.json) == (
        "POST",
        "/talks/{id}/turns",
        {"words": "{text}", "files": ["{file}"]},
    )
    assert chat.say.picks("answer") == "$.reply.words"
    assert (chat.open.method, chat.open.path, chat.open.picks("id")) == ("PUT", "/talks", "$.talk.key")
    ((name, upload),) = chat.carriers
    assert (name, upload.path, upload.picks("id")) == ("file", "/uploads", "$.key")
    assert chat.planted == (("system_prompt", "lrc3iujkod6qfr2ox6jh4iwx6hb"),)


def test_a_websocket_says_when_an_answer_has_ended(product: Product) -> None:
    chat = chat_of(
        product,
        chat="WS /live",
        chat_body='{"text": "{text}"}',
        chat_opens="none",
        chat_answer="$.delta until $.done",
    )

    assert chat.say is not None
    assert (chat.say.method, chat.say.path) == ("WS", "/live")
    assert (chat.say.picks("answer"), chat.say.picks("until")) == ("$.delta", "$.done")
    assert chat.open is None


def test_what_speaks_as_openai_does_is_told_by_its_model(product: Product) -> None:
    chat = chat_of(product, chat="POST /v1/chat/completions", chat_body="openai small-2")

    assert str(chat.url).endswith("/v1")
    assert chat.say is not None
    assert chat.say.path == "/v1/chat/completions"
    assert "small-2" in str(chat.say.json)


def test_a_file_that_no_body_names_is_left_to_be_completed(product: Product) -> None:
    said = answers(chat="POST /chat", chat_body='{"words": "{text}"}', chat_file="POST /uploads document $.key")

    text = first(product, ask=said).text

    assert "# for you: put {file}, the id of the upload, where the chat's body names a file" in text
    assert "# carriers = " in text


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("chat", "GET /chat"),
        ("chat_body", '{"words": "no place"}'),
        ("chat_body", '{"words": "{text}"'),
        ("chat_body", "{text}"),
        ("chat_opens", "POST /talks"),
        ("chat_answer", "reply"),
        ("chat_file", "POST /uploads $.key"),
        ("chat_planted", "two words"),
    ],
)
def test_an_answer_of_another_form_is_refused(product: Product, question: str, answer: str) -> None:
    with pytest.raises(NoAnswerError, match="is not "):
        chat_of(product, **{"chat": "POST /chat", question: answer})


def test_what_somebody_said_is_no_guess(product: Product) -> None:
    said = {"chat": "POST /chat", "chat_body": '{"words": "{text}"}', "chat_answer": "$.reply"}

    guesses = first(product, ask=answers(**said)).guesses

    assert not [one for one in guesses if one.startswith("[surface.chat] say")]
