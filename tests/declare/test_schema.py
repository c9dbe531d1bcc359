"""The published schema and the guide say what the program reads."""

import json
import tomllib
from pathlib import Path

import jsonschema_rs
import pytest

from launchready.declare import schema
from launchready.declare.publish import published

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLE = DOCS / "launch.example.toml"


def as_json(text: str) -> object:
    """What an editor sees of a TOML file: dates are text."""
    return json.loads(json.dumps(tomllib.loads(text), default=str))


def test_the_published_files_are_in_step_with_the_shapes() -> None:
    for path, text in published(DOCS).items():
        assert text == path.read_text(encoding="utf-8"), (
            f"run `python -m launchready.declare.publish docs` ({path.name})"
        )


def test_the_schema_is_a_schema() -> None:
    made = json.loads(schema.text())

    jsonschema_rs.meta.validate(made)

    assert made["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_example_validates() -> None:
    validator = jsonschema_rs.validator_for(json.loads(schema.text()))

    found = [f"{error.instance_path}: {error.message}" for error in validator.iter_errors(as_json(EXAMPLE.read_text()))]

    assert found == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('kind = "admin"', 'kind = "amdin"'),
        ('health = "/health"', 'helth = "/health"'),
        ('touch = "write"', 'touch = "all"'),
        ('window = "22:00-06:00 UTC"', 'window = "at night"'),
        ('secret = "env:PAYMENTS_WEBHOOK_SECRET"', 'secret = "hunter2"'),
        ('upload = "file"', 'upload = "file", form = { a = "b" }'),
        ('open = { post = "/conversations"', 'open = { post = "/conversations", get = "/"'),
        ('tools = "$.tool_calls"', 'tools = "tool_calls"'),
        ("until = 2026-02-01", "until = 3"),
        ("version = 1", "version = 2"),
    ],
)
def test_the_schema_refuses_what_the_program_refuses(right: str, wrong: str) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    validator = jsonschema_rs.validator_for(json.loads(schema.text()))

    valid = validator.is_valid(as_json(text.replace(right, wrong)))

    assert right in text
    assert not valid


def test_every_key_has_a_description_and_an_example_in_its_table() -> None:
    made = json.loads(schema.text())

    bare = [
        f"{name}.{key}"
        for name, shape in made["$defs"].items()
        for key, one in shape["properties"].items()
        if not one.get("description") or not one.get("examples")
    ]

    assert bare == []
    assert EXAMPLE.read_text(encoding="utf-8").startswith(f"{schema.DIRECTIVE} ./launch.schema.json\n")
