"""The minimum bar: the first page of every report, item by item."""

from launchready.events import BarItem, Judged
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

BAR = {
    "MIN-1": "The product resolves on its primary domain and on each key subdomain",
    "MIN-2": "HTTPS is enforced, with a valid certificate, on every one of them",
    "MIN-3": "No production secret is in code, history, build logs or public documents",
    "MIN-4": "A user sees their own data only",
    "MIN-5": "An edge stands in front of every public surface and cannot be walked around",
    "MIN-6": "A failure is seen within minutes: monitoring and alerts exist",
    "FOOT-1": "No open admin endpoint",
    "FOOT-2": "No unauthenticated access to an internal API",
    "FOOT-3": "No wildcard CORS without a reason",
    "FOOT-4": "No log exposes a token or a prompt",
    "FOOT-5": "No gap in e-mail authentication that hurts deliverability",
}


def bar(results: tuple[Judged, ...]) -> tuple[BarItem, ...]:
    """The state of every item, from the verdicts of the checks that prove it."""
    return tuple(_item(row, text, [one for one in results if row in one.rows]) for row, text in BAR.items())


def _item(row: str, text: str, results: list[Judged]) -> BarItem:
    fails = [one for one in results if isinstance(one.verdict, Fail)]
    unknowns = [one for one in results if isinstance(one.verdict, Unknown)]
    passes = [one for one in results if isinstance(one.verdict, Pass)]
    if open_fails := [one for one in fails if one.waived is None]:
        return BarItem(row, text, "failed", f"{open_fails[0].title} ({open_fails[0].target})")
    if unknowns:
        return BarItem(
            row, text, "unknown", f"{unknowns[0].check} at {unknowns[0].target}: {unknowns[0].verdict.because}"
        )
    if fails:
        return BarItem(row, text, "waived", f"{fails[0].title}: waived until {fails[0].waived.until}")  # type: ignore[union-attr]  # the open ones returned above
    if passes:
        return BarItem(row, text, "passed", f"proved {len(passes)} times")
    reasons = [one.verdict.because for one in results if isinstance(one.verdict, NotApplicable)]
    return BarItem(row, text, "unknown", reasons[0] if reasons else "nothing was looked at")
