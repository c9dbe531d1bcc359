"""Ranks findings by what they cost the launch."""

from launchready.events import Judged
from launchready.judge.bar import BAR
from launchready.verdict import Fail


def is_finding(judged: Judged) -> bool:
    """Whether a verdict is a finding: a Fail that no waiver covers."""
    return isinstance(judged.verdict, Fail) and judged.waived is None


def ranked(results: tuple[Judged, ...]) -> tuple[Judged, ...]:
    """The findings, worst first: by launch impact, then by the minimum bar's order, then by stage and name."""
    return tuple(sorted(filter(is_finding, results), key=_order))


def _order(judged: Judged) -> tuple[int, int, int, str, str]:
    order = list(BAR)
    bar = min((order.index(row) for row in judged.rows if row in BAR), default=len(order))
    return judged.impact, bar, judged.stage, judged.check, judged.target
