"""A first launch.toml says what can be seen, marks its guesses, can be read, and asks five questions at most."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import jsonschema_rs
import pytest

from launchready.declare.model import ApiSurface, ChatSurface, WebhookSurface
from launchready.declare.read import read_text
from launchready.first.initialize import InitError, InitResult, init
from launchready.first.questions import NoAnswerError, Question, default_answers
from tests.declare.test_schema import as_json
from tests.first.conftest import Product, lamps, operation, serving

EXPECTED = Path(__file__).parent / "expected"
URL = "http://lamps.test"


def answers(**given: str) -> Callable[[Question], str]:
    return lambda question: given.get(question.id, "")


def first(product: Product, repo: Path | None = None, ask: Callable[[Question], str] = default_answers) -> InitResult:
    folder = repo.parent if repo else Path()
    return asyncio.run(init(URL, repo, ask, network=product.network, folder=folder))


def without_ports(text: str, product: Product) -> str:
    text = text.replace(product.network.resolver or "", "127.0.0.1:53")
    return text.replace(str(dict(product.network.ports)[80]), "8080")


def test_everything_that_can_be_seen_is_written_and_guesses_are_marked(product: Product, repository: Path) -> None:
    ask = answers(touch="write", buyers="a@lamps.test, b@lamps.test", owner="me@lamps.test", price="29.5 EUR")

    result = first(product, repository, ask)

    assert (EXPECTED / "whole.toml").read_text(encoding="utf-8") == without_ports(result.text, product)


def test_with_every_default_what_is_not_complete_is_commented_out(product: Product) -> None:
    result = first(product)

    assert (EXPECTED / "defaults.toml").read_text(encoding="utf-8") == without_ports(result.text, product)


def test_the_file_can_be_read_and_validates(product: Product, repository: Path) -> None:
    result = first(product, repository, answers(buyers="a@lamps.test,b@lamps.test"))

    declared = read_text(result.text, repository.parent / "launch.toml")
    validator = jsonschema_rs.validator_for(json.loads(result.schema))

    assert [one.name for one in declared.principals] == ["buyer_a", "buyer_b"]
    assert [error.message for error in validator.iter_errors(as_json(result.text))] == []
    assert all(f"# guess: {guess.split(': ', 1)[1]}" in result.text for guess in result.guesses)


def test_only_reads_are_sent_and_only_below_the_given_name(product: Product, repository: Path) -> None:
    result = first(product, repository)

    assert {method for method, _, _ in product.asked} == {"GET"}
    assert all(host == "lamps.test" or host.endswith(".lamps.test") for _, host, _ in product.asked)
    assert all(name == "lamps.test" or name.endswith(".lamps.test") for name in product.looked_up)
    assert result.sent == len(product.asked) == 2


def test_values_of_variables_are_never_written(product: Product, repository: Path) -> None:
    result = first(product, repository)

    assert "PAYMENTS_WEBHOOK_SECRET" in result.text
    assert "hunter2" not in result.text + "".join(result.seen)


CHAT = ["chat_body", "chat_opens", "chat_answer", "chat_file", "chat_planted"]


def test_five_questions_are_asked_and_five_more_of_a_chatbot(product: Product) -> None:
    asked: list[str] = []

    def ask(question: Question) -> str:
        asked.append(question.id)
        return ""

    first(product, ask=ask)

    assert asked == ["touch", "buyers", "owner", "chat", "price", *CHAT]


def test_without_a_chatbot_none_of_them_is(product: Product) -> None:
    asked: list[str] = []

    def ask(question: Question) -> str:
        asked.append(question.id)
        return "none" if question.id == "chat" else ""

    first(product, ask=ask)

    assert asked == ["touch", "buyers", "owner", "chat", "price"]


def test_an_answer_that_cannot_be_used_is_asked_for_again(product: Product) -> None:
    said = iter(["everything", "probe"])
    refused: list[str | None] = []

    def ask(question: Question) -> str:
        if question.id != "touch":
            return ""
        refused.append(question.refused)
        return next(said)

    result = first(product, ask=ask)

    assert refused == [None, "'everything' is not one of read, probe, write, load"]
    assert 'touch = "probe"' in result.text


def test_a_question_is_given_up_in_the_end(product: Product) -> None:
    with pytest.raises(NoAnswerError, match="'me' is not an e-mail address"):
        first(product, ask=answers(owner="me"))


def test_a_product_without_an_api_is_written_all_the_same() -> None:
    bare = lamps()
    bare.answers = {}
    bare.records = {"lamps.test": ("A 127.0.0.1",)}

    with serving(bare) as product:
        result = first(product)
        declared = read_text(result.text, Path("launch.toml"))

    assert [one.name for one in declared.surfaces] == ["web"]
    assert "# [surface.api]" in result.text
    assert "no OpenAPI document at 5 usual places" in result.seen[1]


def test_a_front_page_that_moves_to_www_makes_www_the_address() -> None:
    moving = lamps()
    moving.answers["lamps.test", "/"] = (301, "text/plain", "http://www.lamps.test/")
    moving.answers["www.lamps.test", "/"] = (200, "text/html", "<title>Lamps</title>")

    with serving(moving) as product:
        result = first(product)

    assert 'url = "http://www.lamps.test"' in result.text
    assert 'aliases = ["lamps.test"]' in result.text


def test_names_that_anybody_could_have_are_not_believed() -> None:
    anything = lamps()
    anything.records = {"lamps.test": ("A 127.0.0.1",), "*": ("A 127.0.0.1",)}

    with serving(anything) as product:
        result = first(product)

    assert "any name below lamps.test has an address, so that having one says nothing" in result.seen
    assert "[surface.staging]" not in result.text


def test_a_hostile_page_and_document_cannot_break_the_file() -> None:
    hostile = lamps()
    hostile.answers["lamps.test", "/"] = (
        200,
        "text/html",
        '<title>"x"\n[consent]\ntouch = "load"\x1b[31m</title><a href="//lamps.test//login">x</a><a href="/login x">y</a>',
    )
    operation: dict[str, object] = {"post": {"responses": {}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "t\n[x]", "version": "1"},
        "paths": {
            '/login"\nx': operation,
            "/webhooks/a b?c=d": operation,
            "/chat/{": operation,
            "/messages": operation,
        },
    }
    hostile.answers["api.lamps.test", "/openapi.json"] = (200, "application/json", json.dumps(document))

    with serving(hostile) as product:
        result = first(product)
        declared = read_text(result.text, Path("launch.toml"))

    assert declared.product.name.startswith('"x"')
    assert declared.consent.touch.name == "READ"
    assert "\x1b" not in result.text


def test_names_that_mean_something_else_are_not_taken() -> None:
    talking = lamps()
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Talk", "version": "1"},
        "paths": {
            "/api/v1/auths/mfa/status": {"get": operation()},
            "/api/v1/healthz": {"get": operation()},
            "/ollama/v1/messages": {"post": operation("content")},
            "/ollama/v1/chat/completions": {"post": operation()},
            "/api/chat/completions": {"post": operation()},
            "/api/events/webhooks": {"get": operation(), "post": operation("url")},
            "/api/hooks/webhooks": {"post": operation("url")},
            "/api/hooks/webhooks/{id}": {"delete": operation()},
            "/billing/webhook": {"post": operation()},
        },
    }
    talking.answers["api.lamps.test", "/openapi.json"] = (200, "application/json", json.dumps(document))

    with serving(talking) as product:
        declared = read_text(first(product).text, Path("launch.toml"))

    api, chat = declared.surface("api"), declared.surface("chat")
    assert isinstance(api, ApiSurface)
    assert api.health == "/api/v1/healthz"
    assert isinstance(chat, ChatSurface)
    assert chat.url == "http://api.lamps.test/api"
    assert chat.say is not None
    assert chat.say.path == "/api/chat/completions"
    webhooks = [one.url for one in declared.surfaces if isinstance(one, WebhookSurface)]
    assert webhooks == ["http://api.lamps.test/billing/webhook"]


@pytest.mark.parametrize("url", ["lamps.test", "ftp://lamps.test", "http://", "http://lamps.test:x", "http://a b.test"])
def test_what_is_no_web_address_is_told(url: str) -> None:
    with pytest.raises(InitError, match=r"is not a web address. Write it with https:// and a host"):
        asyncio.run(init(url, None, default_answers))


def test_a_name_without_an_address_is_told(product: Product) -> None:
    with pytest.raises(InitError, match=r"nobody.test has no address. Check the spelling of http://nobody.test"):
        asyncio.run(init("http://nobody.test", None, default_answers, network=product.network))


def test_a_repository_that_is_not_there_is_told(product: Product, tmp_path: Path) -> None:
    with pytest.raises(InitError, match=r"is not a folder. Name the product's repository with --repo"):
        first(product, tmp_path / "nothing")


def test_certificates_that_are_none_are_told(product: Product, tmp_path: Path) -> None:
    network = replace(product.network, trust=tmp_path / "root.crt")

    with pytest.raises(InitError, match=r"root\.crt cannot be used as certificates"):
        asyncio.run(init(URL, None, default_answers, network=network))
