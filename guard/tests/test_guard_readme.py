import asyncio
import re
from pathlib import Path
from typing import Any

import pytest

from guard.tests.driving import ask
from launchready_guard.egress import NotAllowed

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
HOST = {"host": "api.shop.example"}


@pytest.fixture(scope="module")
def said() -> dict[str, Any]:
    names: dict[str, Any] = {}
    for block in re.findall(r"```python\n(.*?)```", README, re.DOTALL):
        exec(compile(block, "README.md", "exec"), names)
    return names


@pytest.mark.parametrize(
    ("asked", "headers", "status"),
    [
        ("GET /listings", HOST, 200),
        ("GET /listings", {"host": "evil.example"}, 421),
        ("GET /orders/1", HOST, 401),
        ("GET /orders/1", {**HOST, "authorization": "Bearer a-session"}, 200),
        ("GET /orders/2", {**HOST, "authorization": "Bearer a-session"}, 404),
        ("GET /admin/users", {**HOST, "authorization": "Bearer a-session"}, 403),
        ("DELETE /listings", HOST, 404),
    ],
)
def test_the_example_does_what_it_says(said: dict[str, Any], asked: str, headers: dict[str, str], status: int) -> None:
    found = asyncio.run(ask(said["app"], asked, headers))

    assert found.status == status
    assert found["x-request-id"]
    assert found["x-content-type-options"] == "nosniff"


def test_the_other_examples_run(said: dict[str, Any]) -> None:
    assert asyncio.run(said["sign_in"]("ada", "the right one", "203.0.113.9", None))
    assert asyncio.run(said["sign_in"]("ada", "wrong", "203.0.113.9", None)) is None
    with pytest.raises(NotAllowed, match="not on the list"):
        asyncio.run(said["call"]("https://evil.example/"))


def test_every_module_is_in_the_table() -> None:
    modules = {path.stem for path in (Path(__file__).parent.parent / "src" / "launchready_guard").glob("*.py")}

    assert modules - {"__init__", "asgi", "paths"} <= set(re.findall(r"`(\w+)`", README))
