"""What was known when the gate's baseline was written: findings, gaps, and what was looked at; as a file to commit."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from launchready.events import Judged
from launchready.judge.rank import ranked
from launchready.verdict import Fail, Pass, Unknown

FORMAT = "launchready-gate-baseline-v1"


class NotABaselineError(Exception):
    """The file cannot be compared with; the words say why and what to do."""


@dataclass(frozen=True, slots=True)
class Known:
    """A finding that was there."""

    check: str
    target: str
    title: str
    places: tuple[str, ...]
    """Where inside the target: another place is new."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """What the file says, by fingerprint."""

    findings: Mapping[str, Known] = field(default_factory=dict)
    unknown: Mapping[str, str] = field(default_factory=dict)
    """`check at target: why`."""
    looked: Mapping[str, str] = field(default_factory=dict)
    """What could be told, good or bad: `check at target`."""


def of(results: tuple[Judged, ...]) -> Baseline:
    """What a run knows. A waived finding has its waiver, and one whose waiver ended is owed: neither is taken in."""
    return Baseline(
        {
            one.fingerprint: Known(one.check, one.target, one.title, tuple(sorted(one.verdict.places)))
            for one in ranked(results)
            if isinstance(one.verdict, Fail) and one.lapsed is None
        },
        {
            one.fingerprint: f"{_name(one)}: {one.verdict.because}"
            for one in results
            if isinstance(one.verdict, Unknown)
        },
        {one.fingerprint: _name(one) for one in results if isinstance(one.verdict, Pass | Fail)},
    )


def render(baseline: Baseline, product: str, day: str) -> str:
    """The file: one line each, in an order that stays, so that a reviewer sees what a change accepts."""
    findings = {
        mark: {"check": one.check, "target": one.target, "title": one.title, "places": list(one.places)}
        for mark, one in sorted(baseline.findings.items(), key=lambda pair: (pair[1].check, pair[1].target))
    }
    document = {
        "format": FORMAT,
        "product": product,
        "written": day,
        "findings": findings,
        "unknown": _sorted(baseline.unknown),
        "looked": _sorted(baseline.looked),
    }
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def parse(text: str) -> Baseline:
    """Reads the file.

    Raises:
        NotABaselineError: it is none.
    """
    try:
        document = json.loads(text)
    except ValueError as error:
        raise NotABaselineError(f"it is not JSON ({error}); write it again with --write-baseline") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise NotABaselineError(f"its format is not {FORMAT}; write it again with --write-baseline")
    try:
        return Baseline(
            {
                str(mark): Known(
                    str(one["check"]), str(one["target"]), str(one["title"]), tuple(map(str, one["places"]))
                )
                for mark, one in document["findings"].items()
            },
            {str(mark): str(says) for mark, says in document["unknown"].items()},
            {str(mark): str(says) for mark, says in document["looked"].items()},
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise NotABaselineError(f"a part of it is missing ({error}); write it again with --write-baseline") from None


def _name(one: Judged) -> str:
    return f"{one.check} at {one.target}"


def _sorted(lines: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(lines.items(), key=lambda pair: pair[1]))
