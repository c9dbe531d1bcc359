"""What a CI reads of a run: SARIF by its schema and code scanning's rules, JUnit, annotations, the job's summary."""

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import Any

import pytest
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as Sarif

from launchready.events import Event, Judged, Waived
from launchready.judge import baseline
from launchready.judge.gate import gate
from launchready.report import github, junit, sarif
from launchready.report.answer import Answer, of_audit, of_gate
from launchready.report.gate import Told
from launchready.report.view import View
from launchready.verdict import Fail
from tests.report.fixtures import faulty, marketplace

RUNS = [
    marketplace.GO,
    faulty.NO_GO,
    faulty.INCOMPLETE,
    faulty.EMPTY,
    faulty.cut_off(),
    faulty.many(),
    faulty.long_words(),
    faulty.hostile(),
]
ANCHOR = "deploy/launch one.toml"


def gated(events: tuple[Event, ...], before: tuple[Event, ...] | None) -> tuple[View, Answer]:
    view = View.of(events)
    base = None if before is None else baseline.of(View.of(before).results)
    found = gate(view.results, base, first="boundaries")
    return view, of_gate(Told(view, found, None if base is None else "launchready-baseline.json"))


def audited(events: tuple[Event, ...]) -> tuple[View, Answer]:
    view = View.of(events)
    return view, of_audit(view)


def run_of(text: str) -> dict[str, Any]:
    """The one run of a file that the official schema takes."""
    document = json.loads(text)
    Sarif.model_validate(document)
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    found: dict[str, Any] = run
    return found


@pytest.mark.parametrize("events", RUNS)
def test_every_run_is_sarif_that_code_scanning_takes(events: tuple[Event, ...]) -> None:
    view, answer = audited(events)

    run = run_of(sarif.render(view, answer, ANCHOR))

    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(rules) == len(set(rules))
    assert len(run["results"]) == len(view.findings) + len(view.waived)
    for one in run["results"]:
        (place,) = one["locations"]
        assert place["physicalLocation"]["artifactLocation"]["uri"] == "deploy/launch%20one.toml"
        assert place["physicalLocation"]["region"]["startLine"] >= 1
        assert rules[one["ruleIndex"]] == one["ruleId"]
        assert set(one["partialFingerprints"]) == {"primaryLocationLineHash", "launchready/v1"}
    marks = [one["partialFingerprints"]["launchready/v1"] for one in run["results"]]
    assert len(marks) == len(set(marks))


def test_the_schema_notices_what_is_no_sarif() -> None:
    document = json.loads(sarif.render(*audited(faulty.NO_GO), ANCHOR))
    document["runs"][0]["results"][0]["surprise"] = 1

    with pytest.raises(ValueError, match="surprise"):
        Sarif.model_validate(document)


def test_an_empty_file_is_valid_and_says_that_nothing_was_done() -> None:
    run = run_of(sarif.empty("0.1.0", "gate"))

    assert run["results"] == []
    assert run["invocations"] == [{"executionSuccessful": False}]


def test_a_finding_keeps_its_fingerprint_where_launch_toml_moves() -> None:
    moved = replace(faulty.CORS_FAIL, line=faulty.CORS_FAIL.line + 40)
    first, second = (
        run_of(sarif.render(*audited(marketplace.events((one,))), ANCHOR))["results"][0]
        for one in (faulty.CORS_FAIL, moved)
    )

    assert first["partialFingerprints"] == second["partialFingerprints"]
    assert first["locations"] != second["locations"]


def test_what_is_waived_is_suppressed_and_what_is_not_is_not() -> None:
    run = run_of(sarif.render(*audited(faulty.NO_GO), ANCHOR))

    suppressed = {one["ruleId"]: one["suppressions"] for one in run["results"]}

    (waived,) = suppressed.pop(faulty.WAIVED_FAIL.check)
    assert waived["kind"] == "external"
    assert "until 2026-12-15" in waived["justification"]
    assert set(map(tuple, suppressed.values())) == {()}


def test_the_gate_says_what_is_new() -> None:
    old = marketplace.events(faulty.with_these(faulty.CORS_FAIL))
    new = marketplace.events(faulty.with_these(faulty.CORS_FAIL, faulty.READS_FAIL))

    run = run_of(sarif.render(*gated(new, old), ANCHOR))

    assert {one["ruleId"]: one["baselineState"] for one in run["results"]} == {
        faulty.CORS_FAIL.check: "unchanged",
        faulty.READS_FAIL.check: "new",
    }
    assert run["automationDetails"]["id"] == "launchready/gate/"
    assert all("baselineState" not in one for one in run_of(sarif.render(*gated(new, None), ANCHOR))["results"])


def cases(text: str) -> tuple[ET.Element, list[ET.Element]]:
    root = ET.fromstring(text)
    return root, list(root.iter("testcase"))


@pytest.mark.parametrize("events", RUNS)
def test_every_run_is_junit_that_adds_up_and_is_green_for_go_alone(events: tuple[Event, ...]) -> None:
    view, answer = audited(events)

    root, every = cases(junit.render(view, answer))

    for kind, name in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        assert int(root.get(name, "")) == sum(one.find(kind) is not None for one in every)
    assert int(root.get("tests", "")) == len(every) == len(view.results) + 1
    red = any(one.find("failure") is not None or one.find("error") is not None for one in every)
    assert red is (answer.word != "GO")


def test_junit_of_a_gate_fails_what_is_new_and_passes_over_what_is_known() -> None:
    old = marketplace.events(faulty.with_these(faulty.CORS_FAIL))
    new = marketplace.events(faulty.with_these(faulty.CORS_FAIL, faulty.READS_FAIL))

    _, every = cases(junit.render(*gated(new, old)))

    failed = [one.get("classname") for one in every if one.find("failure") is not None]
    (known,) = [one.find("skipped") for one in every if one.get("classname", "").endswith(faulty.CORS_FAIL.check)]
    assert failed == ["launchready.gate", f"launchready.{faulty.READS_FAIL.check}"]
    assert known is not None
    assert known.get("message", "").startswith("known to the baseline")


@pytest.mark.parametrize("events", RUNS)
def test_annotations_are_few_and_each_is_one_command(events: tuple[Event, ...]) -> None:
    lines = github.annotations(*audited(events), ANCHOR)

    assert all(
        re.fullmatch(r"::(error|warning) file=deploy/launch one.toml,line=\d+,title=[^\n:]*::[^\n]*", line)
        for line in lines[:-1]
    )
    assert lines[-1].startswith("::notice title=Launch Ready::")
    assert sum(line.startswith("::error") for line in lines) <= 10
    assert sum(line.startswith("::warning") for line in lines) <= 10


def test_a_product_gives_the_ci_no_orders() -> None:
    nasty = "x\n::add-path::/tmp/evil\r::set-env name=A::b"
    fail = replace(faulty.CORS_FAIL, title="a,b: c", verdict=Fail(nasty, (), ()), lapsed=Waived(nasty, nasty, nasty))
    view, answer = audited(marketplace.events((fail,)))

    lines = github.annotations(view, answer, "launch.toml")
    first, last = github.held_back()

    assert len("".join(lines).splitlines()) == 1
    assert all(line.count("\n") == 0 for line in lines)
    assert "title=a%2Cb%3A c::" in lines[0]
    assert first == f"::stop-commands::{last.strip(':')}"
    assert github.held_back() != (first, last)
    assert "\n::" not in github.summary(view, answer)


def test_the_summary_says_the_word_and_what_to_mend() -> None:
    text = github.summary(*audited(faulty.NO_GO))

    assert text.startswith("## ❌ NO-GO: Bazaar\n")
    assert "| blocks launch | A customer can read another customer's things by changing an id | `surface.api` |" in text
    incomplete = github.summary(*audited(faulty.INCOMPLETE))
    assert incomplete.startswith("## ❔ INCOMPLETE")
    assert "What keeps it from being told:" in incomplete


def test_a_finding_that_is_back_says_so_everywhere() -> None:
    back = replace(faulty.CORS_FAIL, lapsed=Waived("partners need it", "backend", "2026-11-01"))
    view, answer = audited(marketplace.events((back,)))

    assert "its waiver ended on 2026-11-01" in sarif.render(view, answer, ANCHOR)
    assert "its waiver ended on 2026-11-01" in junit.render(view, answer)


def test_every_fixture_has_results_to_write() -> None:
    assert any(isinstance(one, Judged) for one in faulty.NO_GO)
