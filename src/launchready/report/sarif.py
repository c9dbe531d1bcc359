"""Findings as SARIF 2.1.0, for GitHub's code scanning and whatever else reads it."""

import json
import re
from urllib.parse import quote

from launchready.events import Judged
from launchready.judge.decide import INCOMPLETE
from launchready.report.answer import Answer
from launchready.report.json_v1 import Json
from launchready.report.view import View
from launchready.report.words import ended, visible
from launchready.verdict import Fail, Impact, Unknown

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
NAME = "Launch Ready"
LEVELS = {
    Impact.BLOCKS_LAUNCH: "error",
    Impact.COSTS_MONEY: "error",
    Impact.COSTS_TRUST: "warning",
    Impact.SHOULD_FIX: "warning",
    Impact.GOOD_TO_KNOW: "note",
}
SEVERITY = {
    Impact.BLOCKS_LAUNCH: "9.5",
    Impact.COSTS_MONEY: "8.0",
    Impact.COSTS_TRUST: "6.0",
    Impact.SHOULD_FIX: "3.5",
    Impact.GOOD_TO_KNOW: "1.0",
}
"""What code scanning shows as critical, high, medium and low."""
TIME = re.compile(r"\+00:00$")


def empty(version: str, kind: str) -> str:
    """A file that holds nothing: what stands there until the run is done, and where it never is."""
    run: dict[str, Json] = {
        "tool": {"driver": {"name": NAME, "version": version, "rules": []}},
        "automationDetails": {"id": f"launchready/{kind}/"},
        "invocations": [{"executionSuccessful": False}],
        "columnKind": "utf16CodeUnits",
        "results": [],
    }
    return _document(run)


def render(view: View, answer: Answer, anchor: str) -> str:
    """The run; each finding is anchored to the line of launch.toml that declares its target.

    `anchor` is that file's path in the repository: code scanning refuses what stands nowhere.
    """
    shown = tuple(one for one in view.results if isinstance(one.verdict, Fail))
    rules = {one.check: one for one in shown}
    order = sorted(rules)
    run: dict[str, Json] = {
        "tool": {
            "driver": {"name": NAME, "version": view.run.version, "rules": [_rule(rules[check]) for check in order]}
        },
        "automationDetails": {"id": f"launchready/{answer.of}/"},
        "invocations": [_invocation(view, answer)],
        "columnKind": "utf16CodeUnits",
        "results": [_result(one, order.index(one.check), answer, anchor) for one in shown],
    }
    return _document(run)


def _document(run: Json) -> str:
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=True) + "\n"


def _rule(one: Judged) -> Json:
    mend = visible(one.remedy.do) if one.remedy else "See the report."
    paste = f"\n\n```\n{visible(one.remedy.paste)}\n```" if one.remedy and one.remedy.paste else ""
    return {
        "id": one.check,
        "name": "".join(part.capitalize() for part in re.split(r"\W+", one.check)),
        "shortDescription": {"text": one.title},
        "fullDescription": {"text": one.risk},
        "help": {"text": mend, "markdown": f"{one.risk}\n\n**Mend it:** {mend}{paste}"},
        "defaultConfiguration": {"level": LEVELS[one.impact]},
        "properties": {
            "tags": ["security", *one.refs],
            "precision": "very-high",
            "security-severity": SEVERITY[one.impact],
        },
    }


def _result(one: Judged, rule: int, answer: Answer, anchor: str) -> Json:
    made: dict[str, Json] = {
        "ruleId": one.check,
        "ruleIndex": rule,
        "level": LEVELS[one.impact],
        "message": {"text": _message(one)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(anchor), "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": max(one.line, 1)},
                },
                "logicalLocations": [{"fullyQualifiedName": one.target, "kind": "resource"}],
            }
        ],
        # Code scanning compares by the first, which must not move with the lines of launch.toml.
        "partialFingerprints": {"primaryLocationLineHash": f"{one.fingerprint}:1", "launchready/v1": one.fingerprint},
        "suppressions": [_suppression(one)] if one.waived else [],
    }
    if answer.compared:
        made["baselineState"] = "unchanged" if one.fingerprint in answer.known else "new"
    return made


def _message(one: Judged) -> str:
    places = one.verdict.places if isinstance(one.verdict, Fail) else ()
    parts = [f"{one.title} ({one.target}): {one.verdict.because}."]
    parts += [f"Places: {', '.join(places)}."] if places else []
    parts += [f"It is back: {ended(one.lapsed)}."] if one.lapsed else []
    parts += [f"Owner: {one.owner or 'nobody'}."]
    return visible(" ".join(parts))


def _suppression(one: Judged) -> Json:
    assert one.waived is not None
    words = f"Waived by {one.waived.owner} until {one.waived.until}: {one.waived.reason}"
    return {"kind": "external", "justification": visible(words)}  # without a status it counts as accepted


def _invocation(view: View, answer: Answer) -> Json:
    gaps = [one for one in view.results if isinstance(one.verdict, Unknown)]
    made: dict[str, Json] = {
        "executionSuccessful": answer.word != INCOMPLETE,
        "startTimeUtc": TIME.sub("Z", view.run.at),
        "exitCodeDescription": f"{answer.word}: {visible(answer.headline)}",
        "toolExecutionNotifications": [
            {
                "descriptor": {"id": one.check},
                "level": "warning" if one.fingerprint in answer.gaps else "note",
                "message": {"text": visible(f"Not known at {one.target}: {one.verdict.because}")},
            }
            for one in gaps
        ],
    }
    if view.finished:
        made["endTimeUtc"] = TIME.sub("Z", view.finished.at)
    return made
