"""Finds the finding that a person means, in the newest run that has looked at it."""

from dataclasses import dataclass
from pathlib import Path

from launchready import store
from launchready.events import Judged
from launchready.report.view import NoRunError, View
from launchready.report.words import one_line
from launchready.verdict import Fail

FARTHEST = 20
"""Runs that are gone back."""


class NoFindingError(Exception):
    """None is meant, or several are; the words say what to do."""


@dataclass(frozen=True, slots=True)
class Found:
    """A finding, and the run that has it."""

    finding: Judged
    run: store.Run


def found(root: Path, word: str, at: str | None = None, run: str | None = None) -> Found:
    """The finding of a fingerprint (or the start of one), or of a check: of the run, or of the newest that looked.

    Raises:
        NoFindingError: no finding is meant, or more than one.
    """
    try:
        known = [store.find(root, run)] if run else list(store.runs(root)[: -FARTHEST - 1 : -1])
    except store.StoreError as error:
        raise NoFindingError(str(error)) from None
    if not known:
        raise NoFindingError(f"there is no run below {root / store.FOLDER}; `launchready audit` makes one")
    for stored in known:
        meant = [
            one
            for one in _results(stored)
            if (one.check == word or one.fingerprint.startswith(word)) and at in {None, one.target}
        ]
        if meant:
            return Found(_one(meant, word, stored), stored)
    where = f" at {at}" if at else ""
    runs = known[0].name if run else f"none of the last {len(known)} runs"
    raise NoFindingError(
        f"{runs} {'has not' if run else 'has'} looked for {word}{where}; a report names each finding's fingerprint"
    )


def _results(stored: store.Run) -> tuple[Judged, ...]:
    try:
        return View.of(stored.read()).results
    except (NoRunError, store.StoreError):  # cut off before it began, or of another version: it says nothing
        return ()


def _one(meant: list[Judged], word: str, stored: store.Run) -> Judged:
    fails = [one for one in meant if isinstance(one.verdict, Fail)]
    if not fails:
        says = f"{type(meant[0].verdict).__name__}: {one_line(meant[0].verdict.because)}"
        raise NoFindingError(f"{stored.name}, the newest run that looked for {word}, has no such finding. {says}")
    if len(fails) > 1:
        places = "\n".join(f"    {one.fingerprint}  {one.check} at {one_line(one.target)}" for one in fails)
        raise NoFindingError(
            f"{word} is found at several targets; name one by its fingerprint, or with --at:\n{places}"
        )
    return fails[0]
