"""Looks over the waivers themselves: those that ended, cover nothing, cover too much, or give no reason."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from launchready.declare.model import Waiver
from launchready.declare.refusal import did_you_mean
from launchready.events import Judged
from launchready.verdict import Fail, Pass

SOON = timedelta(days=14)
LEAST = 8
"""Letters that a reason has."""
PLACEHOLDER = re.compile(
    r"\W*(?:todo|tbd|tba|fixme|wip|later|temp(?:orary)?|none|n/?a|reason|why|because|ignore[d]?|accepted|false positive|not now)\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about one waiver."""

    line: int
    says: str
    do: str
    must: bool
    """Whether it must be mended; else it is good to know."""


def says_nothing(reason: str) -> bool:
    """Whether a reason gives none: it is too short, or a word that stands for one."""
    return sum(one.isalnum() for one in reason) < LEAST or PLACEHOLDER.fullmatch(reason) is not None


def lint(
    waivers: tuple[Waiver, ...], checks: tuple[str, ...], results: tuple[Judged, ...], today: date
) -> tuple[Remark, ...]:
    """What is to be said of the waivers, in their order; `results` are those of the last run, if there is one."""
    remarks: list[Remark] = []
    for place, one in enumerate(waivers):
        remarks += _of(one, checks, results, today)
        twins = [other for other in waivers[:place] if other.check == one.check and _meet(other, one)]
        if twins:
            says = f"it covers what the waiver in line {twins[0].line} covers"
            remarks.append(
                Remark(one.line, says, "Keep the one that is meant: the longer of two dates counts", must=True)
            )
    return tuple(remarks)


def _of(one: Waiver, checks: tuple[str, ...], results: tuple[Judged, ...], today: date) -> Iterator[Remark]:
    if one.check not in checks:
        near = did_you_mean(one.check, checks)
        do = f"Write {near}" if near else "`launchready rows` lists the checks"
        yield Remark(one.line, f"there is no check {one.check}: it covers nothing", do, must=True)
    if says_nothing(one.reason):
        yield Remark(one.line, f"its reason says nothing: {one.reason}", "Say why the finding is accepted", must=True)
    if one.target is None:
        yield Remark(
            one.line, "it covers every target, also those that come later", "Name the target that is meant", must=False
        )
    if one.until <= today:
        says = f"it ended on {one.until}: the finding is back"
        yield Remark(
            one.line, says, "Mend the finding and take the waiver away, or renew it with a reason of today", must=True
        )
    elif one.until - today <= SOON:
        left = (one.until - today).days
        yield Remark(
            one.line,
            f"it ends in {left} day{'s' if left > 1 else ''}, on {one.until}",
            f"{one.owner} mends it until then",
            must=False,
        )
    met = [result.verdict for result in results if result.check == one.check and one.target in {None, result.target}]
    if any(isinstance(verdict, Pass) for verdict in met) and not any(isinstance(verdict, Fail) for verdict in met):
        yield Remark(
            one.line, "the last run looked, and there is nothing to waive any more", "Take it away", must=False
        )


def _meet(one: Waiver, other: Waiver) -> bool:
    return one.target is None or other.target is None or one.target == other.target
