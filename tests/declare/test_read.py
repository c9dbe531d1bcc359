"""A sound file becomes the declaration that it says."""

import subprocess
import sys
from datetime import date, time
from pathlib import Path

import pytest

from launchready.declare.model import (
    ApiSurface,
    Call,
    ChatSurface,
    Declaration,
    LogSurface,
    MailSurface,
    RepositorySurface,
    Rule,
    Secret,
    Step,
    WebhookSurface,
    WebSurface,
)
from launchready.declare.read import read, read_text
from launchready.verdict import Touch
from tests.declare.base import BASE, TODAY

EXAMPLE = Path(__file__).parents[2] / "docs" / "launch.example.toml"


@pytest.fixture(scope="module")
def example() -> Declaration:
    return read(EXAMPLE, TODAY)


def line(text: str) -> int:
    """The number of a line of the example."""
    return EXAMPLE.read_text(encoding="utf-8").splitlines().index(text) + 1


def test_consent_and_product_are_typed(example: Declaration) -> None:
    assert example.consent.touch is Touch.WRITE
    assert example.consent.window == (time(22), time(6))
    assert example.consent.commands
    assert example.product.price is not None
    assert example.product.price.average_order == 29.0
    assert example.path == EXAMPLE
    assert example.root == EXAMPLE.parent


def test_each_kind_of_surface_becomes_its_own_type(example: Declaration) -> None:
    kinds = [type(one).__name__.removesuffix("Surface") for one in example.surfaces]

    assert kinds == ["Web", "Api", "Admin", "Webhook", "Chat", "Errors", "Mail", "Repository", "Log", "Web"]
    at = line("[surface.staging]")
    assert example.surface("staging") == WebSurface("staging", "backend", "staging", "https://staging.example.com", at)


def test_an_api_and_a_webhook_keep_what_was_written(example: Declaration) -> None:
    api, webhook = example.surface("api"), example.surface("payments")

    assert api == ApiSurface(
        "api",
        "backend",
        "production",
        "https://api.example.com",
        line("[surface.api]"),
        openapi="/openapi.json",
        health="/health",
        origins=("https://example.com",),
    )
    assert isinstance(webhook, WebhookSurface)
    assert webhook.secret == Secret("env:PAYMENTS_WEBHOOK_SECRET")


def test_calls_have_method_body_and_picks(example: Declaration) -> None:
    chat, buyer = example.surface("chat"), example.principal("buyer_a")

    assert isinstance(chat, ChatSurface)
    assert dict(chat.carriers) == {
        "listing": Call(
            "POST", "/listings", by="seller", json={"title": "Lamp", "description": "{text}"}, pick=(("id", "$.id"),)
        ),
        "file": Call("POST", "/files", by="buyer_a", upload="file", pick=(("id", "$.id"),)),
    }
    assert buyer is not None
    assert buyer.sign_in == Call(
        "POST",
        "/auth/login",
        on="api",
        json={"email": "a@example.com", "password": "env:BUYER_A_PASSWORD"},
        pick=(("token", "$.access_token"),),
    )
    assert buyer.sign_in_at == (
        (
            "web",
            Call("POST", "/login", on="web", form=(("email", "a@example.com"), ("password", "env:BUYER_A_PASSWORD"))),
        ),
    )


def test_paths_are_relative_to_the_file(example: Declaration) -> None:
    paths = [
        one.mailbox if isinstance(one, MailSurface) else one.path
        for one in example.surfaces
        if isinstance(one, MailSurface | RepositorySurface | LogSurface)
    ]

    assert paths == [EXAMPLE.parent / "mail", EXAMPLE.parent, EXAMPLE.parent / "app.log"]
    assert example.alerts[0].arrives == EXAMPLE.parent / "mail"


def test_rules_say_who_may_in_their_order(example: Declaration) -> None:
    assert example.rules == (
        Rule("*", "/admin/*", ("admin",), line('"/admin/*" = ["admin"]')),
        Rule("POST", "/listings", ("seller", "admin"), line('"POST /listings" = ["seller", "admin"]')),
    )


def test_a_flow_has_steps_and_goes_to_the_first_api(example: Declaration) -> None:
    flow = example.flows[0]

    assert flow.on == "api"
    assert flow.steps == (
        Step("POST", "/auth/login", "buyer_a", None),
        Step("POST", "/orders", None, 201),
        Step("POST", "/orders/{id}/checkout", None, 303),
    )


def test_notes_owners_and_waivers_know_their_lines(example: Declaration) -> None:
    source = EXAMPLE.read_text(encoding="utf-8").splitlines()

    assert [source[one.line - 1] for one in example.owners] == ["[owner.frontend]", "[owner.backend]", "[owner.oncall]"]
    assert source[example.waivers[0].line - 1] == "[[waiver]]"
    assert example.waivers[0].until == date(2026, 2, 1)
    names = example.note("subdomains")
    assert names is not None
    assert dict(names.names)["api.example.com"] == "API"


def test_limits_are_numbers_and_find_their_operation(example: Declaration) -> None:
    found = example.limit("POST", "/conversations/{conversation_id}/messages/")

    assert found is not None
    assert (found.most, found.seconds, found.text()) == (20, 60, "20/minute")
    assert example.limit("GET", "/conversations/{id}/messages") is None
    assert example.limit("POST", "/conversations/{id}") is None


def test_a_webhooks_signature_is_one_header_or_several() -> None:
    hook = 'kind = "webhook"\nurl = "https://example.com/in"\nsignature = '
    text = f'{BASE}\n[surface.one]\n{hook}"slack"\n[surface.two]\n{hook}["github", "X-GitHub-Event: push"]\n'

    read = read_text(text, Path("launch.toml"), TODAY)
    one, two = read.surface("one"), read.surface("two")

    assert isinstance(one, WebhookSurface)
    assert isinstance(two, WebhookSurface)
    assert one.signature == ("X-Slack-Request-Timestamp: {t}", "X-Slack-Signature: v0={hmac_sha256:v0:t:body}")
    assert [header.split(":")[0] for header in two.signature] == [
        "X-Hub-Signature-256",
        "X-GitHub-Delivery",
        "X-GitHub-Event",
    ]


def test_what_is_left_out_has_its_default() -> None:
    declared = read_text(BASE, Path("launch.toml"))

    assert declared.consent.touch is Touch.READ
    assert declared.consent.window is None
    assert declared.network.ports == ()
    assert declared.surfaces[0].environment == "production"
    assert declared.path.is_absolute()


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "launch.toml"
    path.write_text(BASE, encoding="utf-8-sig")

    declared = read(path)

    assert declared.product.name == "Example"


@pytest.mark.parametrize(
    ("host", "covered"),
    [("example.com", True), ("API.Example.com.", True), ("a.b.example.com", True), ("badexample.com", False)],
)
def test_the_scope_covers_what_it_names(host: str, covered: bool) -> None:
    consent = read_text(BASE, Path("launch.toml")).consent

    assert consent.covers(host) is covered


def test_the_model_alone_imports_neither_pydantic_nor_tree_sitter() -> None:
    code = "import sys, launchready.declare.model; print(sorted({'pydantic', 'tree_sitter'} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
