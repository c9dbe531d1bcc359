"""The run as JUnit's XML: a case for each look, and one for the answer, so that what is not green is never shown so."""

import xml.etree.ElementTree as ET

from launchready.events import Judged
from launchready.judge.decide import INCOMPLETE, NO_GO
from launchready.report.answer import Answer
from launchready.report.view import View
from launchready.report.words import ended, one_line, visible
from launchready.verdict import Fail, NotApplicable, Unknown


def render(view: View, answer: Answer) -> str:
    """A suite for each stage, and one for the answer."""
    suites = [_answer(answer)]
    suites += [
        _suite(stage.name, [_case(one, answer) for one, _ in stage.results]) for stage in view.stages if stage.results
    ]
    root = ET.Element("testsuites", name=f"Launch Ready {answer.of}", time=f"{view.seconds:g}")
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in suites)))
    root.extend(suites)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _answer(answer: Answer) -> ET.Element:
    case = ET.Element("testcase", classname=f"launchready.{answer.of}", name="the answer is GO", time="0")
    if answer.word == NO_GO:
        _under(case, "failure", answer.word, answer.headline)
    elif answer.word == INCOMPLETE:
        _under(case, "error", answer.word, "\n".join((answer.headline, *answer.missing)))
    return _suite("answer", [case])


def _suite(name: str, cases: list[ET.Element]) -> ET.Element:
    suite = ET.Element("testsuite", name=f"launchready.{name}", tests=str(len(cases)), time="0")
    for count, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(count, str(sum(case.find(kind) is not None for case in cases)))
    suite.extend(cases)
    return suite


def _case(one: Judged, answer: Answer) -> ET.Element:
    case = ET.Element("testcase", classname=f"launchready.{one.check}", name=one_line(one.target), time="0")
    match one.verdict:
        case Fail() if one.fingerprint in answer.stops:
            _under(case, "failure", one.title, _proof(one))
        case Fail() if one.waived:
            _under(case, "skipped", f"waived until {one.waived.until} by {one.waived.owner}: {one.waived.reason}")
        case Fail():
            known = "known to the baseline" if one.fingerprint in answer.known else "a finding that does not stop"
            _under(case, "skipped", f"{known}: {one.title}: {one.verdict.because}")
        case Unknown() if one.fingerprint in answer.gaps and answer.word == INCOMPLETE:
            _under(case, "error", f"not known: {one.verdict.because}")
        case Unknown():
            _under(case, "skipped", f"not known: {one.verdict.because}")
        case NotApplicable():
            _under(case, "skipped", f"does not apply: {one.verdict.because}")
        case _:
            pass
    return case


def _proof(one: Judged) -> str:
    assert isinstance(one.verdict, Fail)
    lines = [one.verdict.because, *([f"back: {ended(one.lapsed)}"] if one.lapsed else [])]
    lines += [f"launch.toml line {one.line}, fingerprint {one.fingerprint}, owner {one.owner or 'nobody'}"]
    lines += ["", "See it yourself:", *one.verdict.reproduce] if one.verdict.reproduce else []
    lines += ["", f"Mend it: {one.remedy.do}"] if one.remedy else []
    return "\n".join(lines)


def _under(case: ET.Element, kind: str, message: str, text: str = "") -> None:
    child = ET.SubElement(case, kind, message=one_line(message))
    if text:
        child.text = visible(text)
