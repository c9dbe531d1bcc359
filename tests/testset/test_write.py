"""The written file is Python, whatever the product calls its things."""

import ast
import base64
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from launchready.declare.model import Json
from launchready.declare.who import BEARER
from launchready.observe.api.operation import Operation
from launchready.observe.auth.jwt import encode, number
from launchready.observe.auth.published_keys import read_key
from launchready.observe.graphql.operations import Bound, GraphqlOperation
from launchready.testset.answers import AnswersTried
from launchready.testset.arrivals import Arrivals, Entrance, Foreign, Takeover
from launchready.testset.beyond import Behind, Beyond, ChangedBehind, Named, Sample, Taking, Verbs
from launchready.testset.hooks import Hook
from launchready.testset.people import Login, SignUp
from launchready.testset.resets import Asking, Reset
from launchready.testset.setting import Profile, Setting
from launchready.testset.suite import Change, Reading, Reserved, Suite
from launchready.testset.write import literal, render

NASTY = 'it\'s """ a {{ trap }} \\ \n{mark1}'
LOGIN = Login(
    "ann",
    {
        "method": "POST",
        "path": "/login",
        "json": {"user": "{ANN_EMAIL}", "pw": "{ANN_PW}"},
        "where": "$.t",
        "send": BEARER,
    },
    {"ANN_EMAIL": "a@b.c", "ANN_PW": ""},
)
NOTE = Operation("GET", "/graphql#/notes/{id}")
EMPTY = Suite("Shop", "run-1", "API_URL", "https://api.shop.test", (LOGIN,), None, "ann", "bob", ())
FULL = replace(
    EMPTY,
    reads=(Reading("order", "/orders/{id}"),),
    lists=(Reading("order", "/search?q={mark1}"),),
    changes=(Change("order", "PUT", "/orders/{id}", "json", {"note": "{mark1}"}),),
    adds=("message",),
    deletes=("order",),
    staff_reads=(Reserved("GET", "/admin/users", "root", (None, "bob")),),
    staff_acts=(Reserved("POST", "/admin/orders/{id}/void", "root", (None, "bob"), "order"),),
    makers=(Reserved("POST", "/listings", "sue", ("bob",), "listing"),),
    profile=Profile("/me", "PATCH", "/me", "name", (("role", "admin"), ("is_admin", True))),
    forge="/me",
    me="/me",
    sign_out=("POST", "/logout"),
    carriers=("bearer token", "cookie"),
    sign_up=SignUp(
        "POST",
        "/join",
        "json",
        {"user": "{email}", "pw": "{password}"},
        {
            "method": "POST",
            "path": "/login",
            "json": {"user": "{email}", "pw": "{password}"},
            "where": "$.t",
            "send": BEARER,
        },
    ),
    arrivals=Arrivals(
        {"web": ("WEB_URL", "https://shop.test")},
        (
            Takeover(
                "PUT", "/users/{id}", ("id",), {"json": {"mail": "{new email}", "pw": "{own password}"}}, deletes=False
            ),
        ),
        Asking("PUT", "/password", {"json": {"old": "{password}", "new": "{new password}"}}),
        (
            Entrance(
                {"method": "POST", "path": "web:/login", "form": {"user": "{ANN_EMAIL}", "pw": "{ANN_PW}"}},
                "web:/home",
                ("sid",),
            ),
        ),
        (Foreign("web:/home", "web:/name", "name", ("a form", "a link with the form's fields")),),
        {"method": "POST", "path": "web:/login", "form": {"user": "{email}", "pw": "{password}"}},
        Asking("POST", "/reset", {"json": {"user": "{email}"}}),
        Reset(Asking("POST", "/reset/confirm", {"json": {"key": "{letter key}", "pw": "{new password}"}}), 6),
        ("sign-in", "sign-up", "reset"),
    ),
    answers=AnswersTried("/me", "https://shop.test", ("https://elsewhere.example", "null"), ("/orders",), ("order",)),
    guard="/csrf-token",
    hook=Hook(
        "pay",
        "PAY_URL",
        "https://api.shop.test/hook",
        "PAY_SECRET",
        ("Sig: {hmac_sha256:body}",),
        '{"id":"{id}","o":"{order}"}',
        "order",
    ),
    beyond=Beyond(
        (Taking("order", "cart_id", "cart"),),
        (Behind("order", "/carts/{cart}/orders/{order}"),),
        (ChangedBehind("order", "PATCH", "/carts/{cart}/orders/{order}", {"json": {"note": "{mark1}"}}),),
        (Verbs("order", ("PATCH", "DELETE")),),
        (("order", "/orders/{id}"),),
        ("/internal/orders", "/orders/export"),
        ("/internal",),
        (Sample("ann", "expired", "ANN_OLD"),),
        (
            Named(
                GraphqlOperation(NOTE, "note", "query note($id: ID!) { note(id: $id) { id } }", (Bound("id", ("id",)),))
            ),
        ),
        (Setting("order", "POST", "", "total", 0.01),),
        (("role", "admin"),),
    ),
)
ALONE = replace(FULL, sign_up=None, arrivals=Arrivals())
"""Without a sign-up: no account of its own is changed."""
BY_FORM = replace(
    FULL,
    sign_up=SignUp(
        "POST", "/join", "form", {"user": "{email}"}, {"method": "POST", "path": "/in", "form": {"user": "{email}"}}
    ),
)
BY_PAGE = replace(FULL, arrivals=replace(FULL.arrivals, reset=Reset(None, 0)))


@pytest.mark.parametrize(
    ("suite", "tests"),
    [
        (EMPTY, 0),
        (FULL, 33),
        (replace(FULL, product=NASTY, left_out=(NASTY,), run=NASTY), 33),
        (BY_PAGE, 32),
        (BY_FORM, 31),
        (ALONE, 24),
        (replace(ALONE, guard="", beyond=Beyond()), 17),
    ],
)
def test_the_file_is_python_in_good_form_with_a_test_for_each_attempt(suite: Suite, tests: int, tmp_path: Path) -> None:
    path = tmp_path / "test_shop.py"
    path.write_text(render(suite), encoding="utf-8")

    names = {node.name for node in ast.walk(ast.parse(render(suite))) if isinstance(node, ast.FunctionDef)}
    usual = [sys.executable, "-m", "ruff"]
    form = subprocess.run(
        [*usual, "format", "--diff", "--isolated", "--line-length", "120", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    # Names that are not there, and what is brought in or made for nothing.
    names_used = subprocess.run(
        [*usual, "check", "--isolated", "--select", "F", "--output-format", "concise", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert len({name for name in names if name.startswith("test_")}) == tests
    assert form.stdout == ""
    assert names_used.returncode == 0, names_used.stdout


def test_what_strangers_named_stays_text() -> None:
    nasty = replace(FULL, reads=(Reading(NASTY, NASTY),), profile=replace(FULL.profile, harmless=NASTY))  # type: ignore[type-var]  # it is there

    constants = {node.value for node in ast.walk(ast.parse(render(nasty))) if isinstance(node, ast.Constant)}

    assert NASTY in constants


def test_a_file_without_its_credentials_says_which_to_set(tmp_path: object) -> None:
    path = f"{tmp_path}/test_shop.py"
    with open(path, "w", encoding="utf-8") as file:  # noqa: PTH123 - a path of pytest's
        file.write(render(replace(EMPTY, forge="/me", me="/me")))

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", path],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "set the environment variable ANN_PW" in done.stdout


def test_a_public_key_is_written_as_others_write_it() -> None:
    parts: dict[str, object] = {"base64": base64, "re": re, "json": json}
    whole = ast.parse(render(FULL))
    wanted = [one for one in whole.body if getattr(one, "name", "") in {"opened", "der", "pem", "texts_of"}]
    exec(compile(ast.Module(wanted, []), "file", "exec"), parts)
    texts = cast("Callable[[dict[str, Json]], Iterator[str]]", parts["texts_of"])

    for public in (
        rsa.generate_private_key(65537, 2048).public_key(),
        ec.generate_private_key(ec.SECP256R1()).public_key(),
    ):
        numbers = public.public_numbers()
        if isinstance(numbers, rsa.RSAPublicNumbers):
            key: dict[str, Json] = {"kty": "RSA", "n": number(numbers.n), "e": number(numbers.e)}
        else:
            x, y = (encode(one.to_bytes(32, "big")) for one in (numbers.x, numbers.y))
            key = {"kty": "EC", "crv": "P-256", "x": x, "y": y}
        ours = read_key(key)

        assert ours is not None
        assert {text for _, text in ours.forms} == set(texts(key))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", '"a"'),
        ('a "b"', "'a \"b\"'"),
        ("a 'b' \"c\"", "'a \\'b\\' \"c\"'"),
        (("a",), '("a",)'),
        ({"a": [1, None, True]}, '{"a": [1, None, True]}'),
        ({"a": "x" * 60, "b": "y" * 60}, '{\n    "a": "' + "x" * 60 + '",\n    "b": "' + "y" * 60 + '",\n}'),
    ],
)
def test_values_are_written_as_a_formatter_would(value: object, text: str) -> None:
    assert literal(value) == text
    assert ast.literal_eval(text) == value
