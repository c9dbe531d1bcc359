"""Finding the sign-up, and signing in as somebody else by the declared way."""

import pytest

from launchready.declare.model import Call
from launchready.observe.api.openapi import ApiFacts, Operation
from launchready.observe.api.schema import Field
from launchready.observe.auth.leaving import read_cookie
from launchready.observe.http import Answer, Request
from launchready.observe.who.people import is_refused, sign_up_of, with_credentials

SIGN_IN = Call("POST", "/auth/login", json={"email": "a@shop.example", "password": "env:A", "remember": True})
CREDENTIALS = (Field(("email",), "string", True), Field(("password",), "string", True))


def facts(*operations: Operation) -> ApiFacts:
    return ApiFacts("api", "", "", operations)


@pytest.mark.parametrize("path", ["/auth/signup", "/auth/sign-up", "/register", "/api/v1/users", "/accounts"])
def test_a_sign_up_is_found_by_its_fields_and_its_name(path: str) -> None:
    operations = (
        Operation("POST", "/auth/login", body=CREDENTIALS),
        Operation("POST", "/auth/reset/confirm", body=CREDENTIALS),
        Operation("POST", "/admin/users", body=CREDENTIALS),
        Operation("POST", path, body=CREDENTIALS),
    )
    found = sign_up_of(facts(*operations), SIGN_IN.path)

    assert found is not None
    assert found.path == path


def test_without_a_sign_up_none_is_made_up() -> None:
    operations = (
        Operation("POST", "/auth/login", body=CREDENTIALS),
        Operation("POST", "/auth/token", body=CREDENTIALS),
        Operation("POST", "/auth/password/reset", body=CREDENTIALS),
        Operation("POST", "/newsletter/join", body=CREDENTIALS[:1]),
    )

    assert sign_up_of(facts(*operations), SIGN_IN.path) is None


@pytest.mark.parametrize(
    ("call", "body"),
    [
        (SIGN_IN, {"email": "x@shop.example", "password": "new", "remember": True}),
        (
            Call("POST", "/l", json={"user": {"login": "a@shop.example", "secretWord": "file:pw"}}),
            {"user": {"login": "x@shop.example", "secretWord": "new"}},
        ),
        (
            Call("POST", "/l", json={"username": "ann", "passwd": "plain"}),
            {"username": "x@shop.example", "passwd": "new"},
        ),
    ],
)
def test_another_accounts_credentials_take_the_place_of_the_declared_ones(call: Call, body: dict[str, object]) -> None:
    assert with_credentials(call, "x@shop.example", "new").json == body


@pytest.mark.parametrize(
    ("status", "headers", "refused"),
    [
        (429, (), True),
        (423, (), True),
        (403, (("Retry-After", "9"),), True),
        (403, (), False),
        (401, (), False),
        (503, (), False),
    ],
)
def test_a_limit_is_told_from_a_refusal(status: int, headers: tuple[tuple[str, str], ...], *, refused: bool) -> None:
    assert is_refused(Answer(Request("https://api.example/"), status, headers, "", 1.0)) is refused


def test_a_cookie_is_read_without_its_value_and_a_deleted_one_is_none() -> None:
    cookie = read_cookie("sid=verysecret; Path=/; secure; HttpOnly; SameSite=Strict", "POST /login")

    assert cookie is not None
    assert (cookie.secure, cookie.http_only, cookie.same_site) == (True, True, "strict")
    assert "verysecret" not in repr(cookie)
    assert read_cookie('sid=""; Max-Age=0', "POST /logout") is None
