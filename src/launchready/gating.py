"""Chooses what a deploy may wait for, the boundaries first."""

from launchready import registry
from launchready.plan import Job
from launchready.registry import AnyCheck
from launchready.verdict import Touch

LONGEST_ALONE = 120.0
"""Seconds that one look may take where all others wait for it."""
BOUNDARIES = "boundaries"
HELD = ("what a deploy waits for",)
"""What a gate's run is held to, as reports say it."""


def chosen() -> tuple[AnyCheck, ...]:
    """The checks that a deploy waits for."""
    return tuple(check for check in registry.checks() if left_to_audit(check) is None)


def left_to_audit(check: AnyCheck) -> str | None:
    """Why no deploy waits for a check; None where one does."""
    if check.touch is Touch.LOAD:
        return "sends bursts"
    if check.commands:
        return "runs commands of yours"
    if check.of_names:
        return "speaks of public names, which no deploy changes"
    if check.alone and check.deadline_s > LONGEST_ALONE:
        return "may take minutes, while nothing else can be looked at"
    return None


def in_order(jobs: tuple[Job, ...]) -> tuple[Job, ...]:
    """The boundaries first, the rest as it comes."""
    return tuple(sorted(jobs, key=lambda job: stage_of(job.planned.check) != BOUNDARIES))


def stage_of(check: str) -> str:
    """The stage's name in a check's id."""
    return check.split(".", 1)[0]
