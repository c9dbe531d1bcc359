"""What a deploy waits for, and what it leaves to the audit."""

from launchready import registry
from launchready.events import Planned
from launchready.gating import chosen, in_order, left_to_audit
from launchready.plan import Job
from launchready.verdict import Touch


def test_every_check_is_waited_for_or_left_for_a_reason() -> None:
    left = {check.id(): left_to_audit(check) for check in registry.checks()}

    assert {check.id() for check in chosen()} == {name for name, why in left.items() if why is None}
    assert left["boundaries.stranger-reads-object"] is None
    assert left["boundaries.token-without-signature-works"] is None
    assert left["handover.rollback-fails"] == "runs commands of yours"
    assert left["deploy.dnssec-is-broken"] == "speaks of public names, which no deploy changes"


def test_no_deploy_waits_for_bursts_or_runs_the_owners_commands() -> None:
    assert not [check.id() for check in chosen() if check.touch is Touch.LOAD or check.shuts or check.commands]


def test_the_boundaries_come_first() -> None:
    jobs = tuple(Job(check, None, Planned(check.id(), "product", check.stage())) for check in chosen())

    stages = [job.planned.stage for job in in_order(jobs)]

    assert stages[0] == 2
    assert stages.index(1) > max(place for place, stage in enumerate(stages) if stage == 2)
    assert sorted(stages) == sorted(job.planned.stage for job in jobs)
