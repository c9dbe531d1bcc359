"""What a CI must know of a run: the word, which findings make it red, which gaps, and which were known."""

from dataclasses import dataclass

from launchready.judge.bar import BAR
from launchready.judge.decide import INCOMPLETE
from launchready.report.gate import Told, headline
from launchready.report.view import View
from launchready.verdict import Impact, Unknown


@dataclass(frozen=True, slots=True)
class Answer:
    """An audit's or a gate's answer, by fingerprints."""

    of: str
    """`audit` or `gate`."""
    word: str
    headline: str
    stops: frozenset[str]
    """Findings that make it NO-GO."""
    known: frozenset[str] = frozenset()
    """Findings that a baseline knows."""
    gaps: frozenset[str] = frozenset()
    """What could not be told and must be."""
    missing: tuple[str, ...] = ()
    """What makes it INCOMPLETE, in words."""
    compared: bool = False
    """Whether there was a baseline."""


def of_audit(view: View) -> Answer:
    """An audit's: what blocks the launch, or fails an item of the minimum bar."""
    return Answer(
        of="audit",
        word=view.decision.word,
        headline=view.headline,
        stops=frozenset(
            one.fingerprint for one in view.findings if one.impact is Impact.BLOCKS_LAUNCH or set(one.rows) & set(BAR)
        ),
        gaps=frozenset(
            one.fingerprint
            for one in view.results
            if isinstance(one.verdict, Unknown) and (one.impact is Impact.BLOCKS_LAUNCH or set(one.rows) & set(BAR))
        ),
        missing=view.decision.because if view.decision.word == INCOMPLETE else (),
    )


def of_gate(told: Told) -> Answer:
    """A gate's: what is new."""
    lines = told.gate.missing
    return Answer(
        of="gate",
        word=told.gate.word,
        headline=headline(told),
        stops=frozenset(one.finding.fingerprint for one in told.gate.new),
        known=frozenset(one.fingerprint for one in told.gate.known),
        gaps=frozenset(
            one.fingerprint
            for one in told.view.results
            if isinstance(one.verdict, Unknown) and f"{one.check} at {one.target}: {one.verdict.because}" in lines
        ),
        missing=lines,
        compared=told.baseline is not None,
    )
