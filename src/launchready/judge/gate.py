"""Decides whether a deploy may go on: what is new since the baseline, and whether enough was seen to say so."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from launchready.events import Judged
from launchready.judge.bar import BAR
from launchready.judge.baseline import Baseline
from launchready.judge.decide import GO, INCOMPLETE, NO_GO
from launchready.judge.rank import ranked
from launchready.verdict import Fail, Impact, NotApplicable, Pass, Unknown


@dataclass(frozen=True, slots=True)
class New:
    """A finding that stops the deploy, and what is new about it."""

    finding: Judged
    why: str


@dataclass(frozen=True, slots=True)
class Gate:
    """What a gate's run amounts to."""

    word: str
    new: tuple[New, ...]
    """Worst first."""
    lesser: tuple[New, ...]
    """New too, and below what stops a deploy here."""
    missing: tuple[str, ...]
    """What keeps it from being told."""
    known: tuple[Judged, ...]
    """Findings of the baseline that are still there."""
    mended: tuple[str, ...]
    """Findings of the baseline that were looked for and are gone."""
    untold: tuple[str, ...]
    """Findings of the baseline that could not be looked for: neither there nor gone."""
    waived: tuple[Judged, ...]
    told: int
    """Looks that could tell."""


def gate(
    results: tuple[Judged, ...],
    baseline: Baseline | None,
    *,
    first: str | None,
    stops: Impact = Impact.GOOD_TO_KNOW,
    cut: str = "",
    taken: frozenset[str] = frozenset(),
) -> Gate:
    """Compares a run with the baseline.

    `first` is the stage of which something must have been told, where the product has anything of it; `stops` the least
    impact that stops a deploy; `cut` what ended the run early; `taken` the fingerprints of what was taken over from an earlier
    run, which is no look. NO-GO: something new was seen. INCOMPLETE: otherwise, where
    nothing was seen, or what could block a launch could not be told and was not known to be so.
    """
    base = baseline or Baseline()
    fresh = tuple(New(one, why) for one in ranked(results) if (why := _new(one, base, baseline)))
    new = tuple(one for one in fresh if one.finding.impact <= stops)
    missing = (*([f"the run was ended early: {cut}"] if cut else ()), *_missing(results, base, first, taken))
    told = tuple(one for one in results if isinstance(one.verdict, Pass | Fail))
    blind = {one.fingerprint for one in results if isinstance(one.verdict, Unknown)}
    fine = {one.fingerprint for one in results if isinstance(one.verdict, Pass)}
    return Gate(
        word=NO_GO if new else INCOMPLETE if missing else GO,
        new=new,
        lesser=tuple(one for one in fresh if one.finding.impact > stops),
        missing=missing,
        known=tuple(one for one in ranked(results) if not _new(one, base, baseline)),
        mended=tuple(f"{one.title} ({one.target})" for mark, one in base.findings.items() if mark in fine),
        untold=tuple(f"{one.title} ({one.target})" for mark, one in base.findings.items() if mark in blind),
        waived=tuple(one for one in results if isinstance(one.verdict, Fail) and one.waived),
        told=len(told),
    )


def _new(one: Judged, base: Baseline, given: Baseline | None) -> str:
    """What is new about a finding; empty where it is known."""
    if one.lapsed:
        return f"its waiver ended on {one.lapsed.until}"
    known = base.findings.get(one.fingerprint)
    if known is None:
        return "new" if given else "open"
    places = one.verdict.places if isinstance(one.verdict, Fail) else ()
    more = [place for place in places if place not in known.places]
    return f"now also at {', '.join(more)}" if more else ""


def _missing(results: tuple[Judged, ...], base: Baseline, first: str | None, taken: frozenset[str]) -> Iterator[str]:
    told = [one for one in results if isinstance(one.verdict, Pass | Fail) and one.fingerprint not in taken]
    if not told:
        yield f"nothing could be looked at: {_why(results)}" if results else "nothing was looked at"
        return
    core = [
        one for one in results if one.check.split(".", 1)[0] == first and not isinstance(one.verdict, NotApplicable)
    ]
    if core and not any(isinstance(one.verdict, Pass | Fail) for one in core):
        yield f"nothing of the {first} could be told: {_why(tuple(core))}"
    yield from _lost(results, base)
    for one in results:
        if isinstance(one.verdict, Unknown) and _counts(one) and one.fingerprint not in {*base.unknown, *base.findings}:
            yield f"{one.check} at {one.target}: {one.verdict.because}"


def _lost(results: tuple[Judged, ...], base: Baseline) -> Iterator[str]:
    """What could be told when the baseline was written, and is not planned, or said not to apply, now."""
    planned = {one.fingerprint: one for one in results}
    checks = {one.check for one in results}
    gone: Counter[str] = Counter()
    for mark, name in base.looked.items():
        check, _, target = name.partition(" at ")
        now = planned.get(mark)
        if now is None and check in checks:
            gone[target] += 1
        elif now is not None and isinstance(now.verdict, NotApplicable) and _counts(now):
            yield f"{name} was told for the baseline, and does not apply now: {now.verdict.because}"
    for target, looks in gone.items():
        yield f"{target} was looked at for the baseline ({looks} looks), and launch.toml has it no more"


def _counts(one: Judged) -> bool:
    """Whether a gap keeps a deploy waiting: what could block the launch, or proves an item of the minimum bar."""
    return one.impact is Impact.BLOCKS_LAUNCH or bool(set(one.rows) & set(BAR))


def _why(results: tuple[Judged, ...]) -> str:
    """The most frequent reason."""
    because = Counter(one.verdict.because for one in results if not isinstance(one.verdict, Pass | Fail))
    return because.most_common(1)[0][0] if because else "no look could tell"
