"""The doctor tells what is missing here or in the file, and shows no secret."""

import asyncio
from pathlib import Path

import pytest

from launchready.first.doctor import Line, State, doctor
from tests.first.conftest import Product

FILE = """version = 1
[product]
name = "Lamps"
domain = "lamps.test"
[consent]
scope = ["lamps.test", "*.lamps.test"]
touch = "{touch}"
[network]
resolver = "{resolver}"
ports = {{ 80 = {port} }}
{network}
[surface.api]
kind = "api"
url = "http://api.lamps.test"
[surface.shop]
kind = "web"
url = "http://shop.lamps.test"
[surface.log]
kind = "log"
path = "app.log"
[surface.errors]
kind = "errors"
url = "http://lamps.test"
token = "env:ERRORS_TOKEN_OF_NOBODY"
[principal.buyer_a]
role = "buyer"
[principal.buyer_a.sign_in]
post = "/auth/login"
json = {{ email = "a@lamps.test", password = "file:secrets.env#A" }}
token = "$.access_token"
"""
SIGN_IN = ("api.lamps.test", "/auth/login")


def examined(product: Product, folder: Path, *, touch: str = "write", network: str = "", more: str = "") -> list[Line]:
    path = folder / "launch.toml"
    text = FILE.format(
        touch=touch, network=network, resolver=product.network.resolver, port=dict(product.network.ports)[80]
    )
    path.write_text(text + more, encoding="utf-8")
    (folder / "secrets.env").write_text("A=correct-horse-battery\n", encoding="utf-8")
    return list(asyncio.run(doctor(path)))


def part(lines: list[Line], name: str) -> list[tuple[State, str, int | None]]:
    return [(one.state, one.what, one.line) for one in lines if one.part == name]


def test_secrets_paths_and_hosts_are_told_with_their_lines(product: Product, tmp_path: Path) -> None:
    lines = examined(product, tmp_path)

    assert part(lines, "secrets") == [
        (
            State.MISSING,
            "the environment variable ERRORS_TOKEN_OF_NOBODY is not set; launch.toml refers to it",
            21,
        ),
        (State.OK, "file:secrets.env#A resolves", 25),
    ]
    assert part(lines, "paths") == [(State.MISSING, f"surface.log.path {tmp_path}/app.log does not exist", 18)]
    assert part(lines, "hosts") == [
        (State.OK, "api.lamps.test is 127.0.0.1", 12),
        (State.MISSING, "shop.lamps.test has no address", 15),
        (State.OK, "lamps.test is 127.0.0.1", 21),
    ]


def test_a_principal_that_signs_in_is_well(product: Product, tmp_path: Path) -> None:
    product.answers[SIGN_IN] = (200, "application/json", '{"access_token": "a-long-enough-token-0815"}')

    lines = examined(product, tmp_path)

    (state, what, line), second = part(lines, "sign-in")

    assert (state, line) == (State.OK, 25)
    assert "buyer_a signs in: POST /auth/login answered 200; the token at $.access_token, sent as Authorization" in what
    assert 'it said: {"access_token": "' in what
    assert "a-long-enough-token-0815" not in what
    assert second[:2] == (
        State.NOT_DECLARED,
        "customer_b is not declared, and cannot be made: http://api.lamps.test/openapi.json names no sign-up",
    )


def test_a_sign_in_that_fails_shows_the_answer_without_the_password(product: Product, tmp_path: Path) -> None:
    product.answers[SIGN_IN] = (401, "application/json", '{"error": "correct-horse-battery is wrong"}')

    lines = examined(product, tmp_path)
    (state, what, line), *_ = part(lines, "sign-in")

    assert (state, line) == (State.MISSING, 25)
    assert "buyer_a cannot sign in (launch.toml line 25): POST /auth/login answered 401" in what
    assert 'it said: {"error": "' in what
    assert "is wrong" in what
    assert "correct-horse-battery" not in "".join(one.what for one in lines)


def test_with_consent_to_read_no_sign_in_is_tried(product: Product, tmp_path: Path) -> None:
    lines = examined(product, tmp_path, touch="read")

    assert [state for state, _, _ in part(lines, "sign-in")] == [State.NOT_TRIED]
    assert product.asked == []


def test_what_is_not_declared_is_told_with_what_stays_untested(product: Product, tmp_path: Path) -> None:
    lines = examined(product, tmp_path)
    coverage = [one for one in lines if one.part == "coverage"]

    chat = next(one for one in coverage if one.what.startswith("no chat surface"))

    assert chat.state is State.NOT_DECLARED
    assert "abuse." in chat.what
    assert chat.do == 'Declare [surface.NAME] with kind = "chat" if the product has one'
    assert not any(one.what.startswith("no api surface") for one in coverage)


def test_what_is_half_declared_is_told(product: Product, tmp_path: Path) -> None:
    more = """
[surface.chat]
kind = "chat"
url = "http://api.lamps.test"
[surface.payments]
kind = "webhook"
url = "http://api.lamps.test/webhooks"
"""

    lines = examined(product, tmp_path, more=more)
    half = [(one.what, one.line) for one in lines if one.part == "coverage" and not one.what.startswith("no ")]

    assert half == [
        ("fewer than two principals of one role: that one cannot read the other's data stays unknown", None),
        ("surface.errors does not say how a test error is made and read: a lost one stays unknown", 21),
        ("surface.chat does not say how the model is spoken to: it stays untested", 32),
        ("surface.chat plants no canaries: a leak of the prompt or of a key stays unknown", 32),
        (
            "surface.payments does not say how its events are signed: replayed and forged ones stay untested",
            35,
        ),
        *[one for one in half if one[0].startswith("consent.touch")],
    ]


def test_waivers_of_unknown_checks_and_ended_waivers_are_told(product: Product, tmp_path: Path) -> None:
    more = """
[owner.me]
[[waiver]]
check = "abuse.system-prompt-leak"
reason = "r"
owner = "me"
until = 2020-01-01
[[waiver]]
check = "abuse.system-prompt-leaks"
reason = "r"
owner = "me"
until = 2020-01-01
"""

    lines = examined(product, tmp_path, more=more)

    assert [(one.what, one.do) for one in lines if one.part == "file" and one.state is State.MISSING] == [
        ("the waiver names no check: abuse.system-prompt-leak", "Write abuse.system-prompt-leaks"),
        ("the waiver of abuse.system-prompt-leaks ended on 2020-01-01", "Mend the finding, or renew the waiver"),
    ]


def test_a_declaration_with_mistakes_is_told_and_nothing_is_sent(product: Product, tmp_path: Path) -> None:
    lines = examined(product, tmp_path, more="fom = 1\n")

    assert [(one.what, one.do, one.line) for one in lines if one.part == "file"] == [
        (
            'principal.buyer_a.sign_in.fom: there is no key "fom" here',
            'Write "form", if that was meant',
            31,
        )
    ]
    assert product.asked == []


def test_certificates_that_are_none_are_told(product: Product, tmp_path: Path) -> None:
    lines = examined(product, tmp_path, network='trust = "root.crt"')

    assert (State.MISSING, f"network.trust {tmp_path}/root.crt does not exist", 1) in part(lines, "paths")
    assert [state for state, _, _ in part(lines, "hosts")] == [State.NOT_TRIED]


def test_tools_of_this_machine_are_told(product: Product, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    curl = bin_folder / "curl"
    curl.write_text("#!/bin/sh\necho curl 9.8.7\n", encoding="utf-8")
    curl.chmod(0o755)
    monkeypatch.setenv("PATH", str(bin_folder))

    lines = examined(product, tmp_path)
    tools = part(lines, "machine")

    assert (State.OK, "curl 9.8.7", None) in tools
    assert (State.NOT_DECLARED, "dig is not there; it repeats questions to DNS", None) in tools
    assert (State.MISSING, "git is not there; it reads a repository's history", None) in tools
