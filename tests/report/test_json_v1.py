import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from launchready.events import Event
from launchready.report import json_v1
from launchready.report.view import View
from tests.report.fixtures import faulty, ledgers, marketplace

DOCS = Path(__file__).parents[2] / "docs"
SCHEMA = json.loads((DOCS / "json-v1.schema.json").read_text(encoding="utf-8"))
ALL = [
    marketplace.GO,
    faulty.NO_GO,
    faulty.INCOMPLETE,
    faulty.EMPTY,
    faulty.cut_off(),
    faulty.many(),
    faulty.long_words(),
    faulty.hostile(),
    ledgers.LEDGER,
    ledgers.STRANGE_LEDGER,
]


def closed(schema: Any) -> Any:
    """The schema with every object closed, so that a field that it does not describe is an error."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: closed(value) for key, value in schema.items()}
    return {"additionalProperties": False, **inner} if "properties" in schema and "type" in schema else inner


@pytest.mark.parametrize("events", ALL)
def test_the_document_is_as_its_schema_says_and_holds_nothing_more(events: tuple[Event, ...]) -> None:
    document = json.loads(json_v1.render(View.of(events)))

    errors = [error.message for error in jsonschema_rs.validator_for(closed(SCHEMA)).iter_errors(document)]

    assert errors == []


def test_a_field_that_the_schema_does_not_know_is_noticed() -> None:
    document = json.loads(json_v1.render(View.of(marketplace.GO)))
    document["run"]["surprise"] = 1

    assert not jsonschema_rs.validator_for(closed(SCHEMA)).is_valid(document)
    assert jsonschema_rs.validator_for(SCHEMA).is_valid(document)


def test_what_programs_rely_on() -> None:
    document = json.loads(json_v1.render(View.of(faulty.NO_GO)))
    results = {(one["check"], one["target"]): one for one in document["results"]}

    assert document["format"] == "launchready-json-v1"
    assert document["decision"]["word"] == "NO-GO"
    leak = results["boundaries.stranger-reads-object", "surface.api"]
    assert (leak["verdict"]["kind"], leak["state"], leak["impact"]) == ("Fail", "finding", "blocks_launch")
    assert leak["verdict"]["places"] == ["GET /conversations/{id}", "GET /orders/{id}"]
    assert results["abuse.no-way-to-a-person", "surface.chat"]["verdict"]["ours"] is True
    assert results["exposure.admin-operation-is-open", "surface.api"]["waived"]["until"] == "2026-12-15"
    assert document["run"]["left_behind"] == ["listing lst_31 at surface.api: DELETE answered 405"]
    open_findings = {one["fingerprint"] for one in document["results"] if one["state"] == "finding"}
    assert open_findings == set(document["decision"]["ranked"])


def test_each_name_is_told_with_its_release_and_its_owner() -> None:
    document = json.loads(json_v1.render(View.of(faulty.NO_GO)))

    names = {one["name"]: (one["answers"], one["release"], one["owner"]) for one in document["map"]["names"]}

    assert names["api.bazaar.test"] == ("404", "2026-11-23.42", "ai")
    assert names["gone.bazaar.test"] == ("it has no address", None, None)


def test_hostile_text_is_kept_and_cannot_move_a_terminal() -> None:
    text = json_v1.render(View.of(faulty.hostile()))

    assert text.isascii()
    assert "\x1b" not in text
    assert faulty.ESCAPE in json.loads(text)["run"]["product"]


def test_the_page_about_the_format_names_every_part_of_it() -> None:
    page = (DOCS / "json-v1.md").read_text(encoding="utf-8")

    assert [key for key in SCHEMA["properties"] if f"`{key}`" not in page and f'"{key}"' not in page] == []
