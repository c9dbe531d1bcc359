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


def judge(seen: Seen, kinds: tuple[str, ...], wrong: Callable[[Served], str | None], good: str) -> Verdict:
    """Fails for each answer of these kinds in which something is wrong; passes only where a page was served."""
    answers = seen.answers
    if answers.environment != "production":
        return NotApplicable(f"headers are for visitors of production; this is {answers.environment}")
    looked = [one for one in answers.served if one.kind in kinds]
    gaps = [(one, words) for one in looked if (words := wrong(one)) is not None]
    if gaps:
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
        return Unknown("no declared page was served with success, so that its headers say nothing")
    return Pass(f"{len(looked)} answers: {good}", f"a page was served: {answers.control}")
