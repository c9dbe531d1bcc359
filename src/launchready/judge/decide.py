"""Decides: GO, NO-GO or INCOMPLETE, with the reasons."""

from launchready.events import Decision, Judged
from launchready.judge.bar import bar
from launchready.judge.rank import ranked
from launchready.verdict import Impact, Unknown

GO = "GO"
NO_GO = "NO-GO"
INCOMPLETE = "INCOMPLETE"
EXIT = {GO: 0, NO_GO: 1, INCOMPLETE: 3}


def decide(results: tuple[Judged, ...], left: tuple[str, ...] = ()) -> Decision:
    """What all verdicts together amount to; `left` says what of the audit was not done at all, if anything.

    NO-GO: something that blocks the launch was seen, or an item of the minimum bar failed.
    INCOMPLETE: otherwise, where an item of the bar or a check that could block the launch is Unknown, or a part of the
    audit was left out.
    GO: every item of the bar is passed (or waived, by name and date) and nothing that blocks the launch is open.
    """
    items = bar(results)
    findings = ranked(results)
    order = tuple(one.fingerprint for one in findings)
    bad = [f"{one.title} ({one.target})" for one in findings if one.impact is Impact.BLOCKS_LAUNCH]
    bad += [f"{item.id} failed: {item.because}" for item in items if item.state == "failed"]
    if bad:
        return Decision(NO_GO, tuple(dict.fromkeys(bad)), items, order)
    missing = [f"{item.id} is unknown: {item.because}" for item in items if item.state == "unknown"]
    missing += [
        f"{one.check} at {one.target}: {one.verdict.because}"
        for one in results
        if isinstance(one.verdict, Unknown) and one.impact is Impact.BLOCKS_LAUNCH
    ]
    missing += left
    if missing:
        return Decision(INCOMPLETE, tuple(missing), items, order)
    lesser = f"{len(findings)} lesser findings are open" if findings else "no finding is open"
    return Decision(GO, ("every item of the minimum bar is proved", lesser), items, order)


def left_out(only: tuple[str, ...], cut: str = "") -> tuple[str, ...]:
    """What keeps a run from being the whole audit, in words."""
    held = (f"only {', '.join(only)} was looked at",) if only else ()
    return (*held, *((f"the run was ended early: {cut}",) if cut else ()))
