"""What the checks of headers share: the answers, and one way of judging them."""

from collections.abc import Callable
from dataclasses import dataclass

from launchready.check import Fail, NotApplicable, Pass, Unknown, Verdict
from launchready.observe.net.headers import Answers, Served
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """What a site answered."""

    answers: Answers


def judge(
    seen: Seen,
    kinds: tuple[str, ...],
    wrong: Callable[[Served], str | None],
    good: str,
    *,
    meant: tuple[Callable[[Served], bool], str] | None = None,
) -> Verdict:
    """Fails for each answer of these kinds in which something is wrong; passes only where a page, or the API, was served.

    What is a matter of some answers alone (`meant`) fails only there as well: a site that showed us nothing but refusals may
    well have it on the pages that it shows to others.

    Args:
        seen: the answers.
        kinds: those that count.
        wrong: what is wrong with one, in words.
        good: what was looked for, in words.
        meant: which of them it is a matter of at all, and why the check does not apply where it is of none.
    """
    answers = seen.answers
    if answers.environment != "production":
        return NotApplicable(f"headers are for visitors of production; this is {answers.environment}")
    looked = [one for one in answers.served if one.kind in kinds and (meant is None or meant[0](one))]
    gaps = [(one, words) for one in looked if (words := wrong(one)) is not None]
    if gaps and (meant is None or answers.control is not None):
        first, words = gaps[0]
        return Fail(
            f"{len(gaps)} of {len(looked)} answers: {words} ({first.url})",
            tuple(Evidence(f"{one.kind} {one.line}", words) for one, words in gaps[:4]),
            tuple(one.curl for one, _ in gaps[:2]),
            tuple(dict.fromkeys(one.place for one, _ in gaps)),
        )
    if answers.silent:
        return Unknown(answers.silent[0])
    if answers.control is None:
        return Unknown("neither a declared page nor the API was served with success, so that the headers say nothing")
    if meant is not None and not looked:
        return NotApplicable(meant[1])
    kinds_seen = ", ".join(dict.fromkeys(one.kind for one in looked))
    left = f"; not asked for: {'; '.join(answers.left)}" if answers.left else ""
    return Pass(f"{len(looked)} answers ({kinds_seen}): {good}{left}", f"it was served: {answers.control}")
