"""Judges stored looks: live as a run goes, and offline for `launchready judge`."""

import inspect
from datetime import UTC, datetime

from launchready.declare.model import Declaration
from launchready.events import Judged, Looked, NotLooked, Waived
from launchready.judge.waive import lapsed_for, waiver_for
from launchready.plan import Job, line_of, owner_of
from launchready.store import Run, fingerprint, from_text
from launchready.verdict import Fail, NotApplicable, Remedy, Unknown, Verdict


def judge_job(job: Job, seen: str, declaration: Declaration, cut: str = "") -> Judged:
    """The verdict on a stored look. A bug in the judgement is Unknown, and ours.

    A look that was cut short (`cut` says why) can show the bad thing, but never prove that it is not there.
    """
    try:
        facts = from_text(seen, job.check.seen_type())
        verdict = job.check.judge(facts)
        if cut and not isinstance(verdict, Fail):
            verdict = Unknown(cut)
        remedy = job.check.remedy(facts) if isinstance(verdict, Fail) else None
    except Exception as bug:  # noqa: BLE001 - a bug in a check must not end the run, and is told as ours
        return _judged(job, declaration, Unknown(f"the check itself failed: {type(bug).__name__}: {bug}", ours=True))
    waived = lapsed = None
    if isinstance(verdict, Fail):
        today = datetime.now(UTC).date()
        waived = waiver_for(job.planned.check, job.planned.target, declaration.waivers, today)
        lapsed = lapsed_for(job.planned.check, job.planned.target, declaration.waivers, today)
    return _judged(job, declaration, verdict, remedy=remedy, waived=waived, lapsed=lapsed)


def not_looked(job: Job, declaration: Declaration, because: str, *, ours: bool) -> Judged:
    """The verdict where nothing was seen: NotApplicable where nothing such is declared, Unknown otherwise."""
    if job.target is None:
        return _judged(job, declaration, NotApplicable(because))
    return _judged(job, declaration, Unknown(because, ours=ours))


def judge_run(run: Run, jobs: tuple[Job, ...], declaration: Declaration) -> tuple[Judged, ...]:
    """Every verdict of a stored run again, from what was seen then; the product is not touched."""
    looked: dict[tuple[str, str], Looked | NotLooked] = {
        (event.check, event.target): event for event in run.read() if isinstance(event, Looked | NotLooked)
    }
    results: list[Judged] = []
    for job in jobs:
        event = looked.get((job.planned.check, job.planned.target))
        match event:
            case Looked():
                results.append(judge_job(job, event.seen, declaration, event.cut))
            case NotLooked():
                results.append(not_looked(job, declaration, event.because, ours=event.ours))
            case _:
                because = job.planned.left_out or "the run ended before it was looked at"
                results.append(not_looked(job, declaration, because, ours=False))
    return tuple(results)


def _judged(
    job: Job,
    declaration: Declaration,
    verdict: Verdict,
    *,
    remedy: Remedy | None = None,
    waived: Waived | None = None,
    lapsed: Waived | None = None,
) -> Judged:
    check = job.check
    return Judged(
        check=check.id(),
        target=job.planned.target,
        stage=check.stage(),
        title=check.title,
        risk=inspect.cleandoc(type(check).__doc__ or "").split("\n\n", 1)[0].replace("\n", " "),
        impact=check.impact,
        rows=check.rows,
        refs=check.refs,
        touch=check.touch,
        owner=owner_of(job.target, declaration),
        line=line_of(job.target, declaration),
        verdict=verdict,
        remedy=remedy,
        waived=waived,
        fingerprint=fingerprint(check.id(), job.planned.target),
        lapsed=lapsed,
    )
