"""The written file is Python, whatever the product calls its things."""

import ast
import subprocess
import sys
from dataclasses import replace

import pytest

from launchready.declare.who import BEARER
from launchready.observe.api.operation import Operation
from launchready.observe.graphql.operations import Bound, GraphqlOperation
from launchready.testset.beyond import Behind, Beyond, Named, Sample, Taking
from launchready.testset.people import Login
from launchready.testset.suite import Change, Hook, Profile, Reading, Reserved, Suite
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
        (("order", "/orders/{id}"),),
        ("/internal/orders", "/orders/export"),
        ("/internal",),
        (Sample("ann", "expired", "ANN_OLD"),),
        (
            Named(
                GraphqlOperation(NOTE, "note", "query note($id: ID!) { note(id: $id) { id } }", (Bound("id", ("id",)),))
            ),
        ),
    ),
)


@pytest.mark.parametrize("suite", [EMPTY, FULL, replace(FULL, product=NASTY, left_out=(NASTY,), run=NASTY)])
def test_the_file_is_python_with_a_test_for_each_attempt(suite: Suite) -> None:
    text = render(suite)

    names = {node.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)}
    assert len({name for name in names if name.startswith("test_")}) == (17 if suite.reads else 0)


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
