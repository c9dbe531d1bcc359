"""Users out of files of Web Fuzzing Commons, in all of its forms; mistakes are told, and no secret is copied."""

import json
from pathlib import Path

import pytest

from launchready.declare.model import Call
from launchready.declare.read import DeclarationError, read
from launchready.declare.wfc import NotWfcError, pointed, principals
from tests.declare.base import BASE

TEMPLATE = """
auth:
  - name: foo
    loginEndpointAuth:
      payloadRaw: "{\\"username\\": \\"foo\\", \\"password\\": \\"pw-1\\"}"
  - name: bar
    loginEndpointAuth:
      payloadUserPwd: {username: bar, password: "pw-2", usernameField: username, passwordField: password}
authTemplate:
  loginEndpointAuth:
    endpoint: /login
    verb: POST
    contentType: application/json
    expectCookies: true
"""
TOKEN = """
[[auth]]
name = "buyer_a"
[auth.loginEndpointAuth]
payloadRaw = "user=ann&pass=pw-1"
[[auth]]
name = "buyer_b"
[auth.loginEndpointAuth]
payloadRaw = "user=bob&pass=pw-2"
[[auth]]
name = "the admin"
[[auth.fixedHeaders]]
name = "Authorization"
value = "Bearer pw-3"
[authTemplate.loginEndpointAuth]
externalEndpointURL = "https://id.example/token"
verb = "POST"
contentType = "application/x-www-form-urlencoded"
[authTemplate.loginEndpointAuth.token]
extractFrom = "body"
extractSelector = "/data/0/authToken"
sendIn = "header"
sendName = "X-Auth"
sendTemplate = "JWT {token}"
"""
OLD = """{"auth": [{"name": "a", "loginEndpointAuth": {"endpoint": "/login", "verb": "POST", "contentType": "application/json",
 "payloadUserPwd": {"username": "a", "usernameField": "u", "password": "pw-1", "passwordField": "p"},
 "token": {"extractFromField": "/token/authToken", "httpHeaderName": "Authorization", "headerPrefix": "Bearer "}}}]}"""
CREATED = """
auth:
  - name: one
    createUsers: &made
      endpoint: /users
      verb: POST
      contentType: application/json
      payloadRaw: '{"mail": "{$email}", "login": "{$username}", "pass": "{$password}"}'
      generators:
        - {placeHolder: "{$email}", postfix: "@example.com"}
        - {placeHolder: "{$username}"}
        - {placeHolder: "{$password}"}
    loginEndpointAuth:
      endpoint: /login
      verb: POST
      payloadRaw: '{"login": "{$username}", "pass": "{$password}"}'
      token: {extractFrom: header, extractSelector: X-Token, sendIn: query, sendName: key}
"""


def written(folder: Path, text: str, name: str) -> Path:
    (folder / name).write_text(text)
    return folder / name


def test_the_template_fills_what_an_entry_leaves_out(tmp_path: Path) -> None:
    foo, bar = principals(written(tmp_path, TEMPLATE, "auth.yaml"), "auth.yaml", 7, "api")

    assert (foo.name, foo.role, foo.line) == ("foo", "user", 7)
    assert foo.sign_in == Call(
        "POST",
        "/login",
        "api",
        json={"username": "foo", "password": "file:auth.yaml#/auth/0/loginEndpointAuth/payloadRaw#/password"},
    )
    assert bar.sign_in is not None
    assert bar.sign_in.json == {
        "username": "bar",
        "password": "file:auth.yaml#/auth/1/loginEndpointAuth/payloadUserPwd/password",
    }


def test_forms_tokens_headers_and_other_hosts_are_read(tmp_path: Path) -> None:
    a, b, admin = principals(written(tmp_path, TOKEN, "em.toml"), "em.toml", 1, "api")

    assert [(one.name, one.role) for one in (a, b, admin)] == [
        ("buyer_a", "buyer"),
        ("buyer_b", "buyer"),
        ("the_admin", "admin"),
    ]
    assert a.sign_in is not None
    assert a.sign_in.path == "https://id.example/token"
    assert a.sign_in.form == (("user", "ann"), ("pass", "file:em.toml#/auth/0/loginEndpointAuth/payloadRaw#/pass"))
    assert (a.sign_in.picks("token"), a.send) == ("$.data[0].authToken", "X-Auth: JWT {token}")


def test_a_template_with_a_login_gives_headers_as_well(tmp_path: Path) -> None:
    text = (
        TOKEN[: TOKEN.index("[authTemplate")]
        .replace('payloadRaw = "user=ann&pass=pw-1"', 'endpoint = "/x"')
        .replace('payloadRaw = "user=bob&pass=pw-2"', 'endpoint = "/y"')
    )
    *_, admin = principals(written(tmp_path, text, "em.toml"), "em.toml", 1, "api")

    assert admin.headers == (("Authorization", "file:em.toml#/auth/2/fixedHeaders/0/value"),)
    assert admin.sign_in is None


def test_the_older_words_for_a_token_are_read(tmp_path: Path) -> None:
    (one,) = principals(written(tmp_path, OLD, "auth.json"), "auth.json", 1, "api")

    assert one.sign_in is not None
    assert (one.sign_in.picks("token"), one.send) == ("$.token.authToken", "Authorization: Bearer {token}")


def test_users_that_are_created_are_signed_up(tmp_path: Path) -> None:
    (one,) = principals(written(tmp_path, CREATED, "auth.yaml"), "auth.yaml", 1, "api")

    assert one.sign_up == Call(
        "POST", "/users", "api", json={"mail": "{email}", "login": "{username}", "pass": "{password}"}
    )
    assert one.sign_in is not None
    assert (one.sign_in.json, one.sign_in.picks("token"), one.send) == (
        {"login": "{username}", "pass": "{password}"},
        "header:X-Token",
        "?key={token}",
    )
    assert one.is_disposable


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nothing: here", "has no list `auth`"),
        ("auth: [", "has no list `auth`"),
        ("auth: [{fixedHeaders: [{name: A, value: b}]}]", r"auth\[0\] of auth.yaml has no name"),
        ("auth: [{name: x}]", "x has neither fixedHeaders nor loginEndpointAuth"),
        ("auth: [{name: x, fixedHeaders: [{name: A}]}]", "needs a name and a value"),
        ("auth: [{name: x, loginEndpointAuth: {verb: POST}}]", "neither endpoint nor externalEndpointURL"),
        ("auth: [{name: x, loginEndpointAuth: {endpoint: login}}]", "neither a path nor a web address"),
        ("auth: [{name: x, loginEndpointAuth: {endpoint: /l, payloadRaw: 'x'}}]", "payloadRaw is no JSON object"),
        (
            "auth: [{name: x, loginEndpointAuth: {endpoint: /l, payloadUserPwd: {username: a}}}]",
            "payloadUserPwd has no usernameField",
        ),
        (
            "auth: [{name: x, loginEndpointAuth: {endpoint: /l, token: {sendIn: header}}}]",
            "neither extractSelector nor",
        ),
        ("auth: [{name: x, loginEndpointAuth: {endpoint: /l, token: {extractSelector: '/a b'}}}]", "no JSON Pointer"),
        ("auth: [{name: x, loginEndpointAuth: {endpoint: /l, headers: [{name: A, value: b}]}}]", "headers of its own"),
    ],
)
def test_what_cannot_be_read_is_told(text: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(NotWfcError, match=words):
        principals(written(tmp_path, text, "auth.yaml"), "auth.yaml", 1, "api")


def test_launch_toml_takes_the_users_of_a_file_and_its_own_go_before(tmp_path: Path) -> None:
    written(tmp_path, TOKEN, "em.toml")
    written(
        tmp_path,
        BASE.replace("version = 1\n", 'version = 1\nauth = "em.toml"\n').replace("example.com", "id.example"),
        "launch.toml",
    )

    declaration = read(tmp_path / "launch.toml")

    assert [(one.name, one.role) for one in declaration.principals] == [
        ("buyer_a", "buyer"),
        ("buyer_b", "buyer"),
        ("the_admin", "admin"),
    ]
    own = declaration.principal("buyer_a")
    assert own is not None
    assert own.token is not None


@pytest.mark.parametrize(("text", "words"), [("auth: {}", "has no list `auth`"), (None, "cannot be read")])
def test_a_file_that_cannot_be_read_is_a_mistake_with_its_line(text: str | None, words: str, tmp_path: Path) -> None:
    if text:
        written(tmp_path, text, "auth.yaml")
    written(tmp_path, BASE.replace("version = 1\n", 'version = 1\nauth = "auth.yaml"\n'), "launch.toml")

    with pytest.raises(DeclarationError, match=rf"launch.toml:2: auth: auth.yaml .*{words}"):
        read(tmp_path / "launch.toml")


@pytest.mark.parametrize(
    ("pointers", "expected"),
    [
        ("/auth/0/name", "foo"),
        ("/auth/0/loginEndpointAuth/payloadRaw#/password", "pw-1"),
        ("/auth/1/loginEndpointAuth/payloadUserPwd/password", "pw-2"),
        ("/auth/7/name", None),
        ("/auth", None),
        ("/auth/0/name#/x", None),
        ("/authTemplate/loginEndpointAuth/expectCookies", "True"),
    ],
)
def test_a_place_in_a_file_is_found(pointers: str, expected: str | None) -> None:
    assert pointed(TEMPLATE, ".yaml", pointers) == expected


def test_a_key_with_a_slash_can_be_pointed_to() -> None:
    assert pointed(json.dumps({"a/b": {"~": "x"}}), ".json", "/a~1b/~0") == "x"
