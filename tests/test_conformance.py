"""Holds every check to the rules: its page, its rows, its references, its remedy, its faults and its verdicts."""

import importlib.util
import inspect
import re
from pathlib import Path
from types import ModuleType

import pytest

from bazaar.faults import FAULTS
from launchready import roadmap
from launchready.registry import AnyCheck, checks
from launchready.store import from_text, to_text
from launchready.verdict import Fail, Pass, Unknown, Verdict

STAGES = Path(__file__).parent / "stages"
EDITION = re.compile(
    r"^(API\d+:2023|A\d\d:20(21|25)|LLM\d\d:202[56]|ASI\d\d:2026|CWE-\d+|RFC \d+(#[\w.-]+)?|AML\.T\d+(\.\d+)?@5\.6|"
    r"NIST AI 600-1|OWASP [A-Za-z ]+ \d[\w.]*|ASVS 5\.0 [\d.]+|CA/B BR [\w.]+)$"
)
ROWS = {row.id for row in roadmap.rows()}
KNOWN_FAULTS = {fault.name for fault in FAULTS}

every_check = pytest.mark.parametrize("check", checks(), ids=lambda check: check.id())


def examples_of(check: AnyCheck) -> tuple[tuple[object, type[Verdict]], ...]:
    *_, stage, name = type(check).__module__.split(".")
    path = STAGES / stage / f"test_{name}.py"
    assert path.exists(), f"{check.id()} has no test at tests/stages/{stage}/test_{name}.py"
    return load(path).EXAMPLES


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"examples_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@every_check
def test_its_page_says_the_risk_and_how_to_see_it(check: AnyCheck) -> None:
    page = inspect.cleandoc(type(check).__doc__ or "")

    assert page.split("\n\n")[0].strip().endswith(".")
    for heading in ("What it does", "Why it is bad", "See it yourself"):
        assert heading in page


@every_check
def test_what_shuts_a_door_runs_alone(check: AnyCheck) -> None:
    assert check.alone or not check.shuts


@every_check
def test_it_names_rows_references_and_faults_that_exist(check: AnyCheck) -> None:
    assert check.title
    assert not check.title.endswith(".")
    assert check.rows
    assert set(check.rows) <= ROWS
    assert check.refs
    assert [ref for ref in check.refs if not EDITION.match(ref)] == []
    assert check.faults, "no fault of the reference marketplace makes it fail"
    assert set(check.faults) <= KNOWN_FAULTS


@every_check
def test_its_examples_get_their_verdicts_also_after_they_were_stored(check: AnyCheck) -> None:
    examples = examples_of(check)

    assert {Pass, Fail, Unknown} <= {wanted for _, wanted in examples}
    for seen, wanted in examples:
        verdict = check.judge(seen)
        stored = from_text(to_text(seen, check.seen_type()), check.seen_type())

        assert isinstance(verdict, wanted), f"{verdict} for {seen}"
        assert stored == seen
        assert check.judge(stored) == verdict


@every_check
def test_its_verdicts_carry_what_a_reader_needs(check: AnyCheck) -> None:
    for seen, _ in examples_of(check):
        match check.judge(seen):
            case Pass(because, control):
                assert because
                assert control
            case Fail(because, evidence, reproduce):
                remedy = check.remedy(seen)

                assert because
                assert evidence
                assert all(one.what and one.shown for one in evidence)
                assert reproduce
                assert len(remedy.do) > 20
            case other:
                assert other.because


def test_every_fault_is_caught_by_a_check() -> None:
    caught = {fault for check in checks() for fault in check.faults}

    assert sorted(KNOWN_FAULTS - caught) == []


def test_every_stage_has_checks() -> None:
    assert {check.stage() for check in checks()} == {1, 2, 3, 4, 5, 6, 7}
